// Schemas in an order in which each comes behind those that it refers to: compiled that way, none of them
// takes long by itself. In a circle of references one has to be first.

import type { JsonSchema, JsonValue } from "../contract.ts";
import { isObject, propertyOf } from "../document/json-value.ts";
import { definitionName } from "./definition-reference.ts";
import type { Schemas } from "./vary-schemas.ts";

/** All that are named, and what they refer to, each once. */
export function dependencyOrder(schemas: Schemas, names: readonly string[]): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const root of names) {
    const open = [{ name: root, isLeft: false }];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const { name, isLeft } = at;
      if (isLeft) order.push(name);
      if (isLeft || seen.has(name) || !Object.hasOwn(schemas, name)) continue;
      seen.add(name);
      open.push({ name, isLeft: true });
      for (const target of referencesOf(schemas[name] ?? true)) open.push({ name: target, isLeft: false });
    }
  }
  return order;
}

function referencesOf(schema: JsonSchema): readonly string[] {
  const found: string[] = [];
  const open: JsonValue[] = [schema];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const reference = isObject(value) ? propertyOf(value, "$ref") : undefined;
    const name = typeof reference === "string" ? definitionName(reference) : undefined;
    if (name !== undefined) found.push(name);
    open.push(...Object.values(value));
  }
  return found;
}
