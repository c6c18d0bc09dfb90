// `discriminator`: one property says which of several schemas a value is held against. Said in the words of
// JSON Schema, so that a value that fits two of them is no error, and errors are of the one that was meant.

import type { JsonSchema, JsonValue } from "../contract.ts";
import { isList } from "../document/json-value.ts";
import { definitionReference } from "../schema/definition-reference.ts";
import { type Cursor, child, has, items, members, textAt } from "./cursor.ts";
import type { Direction, SchemaRegistry } from "./schema-registry.ts";

/** Takes the place of the draft's `oneOf` or `anyOf`. */
export function readDiscriminator(
  registry: SchemaRegistry,
  cursor: Cursor,
  draft: Map<string, JsonValue>,
  direction: Direction,
): void {
  const property = discriminatorProperty(cursor);
  if (property === undefined) return;
  const key = (["oneOf", "anyOf"] as const).find((name) => has(cursor, name));
  const at = child(cursor, "discriminator");
  const branches = key === undefined ? [] : items(child(cursor, key));
  if (key === undefined || branches.some((branch) => textAt(branch, "$ref") === undefined)) {
    const message = "the discriminator has no oneOf of references beside it, and selects nothing";
    const hint = "list the schemas that it tells apart in a oneOf";
    registry.report.unsupported(at, "discriminator-without-branches", message, hint);
    return;
  }
  const names = new Map<string, JsonSchema>();
  for (const branch of branches) {
    const name = registry.nameOf(branch, direction);
    const value = textAt(branch, "$ref")?.split("/").at(-1);
    if (name !== undefined && value !== undefined) names.set(value, { $ref: definitionReference(name) });
  }
  readMapping(registry, at, names, direction);
  draft.delete(key);
  const others = draft.get("allOf");
  draft.set("allOf", [...(isList(others) ? others : []), selection(property, names)]);
}

/**
 * Values of the mapping are references, or names of schemas. A branch under a name of its own loses its
 * other.
 */
function readMapping(
  registry: SchemaRegistry,
  discriminator: Cursor,
  names: Map<string, JsonSchema>,
  direction: Direction,
): void {
  const mapping = members(child(discriminator, "mapping"));
  for (const [, at] of mapping) if (typeof at.value === "string") names.delete(lastPart(at.value));
  for (const [value, at] of mapping) {
    if (typeof at.value !== "string") continue;
    const reference = /[#/.]/.test(at.value) ? at.value : `#/components/schemas/${at.value}`;
    const name = registry.nameOf({ ...at, value: { $ref: reference } }, direction);
    if (name !== undefined) names.set(value, { $ref: definitionReference(name) });
  }
}

const lastPart = (reference: string): string => reference.split("/").at(-1) ?? reference;

/** The keyword of JSON Schema; an object that is written with it would look like a promise. */
const CONSEQUENCE = "then";

function selection(property: string, names: ReadonlyMap<string, JsonSchema>): JsonSchema {
  return {
    type: "object",
    required: [property],
    properties: { [property]: { enum: [...names.keys()] } },
    allOf: [...names].map(([value, schema]) =>
      Object.fromEntries([
        ["if", { properties: { [property]: { const: value } }, required: [property] }],
        [CONSEQUENCE, schema],
      ]),
    ),
  };
}

/** A text in 2.0, a map later. */
function discriminatorProperty(cursor: Cursor): string | undefined {
  return textAt(cursor, "discriminator") ?? textAt(child(cursor, "discriminator"), "propertyName");
}
