import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareFindings, findingAt, formatFinding } from "./finding.ts";
import { isTest, moduleOf, parseSource } from "./source.ts";

test("a place is the line and the column of its character, from 1", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "é", "𝄞", "\n", " ")), fc.nat(), (characters, seed) => {
      const text = characters.join("");
      const offset = seed % (text.length + 1);
      const before = text.slice(0, offset).split("\n");
      const place = parseSource("a.ts", text).placeOf(offset);
      assert.deepEqual(place, { line: before.length, column: (before.at(-1) ?? "").length + 1 });
    }),
  );
});

test("offsets count UTF-16 code units, as the places do", () => {
  const source = parseSource("src/http/a.ts", 'const a = "é𝄞"; const b: any = 1;');
  const keyword = source.nodes.find((node) => node.type === "TSAnyKeyword");
  assert.equal(source.text.slice(keyword?.start, keyword?.end), "any");
});

test("nodes come in source order, parents first", () => {
  const { nodes } = parseSource("a.ts", "f(1, g(2)); h();");
  const calls = nodes.filter((node) => node.type === "CallExpression").map((node) => node.start);
  assert.deepEqual(calls, [0, 5, 12]);
});

test("what does not parse is reported, not thrown", () => {
  const { syntaxErrors } = parseSource("a.ts", "const = 1;");
  assert.equal(syntaxErrors.length, 1);
});

test("a finding is one clickable line, ordered by place", () => {
  const source = parseSource("src/http/a.ts", "a;\n  b;\n");
  const [first, second] = [findingAt(source, 0, "one"), findingAt(source, 5, "two")];
  assert.equal(formatFinding(second), "src/http/a.ts:2:3: two");
  assert.deepEqual([second, first].toSorted(compareFindings), [first, second]);
});

test("modules are the folders of src, and only they", () => {
  assert.equal(moduleOf("src/http/h1/reader.ts"), "http");
  assert.equal(moduleOf("src/http/path.ts"), "http");
  assert.equal(moduleOf("src/main.ts"), undefined);
  assert.equal(moduleOf("tools/tidy/source.ts"), undefined);
});

test("tests are what ends in .test.ts and all of test/", () => {
  assert.deepEqual(["src/a.test.ts", "test/harness/a.ts", "src/test.ts"].map(isTest), [true, true, false]);
});
