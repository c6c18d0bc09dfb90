import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { WordFinder } from "./word-finder.ts";

function foundIn(text: string, words: readonly string[]): readonly string[] {
  const finder = new WordFinder(new Map(words.map((word, i) => [word, [i]])));
  const found = new Set<number>();
  finder.find(text, {
    addAll: (rules) => {
      for (const rule of rules) found.add(rule);
    },
  });
  return words.filter((_, i) => found.has(i));
}

describe("a finder of words", () => {
  it("finds words within words, and words that overlap", () => {
    assert.deepEqual(foundIn("ushers", ["he", "she", "his", "hers", "s"]), ["he", "she", "hers", "s"]);
  });

  it("finds what a search for each of them finds", () => {
    // Few letters, so that words begin, end and lie in each other; and bytes beyond ASCII.
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "\xfc"), minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "\xfc", "\0"), maxLength: 30 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 12 }), text, (words, sought) => {
        assert.deepEqual(
          foundIn(sought, words),
          words.filter((each) => sought.includes(each)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
