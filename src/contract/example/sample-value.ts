// A value that a schema would take, for operations that are mocked and have no example: what the schema
// itself names first, else the simplest of its type.

import { defaultLimits } from "#kernel/limits.ts";
import type { JsonObject, JsonSchema, JsonValue } from "../contract.ts";
import { isList, isObject, textsOf } from "../document/json-value.ts";
import { definitionName } from "../schema/definition-reference.ts";

const MAX_DEPTH = 8;

/** Recursive schemas end where they repeat. A pattern is not heeded. */
export function sampleValue(schema: JsonSchema, lookup: (name: string) => JsonSchema): JsonValue {
  return new Sampler(lookup).value(schema, 0) ?? null;
}

class Sampler {
  readonly #lookup: (name: string) => JsonSchema;
  readonly #open = new Set<string>();
  #left = defaultLimits.contract.maxExampleValues;

  constructor(lookup: (name: string) => JsonSchema) {
    this.#lookup = lookup;
  }

  /** Undefined where it would be too deep or too much. */
  value(schema: JsonSchema, depth: number): JsonValue | undefined {
    this.#left--;
    if (depth > MAX_DEPTH || this.#left < 0) return undefined;
    if (typeof schema === "boolean") return schema ? {} : undefined;
    const named = namedValue(schema);
    if (named !== undefined) return named;
    if (typeof schema["$ref"] === "string") {
      return this.#named(definitionName(schema["$ref"]), depth);
    }
    const [choice] = [...listAt(schema, "oneOf"), ...listAt(schema, "anyOf")].filter((part) => !isNull(part));
    const parts = [...listAt(schema, "allOf"), ...(choice === undefined ? [] : [choice])];
    if (parts.length > 0) return this.#merged(schema, parts, depth);
    return this.#plain(schema, depth);
  }

  /** Nothing inside of itself. */
  #named(name: string | undefined, depth: number): JsonValue | undefined {
    if (name === undefined || this.#open.has(name)) return undefined;
    this.#open.add(name);
    const value = this.value(this.#lookup(name), depth + 1);
    this.#open.delete(name);
    return value;
  }

  /** What several schemas say of one value: maps together, else the first that says anything. */
  #merged(schema: JsonObject, parts: readonly JsonSchema[], depth: number): JsonValue | undefined {
    const own = typeOf(schema) === undefined ? [] : [this.#plain(schema, depth)];
    const values = [...own, ...parts.map((part) => this.value(part, depth + 1))];
    const objects = values.filter((value) => isObject(value));
    if (objects.length > 0) return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
    return values.find((value) => value !== undefined);
  }

  #plain(schema: JsonObject, depth: number): JsonValue | undefined {
    switch (typeOf(schema)) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#list(schema, depth);
      case "string":
        return sampleText(schema);
      case "integer":
        return sampleNumber(schema, 1);
      case "number":
        return sampleNumber(schema, 0.5);
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return {};
    }
  }

  #object(schema: JsonObject, depth: number): JsonValue {
    const entries: [string, JsonValue][] = [];
    for (const [name, property] of Object.entries(
      isObject(schema["properties"]) ? schema["properties"] : {},
    )) {
      const value = this.value(asSchema(property), depth + 1);
      if (value !== undefined) entries.push([name, value]);
    }
    const rest = schema["additionalProperties"];
    if (entries.length === 0 && isObject(rest)) {
      const value = this.value(rest, depth + 1);
      if (value !== undefined) entries.push(["property", value]);
    }
    return Object.fromEntries(entries);
  }

  #list(schema: JsonObject, depth: number): JsonValue {
    const first = listAt(schema, "prefixItems").map((part) => this.value(part, depth + 1) ?? null);
    const items = schema["items"];
    if (items === undefined || items === false) return first;
    const wanted = Math.max(numberAt(schema, "minItems") ?? 0, first.length === 0 ? 1 : 0);
    const list = [...first];
    while (list.length < Math.min(wanted, 100)) {
      const value = this.value(asSchema(items), depth + 1);
      if (value === undefined) break;
      list.push(value);
    }
    return list;
  }
}

/** What the schema itself gives. */
function namedValue(schema: JsonObject): JsonValue | undefined {
  const [example] = isList(schema["examples"]) ? schema["examples"] : [];
  const [first] = isList(schema["enum"]) ? schema["enum"] : [];
  return example ?? schema["default"] ?? schema["const"] ?? first;
}

function typeOf(schema: JsonObject): string | undefined {
  const type = schema["type"];
  if (typeof type === "string") return type;
  if (isList(type)) return textsOf(type).find((name) => name !== "null") ?? "null";
  if (schema["properties"] !== undefined) return "object";
  return schema["items"] === undefined ? undefined : "array";
}

const TEXTS: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T12:00:00Z",
  time: "12:00:00Z",
  duration: "PT1H",
  email: "user@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  "uri-reference": "/",
  uuid: "00000000-0000-4000-8000-000000000000",
  byte: "c3RyaW5n",
};

function sampleText(schema: JsonObject): string {
  const format = schema["format"];
  const text = (typeof format === "string" ? TEXTS[format] : undefined) ?? "string";
  const padded = text.padEnd(Math.min(numberAt(schema, "minLength") ?? 0, 10_000), "x");
  return padded.slice(0, numberAt(schema, "maxLength") ?? padded.length);
}

/** Zero where the bounds allow it; `step` is how far from an open bound it is. */
function sampleNumber(schema: JsonObject, step: number): number {
  const above = numberAt(schema, "exclusiveMinimum");
  const below = numberAt(schema, "exclusiveMaximum");
  const least = numberAt(schema, "minimum") ?? (above === undefined ? undefined : above + step);
  const most = numberAt(schema, "maximum") ?? (below === undefined ? undefined : below - step);
  const wanted = Math.min(Math.max(0, least ?? 0), most ?? Number.MAX_VALUE);
  const factor = numberAt(schema, "multipleOf");
  return factor === undefined || factor <= 0 ? wanted : Math.ceil(wanted / factor) * factor;
}

function listAt(schema: JsonObject, key: string): readonly JsonSchema[] {
  const value = schema[key];
  return isList(value) ? value.map(asSchema) : [];
}

function numberAt(schema: JsonObject, key: string): number | undefined {
  const value = schema[key];
  return typeof value === "number" ? value : undefined;
}

const isNull = (schema: JsonSchema): boolean => isObject(schema) && schema["type"] === "null";

/** Where a schema may stand, the import has put one. */
function asSchema(value: JsonValue): JsonSchema {
  return typeof value === "boolean" || isObject(value) ? value : true;
}
