import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { compileRegex } from "./compile-regex.ts";
import type { RegexTree } from "./regex-tree.ts";
import type { StateBudget } from "./state-cache.ts";
import { planWords, WordAutomaton } from "./word-automaton.ts";

const patterns = [
  ...["select", "\\bor\\b", "^admin$", "(?i)eTc.passwd", "[0-9]{4}-[0-9]{2}", "a[^b]c", "x(?:y|<z)+w"],
  ...["union\\s+all", "\\.\\.", "--", "(?:ab){2,3}$", "qz(?=u)", "k++e", "[A-Z]{9}"],
];

function compiled(pattern: string): { readonly tree: RegexTree; readonly test: (value: string) => boolean } {
  const regex = compileRegex(pattern);
  assert.ok(!("flaw" in regex));
  return regex;
}

const entriesOf = (...texts: readonly string[]): { readonly index: number; readonly tree: RegexTree }[] =>
  texts.map((text, index) => ({ index, tree: compiled(text).tree }));

const automatonOf = (...texts: readonly string[]): WordAutomaton =>
  new WordAutomaton(planWords(entriesOf(...texts)), 1 << 16);

const plenty = (): StateBudget => ({ newStates: 1000, newSteps: 100_000 });

describe("a word automaton", () => {
  test("clears words that no pattern matches, and nothing else", () => {
    const automaton = automatonOf(...patterns);
    for (const value of ["S1006201-0", "json.lines.sku", "x", "201.99", "orders", "abab.", "1".repeat(300)]) {
      assert.equal(automaton.clears(value, plenty()), value !== "abab.", value);
    }
    for (const value of ["", "-1", "a b", "a..b", "a--b", "a.-b", "a/b", "\xe9", "a\n"]) {
      assert.equal(automaton.clears(value, plenty()), false, value);
    }
  });

  test("does not clear what a pattern matches in another case of its letters", () => {
    const automaton = automatonOf(...patterns);
    for (const value of ["preSELECTed", "a.OR.b", "Admin", "etc-PASSWD", "2026-03", "abcdefghi", "QZ"]) {
      assert.equal(automaton.clears(value, plenty()), false, value);
    }
  });

  test("never clears a value that a pattern matches", () => {
    const tests = patterns.map((pattern) => compiled(pattern));
    const automaton = automatonOf(...patterns);
    const unit = fc.constantFrom(
      ...["select", "or", "admin", "ab", "A", "b", "c", "qzu", "k", "e", "0", "2026"],
    );
    const value = fc
      .array(fc.tuple(unit, fc.constantFrom("", "", ".", "-", "_", " ")), { maxLength: 6 })
      .map((parts) => parts.flat().join(""));
    fc.assert(
      fc.property(value, (text) => {
        if (!automaton.clears(text, plenty())) return;
        for (const each of [text, text.toLowerCase(), text.toUpperCase()]) {
          for (const regex of tests) assert.equal(regex.test(each), false, each);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("leaves out what matches nearly every value, and says for which patterns it answers", () => {
    assert.deepEqual(planWords(entriesOf("[0-9]", "abc", ".*", "<")).indexes, [1, 3]);
  });

  test("clears nothing once it may make no more states", () => {
    const automaton = automatonOf(...patterns);
    assert.equal(automaton.clears("order", { newStates: 0, newSteps: 1000 }), false);
    assert.equal(automaton.clears("order", plenty()), true);
    assert.equal(automaton.clears("order", { newStates: 0, newSteps: 0 }), true);
  });
});
