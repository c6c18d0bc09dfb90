// The schemas of a contract in the variants that policies ask for: with or without properties that the
// description does not name, and with names of properties in either case.

import type { JsonObject, JsonSchema, JsonValue } from "../contract.ts";
import { isList, isObject, textsOf } from "../document/json-value.ts";
import { keywordKinds } from "./keywords.ts";

export type SchemaVariant = {
  /** Undefined: as the schemas say. */
  readonly allowsAdditional: boolean | undefined;
  /** Names of properties are in small letters; so must be those of the values. */
  readonly ignoresCase: boolean;
};

export type Schemas = { readonly [name: string]: JsonSchema };

/** Behind the names of schemas that stand beside others, where only the whole may be closed. */
const PART = " (part)";

export function varySchemas(schemas: Schemas, variant: SchemaVariant): Schemas {
  const { allowsAdditional, ignoresCase } = variant;
  if (allowsAdditional === undefined && !ignoresCase) return schemas;
  const entries = Object.entries(schemas).flatMap(([name, schema]): [string, JsonSchema][] => {
    const whole: [string, JsonSchema] = [name, vary(schema, variant, false)];
    return allowsAdditional === false ? [whole, [`${name}${PART}`, vary(schema, variant, true)]] : [whole];
  });
  return Object.fromEntries(entries);
}

/** Keywords whose schemas look at the same value, beside the schema that they stand in. */
const BESIDE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);

function vary(schema: JsonSchema, variant: SchemaVariant, isPart: boolean): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, JsonValue] => {
    if (key === "$ref" && typeof value === "string") return [key, refer(value, schema, variant, isPart)];
    return [key, varyKeyword(key, value, variant)];
  });
  const varied = new Map(entries);
  if (variant.allowsAdditional !== undefined) {
    varied.delete("additionalProperties");
    varied.delete("unevaluatedProperties");
  }
  const isReference = Object.keys(schema).length === 1 && "$ref" in schema;
  if (variant.allowsAdditional === false && !isPart && !isReference)
    varied.set("unevaluatedProperties", false);
  return Object.fromEntries(varied);
}

function refer(reference: string, schema: JsonObject, variant: SchemaVariant, isPart: boolean): string {
  const isAlone = Object.keys(schema).length === 1;
  if (variant.allowsAdditional !== false || (isAlone && !isPart)) return reference;
  return `${reference}${encodeURIComponent(PART)}`;
}

function varyKeyword(key: string, value: JsonValue, variant: SchemaVariant): JsonValue {
  const lower = (name: string): string => (variant.ignoresCase ? name.toLowerCase() : name);
  const below = (schema: JsonValue): JsonValue => {
    // Behind these keywords stand schemas, as the import saw to.
    return vary(schema as JsonSchema, variant, BESIDE.has(key));
  };
  switch (keywordKinds.get(key)) {
    case "schema":
      return below(value);
    case "schema-list":
      return isList(value) ? value.map(below) : value;
    case "schema-map": {
      const entries = isObject(value) ? Object.entries(value) : [];
      const rename = key === "patternProperties" ? (name: string): string => name : lower;
      return Object.fromEntries(entries.map(([name, schema]) => [rename(name), below(schema)]));
    }
    default:
      return key === "required" && isList(value) ? textsOf(value).map(lower) : value;
  }
}
