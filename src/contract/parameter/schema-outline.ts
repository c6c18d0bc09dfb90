// What the text of a parameter has to know of its schema before it is a value: which types it may be of, and
// the same of its items and properties; through references and through schemas that stand beside each other.

import type { JsonSchema, JsonValue } from "../contract.ts";
import { isList, isObject } from "../document/json-value.ts";
import { definitionName } from "../schema/definition-reference.ts";

export type SchemaLookup = (name: string) => JsonSchema;

export type SchemaOutline = {
  /** As JSON Schema names them; empty where any type will do. */
  readonly types: ReadonlySet<string>;
  readonly items: JsonSchema;
  readonly properties: ReadonlyMap<string, JsonSchema>;
};

const MAX_SCHEMAS = 100;

export function outlineOf(root: JsonSchema, lookup: SchemaLookup): SchemaOutline {
  const types = new Set<string>();
  const properties = new Map<string, JsonSchema>();
  let items: JsonSchema = true;
  const seen = new Set<JsonSchema>();
  const open: JsonSchema[] = [root];
  for (let schema = open.shift(); schema !== undefined && seen.size < MAX_SCHEMAS; schema = open.shift()) {
    if (typeof schema === "boolean" || seen.has(schema)) continue;
    seen.add(schema);
    for (const type of typesOf(schema)) types.add(type);
    for (const [name, property] of Object.entries(
      isObject(schema["properties"]) ? schema["properties"] : {},
    )) {
      properties.set(name, asSchema(property));
    }
    if (items === true && schema["items"] !== undefined) items = asSchema(schema["items"]);
    const reference = typeof schema["$ref"] === "string" ? definitionName(schema["$ref"]) : undefined;
    if (reference !== undefined) open.push(lookup(reference));
    for (const key of ["allOf", "anyOf", "oneOf"]) {
      const parts = schema[key];
      if (isList(parts)) open.push(...parts.map(asSchema));
    }
  }
  return { types, items, properties };
}

/** Those that are written, or those of the values that are listed. */
function typesOf(schema: { readonly [key: string]: JsonValue }): string[] {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  if (isList(type)) return type.map(String);
  const values = isList(schema["enum"])
    ? schema["enum"]
    : schema["const"] === undefined
      ? []
      : [schema["const"]];
  return values.map((value) => (value === null ? "null" : isList(value) ? "array" : typeof value));
}

/** Where a schema may stand, the import has put one. */
function asSchema(value: JsonValue): JsonSchema {
  return typeof value === "boolean" || isObject(value) ? value : true;
}
