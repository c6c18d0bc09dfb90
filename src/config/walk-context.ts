// What the walker carries along, and how its messages name what a schema takes.

import { exampleOf } from "./example.ts";
import type { Format } from "./format.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { isNamedMap, type SchemaNode } from "./schema-node.ts";
import type { Spot } from "./source.ts";
import { quoted, type ScalarNode } from "./tree.ts";

/** What is being read, for messages: `"port"`, and the spot of its key. */
export type Subject = {
  readonly label: string;
  readonly spot: Spot;
  /** The key itself, where there is one. */
  readonly key?: string;
  /** Words that may be written instead of what is being read. */
  readonly orElse?: string;
};

/** A text that names a thing defined elsewhere. */
export type Mention = { readonly kind: string; readonly name: string; readonly node: ScalarNode };

export type WalkContext = {
  readonly report: Report;
  readonly places: Places;
  readonly formats: Readonly<Record<string, Format<unknown>>>;
  readonly mentions: Mention[];
  /** By kind, the names that are defined, wrong ones included: what names them is not wrong for that. */
  readonly definitions: Map<string, Map<string, Spot>>;
};

/** What to write where nothing was written. */
export function valueHint(
  schema: SchemaNode,
  subject: Subject,
  context: Pick<WalkContext, "formats">,
): string {
  const example = exampleOf(subject.key ?? "", schema);
  const such = example === undefined ? "" : `, such as ${example}`;
  const orRemove = schema.default === undefined ? "" : ", or remove the key";
  return `write ${wantedName(schema, context)}${such}${orRemove}`;
}

/** What a schema takes, its variants included. */
export function wantedName(schema: SchemaNode, context: Pick<WalkContext, "formats">): string {
  if (schema.title !== undefined || schema.anyOf === undefined) return typeName(schema, context);
  return schema.anyOf.map((variant) => typeName(variant, context)).join(" or ");
}

/** What a schema takes, with its article. */
function typeName(schema: SchemaNode, context: Pick<WalkContext, "formats">): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return quoted(String(schema.const));
  if (schema.format !== undefined) return context.formats[schema.format]?.name ?? "text";
  switch (schema.type) {
    case "object":
      return isNamedMap(schema) ? "a map of names" : "a map of keys";
    case "array":
      return "a list";
    case "integer":
      return "a whole number";
    case "boolean":
      return "true or false";
    default:
      return schema.enum === undefined ? "text" : `one of ${schema.enum.join(", ")}`;
  }
}
