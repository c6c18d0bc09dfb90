// The keywords of JSON Schema 2020-12 by what stands behind them. Annotations that no validator looks at are
// not listed, and so do not travel.

export type KeywordKind = "value" | "schema" | "schema-list" | "schema-map";

const values = [
  ...["type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"],
  ...["maxLength", "minLength", "pattern", "format", "maxItems", "minItems", "uniqueItems", "maxContains"],
  ...["minContains", "maxProperties", "minProperties", "required", "dependentRequired", "default"],
] as const;

const schemas = [
  ...["not", "items", "contains", "propertyNames", "additionalProperties", "unevaluatedItems"],
  ...["unevaluatedProperties", "if", "then", "else"],
] as const;

export const keywordKinds: ReadonlyMap<string, KeywordKind> = new Map<string, KeywordKind>([
  ...values.map((name) => [name, "value"] as const),
  ...schemas.map((name) => [name, "schema"] as const),
  ...(["allOf", "anyOf", "oneOf", "prefixItems"] as const).map((name) => [name, "schema-list"] as const),
  ...(["properties", "patternProperties", "dependentSchemas"] as const).map(
    (name) => [name, "schema-map"] as const,
  ),
]);
