// The configuration's schema as editors understand it: JSON Schema draft-07, which yaml-language-server
// reads. Looser than the reader where JSON Schema cannot say it: names that must exist, hosts, URLs, paths.

import { configSchema } from "#config/schema.ts";
import { isNamedMap, requiredKeys, type SchemaNode, schemaNode } from "#config/schema-node.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const REFERENCE = { $ref: "#/definitions/reference" };

/** The text of schema/portcullis.schema.json. */
export function editorSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Portcullis configuration",
    ...describe(schemaNode(configSchema)),
    definitions: {
      reference: {
        type: "string",
        pattern: "\\$\\{(env|file):[^}]+\\}",
        description: "A reference: ${env:NAME}, ${env:NAME:-default} or ${file:path}.",
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function describe(schema: SchemaNode): JsonSchema {
  const { description, examples } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(examples === undefined ? {} : { examples }),
    ...shape(schema),
  };
}

function shape(schema: SchemaNode): JsonSchema {
  if (schema.anyOf !== undefined) return { anyOf: [...schema.anyOf.map(describe), REFERENCE] };
  if (schema.type === "object") return objectShape(schema);
  if (schema.type === "array") {
    const { minItems } = schema;
    return {
      type: "array",
      items: describe(schema.items ?? {}),
      ...(minItems === undefined ? {} : { minItems }),
    };
  }
  const scalar = scalarShape(schema);
  return isAnyText(schema) ? scalar : { anyOf: [scalar, REFERENCE] };
}

/** A text without a pattern takes a reference as it takes any text. */
function isAnyText({ type, pattern, enum: choices, const: constant }: SchemaNode): boolean {
  return type === "string" && pattern === undefined && choices === undefined && constant === undefined;
}

function objectShape(schema: SchemaNode): JsonSchema {
  const { minProperties, maxProperties, properties = {} } = schema;
  const counts = {
    ...(minProperties === undefined ? {} : { minProperties }),
    ...(maxProperties === undefined ? {} : { maxProperties }),
  };
  if (isNamedMap(schema)) {
    const propertyNames = schema.propertyNames === undefined ? {} : { propertyNames: schema.propertyNames };
    return {
      type: "object",
      ...propertyNames,
      additionalProperties: describe(schema.additionalProperties),
      ...counts,
    };
  }
  const described = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, describe(value)]),
  );
  const required = requiredKeys(schema);
  const needs = required.length === 0 ? {} : { required };
  return { type: "object", properties: described, ...needs, additionalProperties: false, ...counts };
}

function scalarShape(schema: SchemaNode): JsonSchema {
  const { type, const: constant, enum: choices, pattern, minimum, maximum, minLength } = schema;
  if (constant !== undefined) return { const: constant };
  if (choices !== undefined) return { enum: choices };
  if (type === "boolean") return { type };
  if (type !== "integer") return { type, ...(pattern === undefined ? { minLength } : { pattern }) };
  return { type, minimum, maximum };
}
