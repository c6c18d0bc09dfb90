import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsOfParts } from "./limit-elements.ts";
import { positiveCount } from "./schema.ts";

test("APIs, their operations and operations alone have the limit, by name or id", () => {
  const calls = { name: "calls", takes: positiveCount, meaning: "calls per period" };
  const parts = limitsOfParts("limit", [calls]);
  assert.deepEqual(
    parts.map(({ element, isMany }) => [element.name, isMany]),
    [
      ["api", true],
      ["operation", true],
    ],
  );
  const inApi = parts[0]?.element.children ?? [];
  assert.deepEqual(
    inApi.map(({ element, isMany }) => [element.name, isMany]),
    [["operation", true]],
  );
  for (const { element } of [...parts, ...inApi]) {
    assert.deepEqual(
      element.attributes?.map(({ name }) => name),
      ["name", "id", "calls"],
    );
    assert.deepEqual(element.rules, [{ kind: "at-least-one", of: ["name", "id"] }]);
  }
});
