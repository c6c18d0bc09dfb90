import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeActions, noActions } from "./rule-actions.ts";

test("the upper list decides where both say something", () => {
  const lower = { ...noActions, status: 403, severity: 2, isLogged: true, isAudited: false };
  const merged = mergeActions(lower, { ...noActions, severity: 5, isLogged: false });
  assert.deepEqual(merged, { ...lower, severity: 5, isLogged: false });
});

test("lists add up, the lower one first", () => {
  const lower = { ...noActions, tags: [["a"]], transformations: ["lowercase"] };
  const upper = { ...noActions, tags: [["b"]], transformations: ["trim"] };
  const merged = mergeActions(lower, upper);
  assert.deepEqual(merged.tags, [["a"], ["b"]]);
  assert.deepEqual(merged.transformations, ["lowercase", "trim"]);
});

test("behind t:none transformations of the lower list do not count, at any level", () => {
  const lowest = { ...noActions, transformations: ["lowercase"] };
  const middle = { ...noActions, transformations: ["trim"], hasNone: true };
  const top = { ...noActions, transformations: ["length"] };
  assert.deepEqual(mergeActions(lowest, mergeActions(middle, top)).transformations, ["trim", "length"]);
  assert.deepEqual(mergeActions(mergeActions(lowest, middle), top).transformations, ["trim", "length"]);
});

test("a list that says nothing changes nothing", () => {
  const list = { ...noActions, id: 1, phase: 2, decision: { kind: "deny" }, isChained: true } as const;
  assert.deepEqual(mergeActions(list, noActions), list);
  assert.deepEqual(mergeActions(noActions, list), list);
});
