import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { runSteps } from "#kernel/run-steps.ts";
import { PhraseSet } from "./phrase-set.ts";

const byChance = fc.array(
  fc.string({ unit: fc.constantFrom("a", "b", "B", "c"), minLength: 1, maxLength: 5 }),
  {
    maxLength: 12,
  },
);

/** The phrase that ends first, the longest of several, found by trying. */
function foundByTrying(phrases: readonly string[], input: string): string | undefined {
  for (let end = 1; end <= input.length; end++) {
    const head = input.slice(0, end).toLowerCase();
    const ending = phrases.filter((phrase) => head.endsWith(phrase.toLowerCase()));
    const [longest] = ending.sort((left, right) => right.length - left.length);
    if (longest !== undefined) return longest;
  }
  return undefined;
}

describe("a set of phrases", () => {
  test("gives the phrase whose place ends first, as it was written", () => {
    const set = runSteps(PhraseSet.build(["/etc/passwd", "ETC", "passwd"]));
    assert.equal(set.find("../../etc/passwd"), "ETC");
    assert.equal(set.find("PASSWD"), "passwd");
    assert.equal(set.find("/etx"), undefined);
  });

  test("gives the longest of the phrases that end at the same place", () => {
    assert.equal(runSteps(PhraseSet.build(["he", "she"])).find("ushers"), "she");
  });

  test("finds a phrase inside the beginning of a longer one", () => {
    assert.equal(runSteps(PhraseSet.build(["abcd", "bc"])).find("abce"), "bc");
  });

  test("folds ASCII letters only", () => {
    assert.equal(runSteps(PhraseSet.build(["\xe9"])).find("\xc9"), undefined);
    assert.equal(runSteps(PhraseSet.build(["@["])).find("`{"), undefined);
  });

  test("without phrases finds nothing, and with an empty one anything", () => {
    assert.equal(runSteps(PhraseSet.build([])).find("abc"), undefined);
    assert.equal(runSteps(PhraseSet.build(["a", ""])).find(""), "");
  });

  test("finds what trying each phrase at each place finds", () => {
    fc.assert(
      fc.property(
        byChance,
        fc.string({ unit: fc.constantFrom("a", "b", "A", "c", "d") }),
        (phrases, input) => {
          const found = runSteps(PhraseSet.build(phrases)).find(input);
          assert.equal(found?.toLowerCase(), foundByTrying(phrases, input)?.toLowerCase());
        },
      ),
    );
  });

  test("holds ten thousand phrases in little memory", () => {
    const phrases = Array.from({ length: 10_000 }, (_, index) => `phrase-${index.toString(36)}-end`);
    const set = runSteps(PhraseSet.build(phrases));
    assert.ok(set.memoryBytes < 2_500_000, String(set.memoryBytes));
    assert.equal(set.find("a PHRASE-7PR-END"), "phrase-7pr-end");
  });
});
