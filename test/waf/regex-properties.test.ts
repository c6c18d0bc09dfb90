// Against V8's own engine, on patterns that mean the same to both: groups outside of loops, loops without
// empty rounds. And the executors against each other, on the same.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Backtracker } from "#waf/regex/backtracker.ts";
import { type CompiledRegex, compileRegex } from "#waf/regex/compile-regex.ts";
import { FirstBytes } from "#waf/regex/first-bytes.ts";
import { PikeMachine } from "#waf/regex/pike-machine.ts";
import { compileProgram } from "#waf/regex/program.ts";
import { ScanSet } from "#waf/regex/scan-set.ts";

const atom = fc.constantFrom(
  "a",
  "b",
  "c",
  "[ab]",
  "[^a]",
  ".",
  "\\w",
  "\\W",
  "\\d",
  "1",
  " ",
  "\\n",
  "[a-c1]",
);
const place = fc.constantFrom("^", "$", "\\b", "\\B");
const quantifier = fc.constantFrom("*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{2,}", "{0,2}?");

const body = fc.oneof(
  atom,
  fc.tuple(atom, atom).map((parts) => parts.join("")),
  fc.tuple(atom, atom, atom).map(([left, middle, right]) => `${left}|${middle}${right}`),
);

const loop = fc.tuple(body, quantifier).map(([inner, times]) => `(?:${inner})${times}`);

const { pattern } = fc.letrec<{ pattern: string; item: string }>((tie) => ({
  item: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    loop,
    place,
    tie("pattern").map((inner) => `(${inner})`),
    fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => `(?:${left}|${right})`),
  ),
  pattern: fc.array(tie("item"), { minLength: 1, maxLength: 4 }).map((items) => items.join("")),
}));

const input = fc.string({ unit: fc.constantFrom("a", "b", "c", "A", "1", " ", "\n", "-"), maxLength: 12 });

function compiled(source: string, isCaseless = false): CompiledRegex {
  const regex = compileRegex(source, { isCaseless });
  assert.ok(!("flaw" in regex), source);
  return regex;
}

describe("patterns and inputs by chance", () => {
  test("match as V8 matches them, with the same groups", () => {
    fc.assert(
      fc.property(pattern, input, fc.boolean(), (source, text, isCaseless) => {
        const regex = compiled(source, isCaseless);
        const expected = new RegExp(source, isCaseless ? "is" : "s").exec(text);
        assert.equal(regex.test(text), expected !== null);
        assert.deepEqual(regex.exec(text), expected === null ? undefined : [...expected]);
      }),
      { numRuns: 2000 },
    );
  });

  test("are found by a set of patterns exactly where each is found alone", () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 6 }),
        input,
        fc.nat(8),
        (sources, text, states) => {
          const regexes = sources.map((source) => compiled(source));
          const set = new ScanSet(
            regexes.map(({ tree }, index) => ({ index, tree })),
            { newStatesPerRequest: states, clusterSize: 3 },
          );
          const hits = new Uint32Array(1);
          set.scan(text, hits);
          const expected = regexes.reduce(
            (bits, regex, index) => bits | (regex.test(text) ? 1 << index : 0),
            0,
          );
          assert.equal(hits[0], expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("have the same groups in one pass as by backtracking", () => {
    fc.assert(
      fc.property(pattern, input, fc.nat(3), (source, text, start) => {
        const { tree, groupCount } = compiled(source);
        const program = compileProgram(tree, groupCount, { isCapturing: true, isBackwards: false });
        const place = Math.min(start, text.length);
        const backtracker = new Backtracker(program, new FirstBytes(program));
        backtracker.begin(text, { steps: 1_000_000 });
        const isFound = backtracker.runAt(place) >= 0;
        const slots = new PikeMachine(program, new FirstBytes(program)).runAt(text, place);
        assert.deepEqual(slots, isFound ? backtracker.slots : undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
