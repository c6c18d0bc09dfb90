// The machine against JavaScript's own, on random patterns of what both mean alike: no loops over nothing, no
// references.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { Run } from "../run.ts";
import { Regex } from "./regex.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const types = { zeroOf: () => null, isInstance: () => false };

/** Patterns that take at least one character. */
const pattern = fc.letrec((tie) => ({
  atom: fc.oneof(
    { withCrossShrink: true, maxDepth: 3 },
    fc.constantFrom("a", "b", "c", "[ab]", "[^a]", ".", "\\w", "\\d"),
    tie("group"),
  ),
  group: fc
    .tuple(fc.constantFrom("(", "(?:"), fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }))
    .map(([open, branches]) => `${open}${branches.join("|")})`),
  look: fc
    .tuple(fc.constantFrom("(?=", "(?!", "(?<=", "(?<!"), tie("sequence"))
    .map(([open, body]) => `${open}${String(body)})`),
  loop: fc
    .tuple(tie("atom"), fc.constantFrom("+", "+?", "*", "*?", "?", "??", "{2}", "{1,3}", "{2,}?"))
    .map(([atom, quantifier]) => String(atom) + quantifier),
  part: fc.oneof(
    { weight: 3, arbitrary: tie("atom") },
    { weight: 3, arbitrary: tie("loop") },
    { weight: 1, arbitrary: tie("look") },
    { weight: 1, arbitrary: fc.constantFrom("^", "\\b", "\\B") },
  ),
  sequence: fc
    .tuple(tie("atom"), fc.array(tie("part"), { maxLength: 4 }))
    .map(([atom, parts]) => `${String(atom)}${parts.join("")}`),
})).sequence;

const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " "), maxLength: 24 });

suite("the machine of regular expressions", () => {
  test("finds what JavaScript finds, where both find it in time", () => {
    fc.assert(
      fc.property(pattern, text, (source, input) => {
        const run = new Run(world, types, 5e4, 1e7);
        const found = inBudget(() => Regex.make(run, String(source)).match(run, input));
        if (found === undefined) return;
        const expected = new RegExp(String(source)).exec(input);
        assert.equal(found.isSuccess ? `${found.index} ${found.value}` : null, shown(expected));
      }),
      { numRuns: 1000 },
    );
  });
});

function shown(match: RegExpExecArray | null): string | null {
  return match === null ? null : `${match.index} ${match[0]}`;
}

/** Undefined where it would take too long, and takes JavaScript even longer. */
function inBudget<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}
