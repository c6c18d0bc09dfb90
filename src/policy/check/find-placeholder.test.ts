import assert from "node:assert/strict";
import { test } from "node:test";
import { placeholderInCode } from "./find-placeholder.ts";

const rows: readonly (readonly [string, number | undefined])[] = [
  ["@(1 + 2)", undefined],
  ["@({{x}})", 2],
  ["@(x.AddSeconds({{seconds}}))", 15],
  ['@("{{x}}")', undefined],
  ['@(@"{{x}}" + $"{{x}}{y}")', undefined],
  ["@(1 /* {{x}} */ + 2)", undefined],
  ['@("{{x}}" + {{y}})', 12],
  ['@($"{f({{x}})}")', 7],
  [" @{ var a = {{x-y.z}}; return a; }", 12],
];

for (const [expression, at] of rows) {
  test(`${expression} needs ${at === undefined ? "no value" : `the value at ${at}`} to be read`, () => {
    assert.equal(placeholderInCode(expression)?.at, at);
  });
}
