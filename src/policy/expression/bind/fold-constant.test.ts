import assert from "node:assert/strict";
import { test } from "node:test";
import { boundValue } from "../../../../test/harness/bound-value.ts";

/** Constant expression → its value. */
const rows: readonly (readonly [text: string, value: number | bigint | string])[] = [
  ["1 + 2", 3],
  ["2 * 3 - 1", 5],
  ["7 / 2", 3],
  ["-7 / 2", -3],
  ["-7 % 3", -1],
  ["-2147483648", -2147483648],
  ["-(5)", -5],
  ["- -5", 5],
  ['"a" + "b"', "ab"],
  ['"a" + "b" + "c"', "abc"],
  ["(byte)200", 200],
  ["(long)5", 5n],
  ["(char)65", 65],
  ["unchecked(2147483647 + 1)", -2147483648],
  ["unchecked(-2147483647 - 2)", 2147483647],
  ["0x7fffffff + 0", 2147483647],
  ["1_000", 1000],
  ['$"text"', "text"],
  ["-1.5", -1.5],
  ["-5L", -5n],
  ["(uint)7", 7],
];

test("constant expressions are computed when they are compiled", () => {
  for (const [text, value] of rows) {
    const bound = boundValue(text);
    assert.ok(bound.kind === "constant", text);
    assert.equal(bound.value, value, text);
  }
});

test("what is no constant is not", () => {
  for (const text of ['int.Parse("1") + 1', "DateTime.UtcNow", "new[] { 1 }[0]", 'checked(int.Parse("1"))']) {
    assert.notEqual(boundValue(text).kind, "constant", text);
  }
});
