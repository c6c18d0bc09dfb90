// One schema of a description as a schema of JSON Schema 2020-12: what OpenAPI writes in its own way
// (`nullable`, `discriminator`, exclusive bounds that are flags) is said in that one's words.

import { ecmaPatternFlaw } from "#kernel/linear-regex.ts";
import type { JsonObject, JsonSchema, JsonValue } from "../contract.ts";
import { isList, isObject, textsOf } from "../document/json-value.ts";
import { definitionReference } from "../schema/definition-reference.ts";
import { keywordKinds } from "../schema/keywords.ts";
import { type Cursor, child, flagAt, has, items, members } from "./cursor.ts";
import { readDiscriminator } from "./read-discriminator.ts";
import type { Direction, SchemaRegistry } from "./schema-registry.ts";

type Draft = Map<string, JsonValue>;

/** Keywords that 2020-12 gives a schema a name of its own with, or reads at run time. */
const NAMING = ["$id", "$anchor", "$dynamicRef", "$dynamicAnchor"];

export function readSchema(registry: SchemaRegistry, cursor: Cursor, direction: Direction): JsonSchema {
  if (typeof cursor.value === "boolean") return cursor.value;
  if (!isObject(cursor.value)) {
    registry.report.error(cursor, "bad-schema", "this is no schema", "write a map of keywords");
    return false;
  }
  if (registry.version !== "3.1" && has(cursor, "$ref")) return referenceTo(registry, cursor, direction);
  const draft: Draft = new Map();
  if (has(cursor, "$ref")) draft.set("$ref", namedReference(registry, child(cursor, "$ref"), direction));
  for (const [key, member] of members(cursor)) readKeyword(registry, draft, key, member, direction);
  refuseNaming(registry, cursor);
  if (registry.version !== "3.1") adaptBounds(draft);
  if (draft.get("type") === "file") draft.delete("type");
  adaptRequired(cursor, draft, direction);
  const examples = readExamples(cursor);
  if (examples.length > 0) draft.set("examples", examples);
  readDiscriminator(registry, cursor, draft, direction);
  return registry.version === "3.1" ? Object.fromEntries(draft) : withNull(cursor, draft);
}

function referenceTo(registry: SchemaRegistry, cursor: Cursor, direction: Direction): JsonSchema {
  return { $ref: namedReference(registry, child(cursor, "$ref"), direction) };
}

/** `at` is the place of the reference's text. */
function namedReference(registry: SchemaRegistry, at: Cursor, direction: Direction): string {
  const lone: Cursor = { ...at, path: at.path.slice(0, -1), value: { $ref: at.value ?? "" } };
  const name = registry.nameOf(lone, direction);
  return name === undefined ? "#/$defs/" : definitionReference(name);
}

function readKeyword(
  registry: SchemaRegistry,
  draft: Draft,
  key: string,
  member: Cursor,
  direction: Direction,
): void {
  const read = (cursor: Cursor): JsonSchema => readSchema(registry, cursor, direction);
  switch (keywordKinds.get(key)) {
    case "value":
      if (key !== "pattern" || isLinear(registry, member)) draft.set(key, member.value ?? null);
      break;
    case "schema":
      draft.set(key, read(member));
      break;
    case "schema-list":
      draft.set(key, items(member).map(read));
      break;
    case "schema-map": {
      const isKept = ([name, at]: [string, Cursor]): boolean =>
        key !== "patternProperties" || isLinear(registry, at, name);
      const entries = members(member).filter(isKept);
      draft.set(key, Object.fromEntries(entries.map(([name, at]) => [name, read(at)])));
      break;
    }
    case undefined:
      break;
  }
}

/** Reported where a pattern cannot be run in linear time; then nothing is validated by it. */
function isLinear(registry: SchemaRegistry, at: Cursor, pattern = at.value): boolean {
  if (typeof pattern !== "string") return true;
  const flaw = ecmaPatternFlaw(pattern);
  if (flaw === undefined) return true;
  const hint = "write it without lookarounds and references to groups";
  registry.report.unsupported(at, "unsupported-pattern", `the pattern ${flaw}`, hint);
  return false;
}

function refuseNaming(registry: SchemaRegistry, cursor: Cursor): void {
  if (registry.version !== "3.1") return;
  for (const key of NAMING.filter((name) => has(cursor, name))) {
    const hint = "refer to schemas by their path: #/components/schemas/NAME";
    registry.report.unsupported(child(cursor, key), "unsupported-keyword", `${key} is not looked at`, hint);
  }
}

/** Before 3.1 `exclusiveMinimum: true` made `minimum` an open bound. */
function adaptBounds(draft: Draft): void {
  for (const [bound, flag] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    const isOpen = draft.get(flag);
    if (typeof isOpen !== "boolean") continue;
    draft.delete(flag);
    const limit = draft.get(bound);
    if (!isOpen || limit === undefined) continue;
    draft.delete(bound);
    draft.set(flag, limit);
  }
}

/** What is only read is not asked for in requests, what is only written not in responses. */
function adaptRequired(cursor: Cursor, draft: Draft, direction: Direction): void {
  const required = draft.get("required");
  if (!isList(required)) {
    // In 2.0 a parameter is its own schema, and says by the same word that it must be there.
    draft.delete("required");
    return;
  }
  const flag = direction === "request" ? "readOnly" : "writeOnly";
  const properties = child(cursor, "properties");
  const left = textsOf(required).filter((name) => flagAt(child(properties, name), flag) !== true);
  draft.set("required", left);
}

function readExamples(cursor: Cursor): readonly JsonValue[] {
  const one = child(cursor, "example").value;
  if (one !== undefined) return [one];
  const many = child(cursor, "examples").value;
  return isList(many) ? many : [];
}

/** `nullable` (and 2.0's `x-nullable`): null beside what the schema says, also where other schemas say it. */
function withNull(cursor: Cursor, draft: Draft): JsonObject {
  const isNullable = flagAt(cursor, "nullable") === true || flagAt(cursor, "x-nullable") === true;
  if (!isNullable) return Object.fromEntries(draft);
  const type = draft.get("type");
  const isPlain = typeof type === "string" && !["allOf", "anyOf", "oneOf"].some((key) => draft.has(key));
  if (!isPlain) return { anyOf: [{ type: "null" }, Object.fromEntries(draft)] };
  draft.set("type", [type, "null"]);
  const values = draft.get("enum");
  if (isList(values) && !values.includes(null)) draft.set("enum", [...values, null]);
  return Object.fromEntries(draft);
}
