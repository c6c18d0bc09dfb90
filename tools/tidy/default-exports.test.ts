import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDefaultExports } from "./default-exports.ts";
import { parseSource } from "./source.ts";

const count = (text: string, path = "src/http/a.ts"): number =>
  checkDefaultExports(parseSource(path, text)).length;

test("src has no default exports, in whatever spelling", () => {
  assert.equal(count("export default 1;"), 1);
  assert.equal(count("export default function f(): void {}"), 1);
  assert.equal(count("const a = 1;\nexport { a as default };"), 1);
  assert.equal(count('export { default } from "./b.ts";'), 1);
});

test("named exports are fine, and so are default ones outside src", () => {
  assert.equal(count("export const a = 1;\nexport { a as b };"), 0);
  assert.equal(count('export { default as b } from "./b.ts";'), 0);
  assert.equal(count("export default 1;", "bench/a.ts"), 0);
});
