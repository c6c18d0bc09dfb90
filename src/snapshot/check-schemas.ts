// Whether schemas are what they are said to be, with the places of their mistakes. The libraries that know
// are large, and loaded where there is a schema of the kind.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { runSteps } from "#kernel/run-steps.ts";
import type { SchemaUse } from "#policy/schema-uses.ts";
import type { ServiceSchemaSpec } from "./policy-spec.ts";

/** @param uses of the documents around: parts of schemas that they name have to be there too */
export async function checkSchemas(
  schemas: readonly ServiceSchemaSpec[],
  uses: readonly SchemaUse[],
): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const spec of schemas) {
    const parts = uses.flatMap(({ schemaId, schemaRef }) => (schemaId === spec.id ? (schemaRef ?? []) : []));
    found.push(...(await mistakesOf(spec, parts)).map((one) => placed(one, spec)));
  }
  return found;
}

async function mistakesOf(spec: ServiceSchemaSpec, parts: readonly string[]): Promise<readonly Diagnostic[]> {
  const { kind, text } = spec;
  if (kind === "json") {
    const whole = await mistakesOfJson(spec, undefined);
    if (whole.length > 0) return whole;
    const ofParts: Diagnostic[] = [];
    for (const part of new Set(parts)) ofParts.push(...(await mistakesOfJson(spec, part)));
    return ofParts;
  }
  if (kind === "graphql") {
    const { graphqlMistakes } = await import("#contract/graphql-schema-mistakes.ts");
    return graphqlMistakes(text).map(({ line, column, message }) => mistake(spec, line, column, message));
  }
  const { XmlSchemaValidator } = await import("#contract/xml-schema.ts");
  const read = await XmlSchemaValidator.read(text);
  if (!(read instanceof XmlSchemaValidator)) {
    return read.map(({ line, message }) => mistake(spec, Math.max(1, line), 1, message));
  }
  read.dispose();
  return [];
}

/** Compiled too, which finds what is no schema at all. */
async function mistakesOfJson(
  spec: ServiceSchemaSpec,
  part: string | undefined,
): Promise<readonly Diagnostic[]> {
  const { readJsonSchema } = await import("#contract/read-json-schema.ts");
  const { ContractValidators } = await import("#contract/contract-validators.ts");
  const { contract, name, diagnostics } = readJsonSchema(spec.text, spec.file, part);
  if (contract === undefined) return diagnostics;
  try {
    runSteps(new ContractValidators(contract).prepare([name]));
  } catch (error) {
    // Where the process forbids generated code, every configuration that validates is refused later on.
    if (error instanceof EvalError) return diagnostics;
    const why = error instanceof Error ? error.message : "it is no schema";
    return [...diagnostics, mistake(spec, 1, 1, part === undefined ? why : `${part}: ${why}`)];
  }
  return diagnostics;
}

const LANGUAGES = { json: "JSON Schema", xml: "XML Schema 1.0", graphql: "GraphQL's schema language" };

function mistake(
  { id, kind, file }: ServiceSchemaSpec,
  line: number,
  column: number,
  why: string,
): Diagnostic {
  const message = `the schema ${JSON.stringify(id)} cannot be read: ${why}`;
  const alone = kind === "xml" ? "; what it includes or imports is not read: put it into one" : "";
  const hint = `correct it; it is read as ${LANGUAGES[kind]}${alone}`;
  return { file, line, column, severity: "error", code: "invalid-schema", message, hint };
}

/** Of a text that stands in the configuration the place is its beginning there. */
function placed(found: Diagnostic, { place }: ServiceSchemaSpec): Diagnostic {
  if (place === undefined) return found;
  const where = `line ${found.line}, column ${found.column} of the schema`;
  return { ...found, ...place, message: `${found.message} (${where})` };
}
