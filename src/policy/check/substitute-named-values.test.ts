import assert from "node:assert/strict";
import { test } from "node:test";
import { placeholdersOf, substituteNamedValues } from "./substitute-named-values.ts";

const values = new Map([
  ["a", "1"],
  ["loop", "{{a}}"],
  ["b.c-d_e", "x"],
  ["empty", ""],
]);

const rows: readonly (readonly [string, string])[] = [
  ["", ""],
  ["{{a}}", "1"],
  ["-{{a}}-{{b.c-d_e}}-", "-1-x-"],
  ["{{loop}}", "{{a}}"],
  ["{{empty}}", ""],
  ["{{unknown}} {{A}}", "{{unknown}} {{A}}"],
  ["{{ a }} {a} {{a} {{}}", "{{ a }} {a} {{a} {{}}"],
  ["{{{a}}}", "{1}"],
];

for (const [written, meant] of rows) {
  test(`${JSON.stringify(written)} becomes ${JSON.stringify(meant)}`, () => {
    assert.equal(substituteNamedValues(written, values).text, meant);
  });
}

test("placeholders are found with their places, known or not", () => {
  assert.deepEqual(placeholdersOf("x{{a}}{{zz}}"), [
    { name: "a", at: 1 },
    { name: "zz", at: 6 },
  ]);
});

test("what stands behind a value keeps its place", () => {
  const { text, originalOffset } = substituteNamedValues("{{a}} end", values);
  assert.equal(originalOffset(text.indexOf("end")), 6);
});
