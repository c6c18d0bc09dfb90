// The configuration's schema as the page docs/reference/configuration.md: every key with its type, its
// default and what it means.

import { flowText } from "#config/example.ts";
import { formats } from "#config/format-table.ts";
import { configSchema } from "#config/schema.ts";
import { isNamedMap, requiredKeys, type SchemaNode, schemaNode } from "#config/schema-node.ts";
import { exampleConfiguration } from "./example-configuration.ts";

type Row = { readonly key: string; readonly schema: SchemaNode; readonly isRequired: boolean };

/** The text of docs/reference/configuration.md. */
export function configurationReference(): string {
  const root = schemaNode(configSchema);
  const required = requiredKeys(root);
  const sections = Object.entries(root.properties ?? {}).map(([key, schema]) => {
    return section({ key, schema, isRequired: required.includes(key) });
  });
  return [INTRODUCTION, "```yaml", exampleConfiguration.trimEnd(), "```", "", ...sections].join("\n");
}

const INTRODUCTION = `<!-- Generated from src/config/schema.ts by \`npm run generate\`. Do not edit. -->

# Configuration

Portcullis reads one file, \`portcullis.yaml\`, and what it includes. \`portcullis check\` reads it without serving
and says everything that is wrong with it, with file, line, column and a hint.

- **Durations** have a unit: \`500ms\`, \`30s\`, \`1.5m\`, \`1h\`.
- **Sizes** have a unit: \`512B\`, \`8KiB\`, \`10MiB\`, \`1GiB\` (powers of 1024), \`10KB\`, \`10MB\`, \`10GB\` (powers of 1000).
- **References** may stand in any text value: \`\${env:NAME}\` is an environment variable, \`\${env:NAME:-default}\` has a
  default for one that is unset or empty, \`\${file:path}\` is the content of a file without its last line break. A value
  that is wholly one reference takes the type that its key asks for. \`$\${\` is the two characters themselves. Inside
  \`{ }\` and \`[ ]\` a reference needs quotes. Values that came from references are never shown in messages.
- **Paths of files** are relative to the file that they are written in.
- **Names** of sites, routes, pools and so on are letters, digits, \`_\`, \`.\` and \`-\`, at most 63 characters.
- **Editors** with a YAML language server complete and check the file when it starts with this line:
  \`# yaml-language-server: $schema=<path to>/schema/portcullis.schema.json\`.

## Example
`;

function section(row: Row): string {
  const { key, schema } = row;
  const rows = [...rowsBelow(key, schema)];
  const examples = (schema.examples ?? []).map((example) => `Example: \`${key}: ${flowText(example)}\`\n`);
  const own = `${sentence(schema)}\n\n${ownType(row)}\n`;
  if (rows.length === 0) return [`## ${key}\n`, own, ...examples].join("\n");
  const table = [
    "| Key | Type | Default | Meaning |",
    "| --- | --- | --- | --- |",
    ...rows.map((each) => `| ${cells(each).join(" | ")} |`),
    "",
  ];
  return [`## ${key}\n`, `${sentence(schema)}\n`, table.join("\n")].join("\n");
}

function ownType(row: Row): string {
  const [, type, fallback] = cells(row);
  return row.isRequired ? `Required: ${type}.` : `Type: ${type}. Default: ${fallback}.`;
}

const sentence = (schema: SchemaNode): string => schema.description ?? "";

/** The keys below a key, depth first; `<name>` is a name of the author's, `[]` each entry of a list. */
function* rowsBelow(path: string, schema: SchemaNode): Generator<Row> {
  if (isNamedMap(schema)) {
    const inner = schema.additionalProperties;
    const key = `${path}.<name>`;
    if (inner.properties === undefined) yield { key, schema: inner, isRequired: false };
    yield* rowsBelow(key, inner);
    return;
  }
  if (schema.type === "array") {
    yield* rowsBelow(`${path}[]`, schema.items ?? {});
    return;
  }
  const required = requiredKeys(schema);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const key = `${path}.${name}`;
    yield { key, schema: property, isRequired: required.includes(name) };
    yield* rowsBelow(key, property);
  }
  for (const variant of schema.anyOf ?? []) yield* rowsBelow(path, variant);
}

function cells({ key, schema, isRequired }: Row): string[] {
  return [`\`${key}\``, typeText(schema), defaultText(schema, isRequired), sentence(schema)].map((cell) => {
    return cell.replaceAll("|", "\\|");
  });
}

function defaultText(schema: SchemaNode, isRequired: boolean): string {
  if (isRequired) return "required";
  if (schema.defaultText !== undefined) return schema.defaultText;
  if (schema.default === undefined) return "none";
  return isEmptyMap(schema.default) ? "none written" : `\`${flowText(schema.default)}\``;
}

const isEmptyMap = (value: unknown): boolean => typeof value === "object" && flowText(value) === "{}";

function typeText(schema: SchemaNode): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(", or ");
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(", ");
  if (schema.mentions !== undefined) return `the name of a ${schema.mentions}`;
  if (schema.type === "array") return `a list of: ${typeText(schema.items ?? {})}`;
  if (schema.type === "object") return isNamedMap(schema) ? "a map of names" : "keys as below";
  if (schema.type === "boolean") return "`true` or `false`";
  const format = schema.format === undefined ? undefined : formats[schema.format];
  return `${format?.name ?? (schema.type === "integer" ? "a whole number" : "text")}${rangeText(schema)}`;
}

function rangeText({ format, minimum, maximum }: SchemaNode): string {
  const print = (value: number): string =>
    format === undefined ? String(value) : (formats[format]?.print(value) ?? "");
  if (minimum !== undefined && maximum !== undefined) return ` from ${print(minimum)} to ${print(maximum)}`;
  return minimum === undefined || minimum === 0 ? "" : `, at least ${print(minimum)}`;
}
