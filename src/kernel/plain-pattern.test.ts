import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compileLinear } from "./linear-regex.ts";
import { compilePlainPattern } from "./plain-pattern.ts";

describe("a plain pattern", () => {
  for (const pattern of [
    "^[0-9]{1,6}\\.[0-9]{2}$",
    "^[A-Za-z0-9_-]{1,32}$",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    "^\\d{4}-\\d{2}-\\d{2}$",
    "^abc$",
    "^$",
    "^x-[a-z]+$",
    "^a\\$$",
  ]) {
    it(`is ${pattern}`, () => assert.ok(compilePlainPattern(pattern)));
  }

  for (const [pattern, why] of [
    ["[0-9]+", "not anchored"],
    ["^[0-9]+", "not anchored at its end"],
    ["^a\\$", "its dollar is a character"],
    ["^a+a+$", "two repetitions that can take more or less"],
    ["^a{0,}b{0,}$", "the same in braces"],
    ["^(a+)+$", "a group"],
    ["^a|b$", "alternatives"],
    ["^[^a]$", "negation"],
    ["^\\w+$", "a class that is not ours"],
    ["^a+?$", "a lazy repetition"],
    ["^.*$", "any character"],
    ["^\u00e9$", "beyond ASCII"],
    ["^[[:alpha:]]$", "a class with a name"],
    ["^a{2}{3}$", "a repetition of a repetition"],
  ] as const) {
    it(`is not ${pattern}: ${why}`, () => assert.equal(compilePlainPattern(pattern), undefined));
  }

  it("matches the texts that the engine for all patterns does", () => {
    const fixed = fc.constantFrom<Piece>(
      ...([
        ["a", "a"],
        ["-", "-"],
        ["\\.", "."],
        ["\\d", "7"],
        ["[a-c]", "b"],
        ["[0-9_-]", "-"],
      ] as const),
      ...([
        ["[ab.]{2}", "a."],
        ["\\$", "$"],
        ["b{2}", "bb"],
        ["c{0}", ""],
      ] as const),
    );
    const variable = fc.constantFrom<Piece>(
      ...([
        ["", ""],
        ["a*", "aaa"],
        ["[a-b]+", "ab"],
        ["\\d{0,3}", "12"],
        ["b?", "b"],
      ] as const),
      ...([
        ["[0-9_-]{1,}", "_1"],
        ["a{2,3}", "aa"],
      ] as const),
    );
    const list = fc.array(fixed, { maxLength: 4 });
    const pieces = fc.tuple(list, variable, list).map(([before, one, after]) => [...before, one, ...after]);
    const changed = fc.tuple(fc.nat(12), fc.nat(2), fc.constantFrom("", "a", "7", "-", "\n", "\u00e9"));
    fc.assert(
      fc.property(pieces, fc.option(changed), (list, change) => {
        const pattern = `^${list.map(([part]) => part).join("")}$`;
        const fitting = [...list.map(([, sample]) => sample).join("")];
        if (change !== null) fitting.splice(...change);
        const text = fitting.join("");
        const linear = compileLinear(pattern, false);
        assert.ok(typeof linear !== "string");
        assert.equal(compilePlainPattern(pattern)?.(text), linear.match(text) !== undefined);
        if (change === null) assert.ok(linear.match(text));
      }),
      { numRuns: 3000 },
    );
  });
});

/** Of a pattern, and a text that matches it. */
type Piece = readonly [pattern: string, text: string];
