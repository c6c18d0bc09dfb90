// Schemas → functions, by ajv: patterns on the linear engine, own properties only (`constructor` of a body is
// what the body says), and nothing printed. ajv generates code; where the process forbids that, see below.

import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { compileEcmaPattern } from "#kernel/linear-regex.ts";
import type { JsonSchema } from "../contract.ts";
import { type Schemas, type SchemaVariant, SchemaVary } from "./vary-schemas.ts";

export type { ErrorObject } from "ajv/dist/2020.js";

export type CompiledSchema = {
  /** Stops at the first error. */
  readonly test: ValidateFunction;
  /** Tells all errors, however many: only for values of bounded size. */
  readonly explain: ValidateFunction;
};

/** Schemas have numbers for addresses: their names may hold anything. */
const ROOT = "contract:/schemas";

export class SchemaCompiler {
  readonly #first = createAjv(false);
  readonly #all = createAjv(true);
  readonly #schemas: readonly (readonly [name: string, schema: JsonSchema])[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #vary: SchemaVary;
  /** How many of `#schemas` were handed to the library. */
  #loaded = 0;

  constructor(schemas: Schemas, variant: SchemaVariant) {
    this.#schemas = Object.entries(schemas);
    this.#numbers = new Map(this.#schemas.map(([name], index) => [name, index]));
    this.#vary = new SchemaVary(variant, (name, isPart) => this.#addressOf(name, isPart));
  }

  #addressOf(name: string, isPart: boolean): string | undefined {
    const number = this.#numbers.get(name);
    return number === undefined ? undefined : `${ROOT}/${number}${isPart ? "/part" : ""}`;
  }

  /** Hands the schemas over that were not yet, one with each step. */
  *load(): Generator<undefined, void> {
    for (let next = this.#schemas[this.#loaded]; next !== undefined; next = this.#schemas[this.#loaded]) {
      this.#loaded++;
      const [name, schema] = next;
      for (const isPart of this.#vary.hasParts ? [false, true] : [false]) {
        const varied = this.#vary.vary(schema, isPart);
        const address = this.#addressOf(name, isPart);
        this.#first.addSchema(varied, address);
        this.#all.addSchema(varied, address);
      }
      yield undefined;
    }
  }

  /**
   * Half of the work with each step, since each takes long by itself.
   * @throws EvalError where the process forbids generated code (node
   *   --disallow-code-generation-from-strings): then nothing can be validated by schemas, and a snapshot
   *   that asks for it must not be taken up
   */
  *compile(name: string): Generator<undefined, CompiledSchema> {
    yield* this.load();
    // Looked up by its address, a schema is compiled once, whoever refers to it afterwards.
    const address = this.#addressOf(name, false) ?? "";
    const test = this.#first.getSchema(address);
    yield undefined;
    const explain = this.#all.getSchema(address);
    if (test === undefined || explain === undefined)
      throw new TypeError(`contract: there is no schema ${name}`);
    return { test, explain };
  }
}

function createAjv(allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors,
    strict: false,
    ownProperties: true,
    logger: false,
    validateSchema: false,
    addUsedSchema: false,
    code: { regExp: linearEngine },
  });
  formats.default(ajv);
  return ajv;
}

/** ajv knows patterns apart by their texts: without one of its own, the first would stand for all of them. */
function linearEngine(pattern: string): {
  readonly test: (text: string) => boolean;
  readonly toString: () => string;
} {
  const compiled = compileEcmaPattern(pattern);
  if (typeof compiled === "string") throw new TypeError(`contract: a pattern ${compiled}`);
  return { test: (text) => compiled.test(text), toString: () => pattern };
}
linearEngine.code = "contract patterns";

/** What is wrong, with names and values of the schema where they help. */
export function errorMessage({ keyword, message, params }: ErrorObject): string {
  const text = message ?? `fails ${keyword}`;
  const extra: unknown = params["additionalProperty"] ?? params["unevaluatedProperty"];
  if (typeof extra === "string") return `${text}: ${JSON.stringify(extra.slice(0, 100))}`;
  if (keyword === "enum") return `${text}: ${JSON.stringify(params["allowedValues"]).slice(0, 200)}`;
  return text;
}
