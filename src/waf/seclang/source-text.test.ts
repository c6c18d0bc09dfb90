import assert from "node:assert/strict";
import { test } from "node:test";
import { closingQuote, PlacedText, SourceText } from "./source-text.ts";

test("a place counts lines and columns from 1", () => {
  const source = new SourceText("a.conf", "ab\n\ncd");
  const places = [0, 1, 2, 3, 4, 5, 6].map((offset) => source.placeAt(offset));
  assert.deepEqual(
    places.map(({ line, column }) => `${line}:${column}`),
    ["1:1", "1:2", "1:3", "2:1", "3:1", "3:2", "3:3"],
  );
});

test("a text inside another file keeps the place of its first character", () => {
  const text = PlacedText.at({ file: "a.conf", line: 7, column: 12 }, "abc");
  assert.deepEqual(text.placeAt(2), { file: "a.conf", line: 7, column: 14 });
});

test("a piece knows its places when characters before it were left out", () => {
  const text = PlacedText.at({ file: "a.conf", line: 1, column: 1 }, String.raw`\"a\"b`).unquoted(0, 6, '"');
  assert.equal(text.text, '"a"b');
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((index) => text.placeAt(index).column),
    [2, 3, 5, 6, 7],
  );
  assert.equal(text.slice(1, 3).text, 'a"');
  assert.equal(text.slice(2).place.column, 5);
});

const unquoted: readonly (readonly [written: string, text: string])[] = [
  [String.raw`a\'b`, "a'b"],
  [String.raw`a\\b`, String.raw`a\\b`],
  [String.raw`a\d`, String.raw`a\d`],
  [String.raw`\\\'`, String.raw`\\'`],
  [String.raw`a\"`, String.raw`a\"`],
];

for (const [written, text] of unquoted) {
  test(`in single quotes ${written} is ${text}`, () => {
    const placed = PlacedText.at({ file: "", line: 1, column: 1 }, written);
    assert.equal(placed.unquoted(0, written.length, "'").text, text);
  });
}

test("a quote behind an odd number of backslashes does not end a text", () => {
  assert.equal(closingQuote(String.raw`a\"b"`, 0, '"'), 4);
  assert.equal(closingQuote(String.raw`a\\"b`, 0, '"'), 3);
  assert.equal(closingQuote(String.raw`a\"`, 0, '"'), -1);
});
