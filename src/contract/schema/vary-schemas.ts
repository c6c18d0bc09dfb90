// The schemas of a contract in the variants that policies ask for: with or without properties that the
// description does not name, and with names of properties in either case.

import type { JsonObject, JsonSchema, JsonValue } from "../contract.ts";
import { isList, isObject, textsOf } from "../document/json-value.ts";
import { definitionName } from "./definition-reference.ts";
import { keywordKinds } from "./keywords.ts";

export type SchemaVariant = {
  /** Undefined: as the schemas say. */
  readonly allowsAdditional: boolean | undefined;
  /** Names of properties are in small letters; so must be those of the values. */
  readonly ignoresCase: boolean;
};

export type Schemas = { readonly [name: string]: JsonSchema };

/**
 * Where a schema is to be found by its name: as a whole, or as a part of schemas that it stands beside, where
 * only the whole may be closed. Undefined where there is none.
 */
export type AddressOf = (name: string, isPart: boolean) => string | undefined;

/** A schema in the variant, its references made addresses; `isPart` as of `AddressOf`. */
export class SchemaVary {
  readonly #variant: SchemaVariant;
  readonly #addressOf: AddressOf;

  constructor(variant: SchemaVariant, addressOf: AddressOf) {
    this.#variant = variant;
    this.#addressOf = addressOf;
  }

  /** Whether references may lead to parts. */
  get hasParts(): boolean {
    return this.#variant.allowsAdditional === false;
  }

  vary(schema: JsonSchema, isPart: boolean): JsonSchema {
    if (typeof schema === "boolean") return schema;
    const entries = Object.entries(schema).map(([key, value]): [string, JsonValue] => {
      if (key === "$ref" && typeof value === "string") return [key, this.#refer(value, schema, isPart)];
      return [key, this.#varyKeyword(key, value)];
    });
    const varied = new Map(entries);
    if (this.#variant.allowsAdditional !== undefined) {
      varied.delete("additionalProperties");
      varied.delete("unevaluatedProperties");
    }
    if (this.hasParts && !isPart && !isLoneReference(schema)) varied.set("unevaluatedProperties", false);
    return Object.fromEntries(varied);
  }

  #refer(reference: string, schema: JsonObject, isPart: boolean): string {
    const name = definitionName(reference);
    const toPart = this.hasParts && (isPart || !isLoneReference(schema));
    return (name === undefined ? undefined : this.#addressOf(name, toPart)) ?? reference;
  }

  #varyKeyword(key: string, value: JsonValue): JsonValue {
    const { ignoresCase } = this.#variant;
    const lower = (name: string): string => (ignoresCase ? name.toLowerCase() : name);
    const below = (schema: JsonValue): JsonValue => {
      // Behind these keywords stand schemas, as the import saw to.
      return this.vary(schema as JsonSchema, BESIDE.has(key));
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
}

const isLoneReference = (schema: JsonObject): boolean => Object.keys(schema).length === 1 && "$ref" in schema;

/** Keywords whose schemas look at the same value, beside the schema that they stand in. */
const BESIDE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);
