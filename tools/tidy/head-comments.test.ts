import assert from "node:assert/strict";
import { test } from "node:test";
import { checkHeadComments } from "./head-comments.ts";
import { parseSource } from "./source.ts";

const flaws = (text: string, path = "src/http/a.ts"): string[] =>
  checkHeadComments(parseSource(path, text)).map(({ message }) => message);

const CODE = "\nexport const a = 1;\n";

test("one to five lines at the top are asked for", () => {
  assert.deepEqual(flaws(`// what it is for\n${CODE}`), []);
  assert.deepEqual(flaws(`${"// more\n".repeat(5)}${CODE}`), []);
  assert.deepEqual(flaws(`/*\n * what it is for\n */\n${CODE}`), []);
  assert.match(flaws(`${"// more\n".repeat(6)}${CODE}`).join(), /has 6 lines, at most 5/);
});

test("a file without one is refused, and so is one that starts with something else", () => {
  assert.match(flaws("export const a = 1; // what it is for\n").join(), /start the file with what it is for/);
  assert.match(flaws('import "./b.ts";\n// what it is for\n').join(), /start the file/);
  assert.match(flaws(`\n// what it is for\n${CODE}`).join(), /start the file/);
  assert.match(flaws("").join(), /start the file/);
});

test("what comes after a gap is the comment of the first declaration", () => {
  assert.deepEqual(flaws(`// what it is for\n\n${"// about a\n".repeat(9)}${CODE}`), []);
  assert.deepEqual(flaws(`// what it is for\n/** About a. */${CODE}`), []);
});

test("tests and tools are free", () => {
  assert.deepEqual(flaws(CODE, "src/http/a.test.ts"), []);
  assert.deepEqual(flaws(CODE, "tools/a.ts"), []);
});
