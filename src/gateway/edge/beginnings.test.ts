import assert from "node:assert/strict";
import { test } from "node:test";
import { Beginnings } from "./beginnings.ts";

const found = (beginnings: Beginnings, text: string): number[] => {
  const rules: number[] = [];
  beginnings.find(text, { addAll: (more) => rules.push(...more) });
  return rules;
};

test("finds all beginnings that a text has, and no other", () => {
  const beginnings = new Beginnings();
  assert.equal(beginnings.isEmpty, true);
  const texts = ["/", "/admin", "/admin/users", "/administrator", "/b", "\u00ff"];
  for (const [rule, text] of texts.entries()) beginnings.add(text, rule);
  beginnings.add("/admin", 9);
  assert.equal(beginnings.isEmpty, false);
  assert.deepEqual(found(beginnings, "/admin/users/7"), [0, 1, 9, 2]);
  assert.deepEqual(found(beginnings, "/admin"), [0, 1, 9]);
  assert.deepEqual(found(beginnings, "/administrat"), [0, 1, 9]);
  assert.deepEqual(found(beginnings, "/b"), [0, 4]);
  assert.deepEqual(found(beginnings, "x/admin"), []);
  assert.deepEqual(found(beginnings, ""), []);
  assert.deepEqual(found(beginnings, "\u00ff/"), [5]);
});
