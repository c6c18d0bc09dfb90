import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSizes } from "./sizes.ts";
import { parseSource } from "./source.ts";

const flaws = (text: string, path = "src/http/a.ts"): string[] =>
  checkSizes(parseSource(path, text)).map(({ line, column, message }) => `${line}:${column} ${message}`);

const lines = (count: number, text = "//"): string => `${text}\n`.repeat(count);
const functionOf = (count: number, head = "function f(): void {"): string =>
  `${head}\n${lines(count - 2)}}\n`;

test("a file may have 500 lines and not one more", () => {
  assert.deepEqual(flaws(lines(500)), []);
  assert.match(flaws(lines(501)).join(), /^1:1 the file has 501 lines, at most 500/);
});

test("a last line without a line feed counts as one", () => {
  assert.equal(flaws(`${lines(500)}//`).length, 1);
});

for (const head of ["function f(): void {", "const f = () => {", "const f = function () {"]) {
  test(`a function may have 60 lines and not one more: ${head}`, () => {
    assert.deepEqual(flaws(functionOf(60, head)), []);
    assert.match(flaws(functionOf(61, head)).join(), /^1:\d+ the function has 61 lines, at most 60/);
  });
}

test("a method counts as a function", () => {
  assert.match(flaws(`class A {\nm(): void {\n${lines(60)}}\n}\n`).join(), /^2:2 the function has 62 lines/);
});

test("a function inside one counts for both", () => {
  const inner = functionOf(61, "const f = () => {");
  assert.equal(flaws(`function g(): void {\n${inner}}\n`).length, 2);
});

test("the callback of a suite is a list of tests, a test is not", () => {
  assert.deepEqual(flaws(`describe("a", () => {\n${lines(100)}});\n`), []);
  assert.deepEqual(flaws(`suite("a", () => {\n${lines(100)}});\n`), []);
  assert.equal(flaws(`test("a", () => {\n${lines(100)}});\n`).length, 1);
});

test("a line may have 110 columns and not one more", () => {
  assert.deepEqual(flaws(`//${"x".repeat(108)}\n`), []);
  assert.deepEqual(flaws(`\n//${"x".repeat(109)}\n`), ["2:111 the line has 111 columns, at most 110"]);
});

test("a line may be longer for one long literal, not for many short ones", () => {
  const long = "x".repeat(100);
  assert.deepEqual(flaws(`const veryLongName = "${long}";\n`), []);
  assert.deepEqual(flaws(`const veryLongName = \`${long}\`;\n`), []);
  assert.deepEqual(flaws(`const veryLongName = /${long}/;\n`), []);
  assert.equal(flaws(`const list = [${'"abcdef", '.repeat(12)}];\n`).length, 1);
});

test("a line inside a template text of several lines may be longer", () => {
  assert.deepEqual(flaws(`const page = \`\n${"word ".repeat(30)}\n\`;\n`), []);
});

test("an address in a comment may be longer", () => {
  assert.deepEqual(flaws(`// see https://example.org/${"a".repeat(100)}\n`), []);
});
