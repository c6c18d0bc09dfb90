// A typebox schema as the walker and the generators read it: JSON Schema's keywords, and four of our own.

import type { TSchema } from "typebox";

export type SchemaNode = {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** A schema makes the object a map from names to such values; `false` allows only `properties`. */
  readonly additionalProperties?: SchemaNode | false;
  readonly propertyNames?: { readonly pattern: string; readonly description: string };
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  /** Of a number, and of what a format with a number as its value parses to. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  /** For editors; the walker trusts `format`. */
  readonly pattern?: string;
  /** The name of a format that parses the text. */
  readonly format?: string;
  /** The map's keys are names of this kind: `pool`. */
  readonly defines?: string;
  /** The text is a name of this kind. */
  readonly mentions?: string;
  /** A default that is worked out at start, in words. */
  readonly defaultText?: string;
  readonly examples?: readonly unknown[];
};

/** typebox types a schema by what it describes, not by its keywords; those it builds have only the above. */
export function schemaNode(schema: TSchema): SchemaNode {
  return schema;
}

/** A map from names to values, rather than an object of known keys. */
export function isNamedMap(schema: SchemaNode): schema is SchemaNode & { additionalProperties: SchemaNode } {
  return typeof schema.additionalProperties === "object";
}

/** The keys that an author has to write. */
export function requiredKeys(schema: SchemaNode): string[] {
  const properties = schema.properties ?? {};
  return (schema.required ?? []).filter((key) => properties[key]?.default === undefined);
}
