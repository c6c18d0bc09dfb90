// Examples from the schema as an author would write them, on one line.

import type { SchemaNode } from "./schema-node.ts";

/** `port: 8080`; undefined where the schema has no example. */
export function exampleOf(key: string, schema: SchemaNode): string | undefined {
  const example = schema.const ?? schema.examples?.[0];
  return example === undefined ? undefined : `${key}: ${flowText(example)}`;
}

const PLAIN = /^[A-Za-z0-9/](?:[A-Za-z0-9./_-]|:(?=\/\/))*$/;

/** A value in YAML's flow style. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${flowText(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return typeof value === "string" && !PLAIN.test(value) ? JSON.stringify(value) : String(value);
}
