import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutFormatterDamage } from "./formatter-damage.ts";

const rows: readonly (readonly [string, string])[] = [
  ['@(x == "get=""")', '@(x == "get")'],
  ['@(new [] {"post=""", "put="""})', '@(new [] {"post", "put"})'],
  ['@(f("scheme="" param="""))', '@(f("scheme param"))'],
  ['@(x =="")', '@(x =="")'],
  ['@("a=b")', '@("a=b")'],
];

for (const [damaged, mended] of rows) {
  test(`${damaged} was ${mended}`, () => {
    assert.equal(withoutFormatterDamage(damaged).text, mended);
  });
}
