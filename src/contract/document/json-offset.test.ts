import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { jsonOffset } from "./json-offset.ts";
import { propertyOf } from "./json-value.ts";

it("finds the key or the item of every path of a document", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      for (const path of pathsOf(JSON.parse(text))) {
        const rest = text.slice(jsonOffset(text, path));
        const key = path.at(-1) ?? "";
        const parent = path
          .slice(0, -1)
          .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], JSON.parse(text));
        if (Array.isArray(parent))
          assert.ok(rest.startsWith(JSON.stringify(parent[Number(key)], null, indent).slice(0, 1)));
        else assert.ok(rest.startsWith(`${JSON.stringify(key)}:`));
      }
    }),
  );
});

it("points at what encloses a path that is not there", () => {
  assert.equal(jsonOffset('{ "a": [1, {"b": 2}] }', ["a", "1", "c"]), 11);
  assert.equal(jsonOffset('{ "a": [1] }', ["a", "7"]), 2);
  assert.equal(jsonOffset('{ "a\\u0062": 1 }', ["ab"]), 2);
});

it("properties are a value's own", () => {
  assert.equal(propertyOf({}, "constructor"), undefined);
  assert.equal(propertyOf([1], "0"), 1);
  assert.equal(propertyOf([1], "length"), undefined);
});

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [...path, key],
    ...pathsOf(member, [...path, key]),
  ]);
}
