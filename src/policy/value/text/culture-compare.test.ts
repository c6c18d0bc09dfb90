import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareCulture, compareOrdinal, lowerInvariant, upperInvariant } from "./culture-compare.ts";

test("words are sorted as a dictionary has them", () => {
  const words = ["zoo", "Äpfel", "coop", "co-op", "_x", "10", "2", "Apfel", "apfel", "", "coos", "éa", "e"];
  words.sort((a, b) => compareCulture(a, b));
  assert.deepEqual(words, [
    "",
    "_x",
    "10",
    "2",
    "apfel",
    "Apfel",
    "Äpfel",
    "coop",
    "co-op",
    "coos",
    "e",
    "éa",
    "zoo",
  ]);
});

const words = fc.string({ unit: fc.constantFrom("a", "A", "b", "-", "'", "1", "é", " ", "_"), maxLength: 5 });

test("the order is one: reversed operands reverse it, and it has no circles", () => {
  fc.assert(
    fc.property(words, words, words, (a, b, c) => {
      assert.equal(compareCulture(a, b), -compareCulture(b, a) + 0);
      if (compareCulture(a, b) < 0 && compareCulture(b, c) < 0) assert(compareCulture(a, c) < 0);
    }),
    { numRuns: 2000 },
  );
});

test("only equal texts are equal to the culture, of those without control characters", () => {
  fc.assert(
    fc.property(words, words, (a, b) => assert.equal(compareCulture(a, b) === 0, a === b)),
    { numRuns: 2000 },
  );
});

test("ordinal order is that of code units", () => {
  assert(compareOrdinal("Z", "a") < 0);
  assert(compareOrdinal("\uffff", "\u{10000}") > 0);
});

test("changing case keeps the length, so that places in a text stay what they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.equal(upperInvariant(text).length, text.length);
      assert.equal(lowerInvariant(text).length, text.length);
    }),
  );
});
