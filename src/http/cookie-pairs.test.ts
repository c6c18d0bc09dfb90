import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CookiePairs } from "./cookie-pairs.ts";
import { makeField } from "./field.ts";

type Pair = readonly [name: string, value: string];

function pairsOf(...values: readonly string[]): Pair[] {
  const other = makeField("X-Cookie", "x=other");
  const pairs = new CookiePairs([other, ...values.map((value) => makeField("Cookie", value)), other]);
  const found: Pair[] = [];
  while (pairs.next()) found.push([pairs.name, pairs.value]);
  return found;
}

/** The same rule, written with texts cut out. */
function cutOut(values: readonly string[]): Pair[] {
  const parts = values.flatMap((value) => value.split(";")).filter((part) => part.indexOf("=") > 0);
  return parts.map((part) => {
    const equals = part.indexOf("=");
    return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
  });
}

const cases: readonly (readonly [claim: string, value: string, pairs: readonly Pair[]])[] = [
  ["none of an empty field", "", []],
  ["one", "a=1", [["a", "1"]]],
  [
    "several, in their order, repeated ones again",
    "a=1; b=2; a=3",
    [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ],
  ],
  ["no part without =", "x; a=1; y", [["a", "1"]]],
  ["none where no part has one", "x; y;z", []],
  ["no part that begins with =", "=x;a=1", [["a", "1"]]],
  [
    "an empty name behind white space",
    "a=1; =x",
    [
      ["a", "1"],
      ["", "x"],
    ],
  ],
  [
    "an empty value",
    "a=;b= ",
    [
      ["a", ""],
      ["b", ""],
    ],
  ],
  [
    "nothing between ;;",
    ";;a=1;;;b=2;;",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  [
    "names and values without the white space around them",
    "\t a \t=\t 1 2 \t; b\xa0=\xa02",
    [
      ["a", "1 2"],
      ["b", "2"],
    ],
  ],
  [
    "quotes as they came, a ; in them included",
    'a="1";b="2;3"',
    [
      ["a", '"1"'],
      ["b", '"2'],
    ],
  ],
  ["a value with further =", "a=b=c==", [["a", "b=c=="]]],
];

describe("the pairs of Cookie fields", () => {
  for (const [claim, value, pairs] of cases) {
    it(`hold ${claim}`, () => assert.deepEqual(pairsOf(value), pairs));
  }

  it("go on from one field to the next, and are of no other field", () => {
    assert.deepEqual(pairsOf("a=1", "", "x", "b=2; c=3"), [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
    ]);
    assert.deepEqual(pairsOf(), []);
  });

  it("know their name: all of it, and in its case", () => {
    const pairs = new CookiePairs([makeField("cookie", " sid =1")]);
    assert.ok(pairs.next());
    const names = ["sid", "si", "sidx", "Sid", "", "id"];
    assert.deepEqual(
      names.filter((name) => pairs.isNamed(name)),
      ["sid"],
    );
  });

  it("are found in time that grows with the field, where no part has a =", () => {
    const startedMs = performance.now();
    assert.deepEqual(pairsOf("x;".repeat(1_000_000), `${"x;".repeat(1_000_000)}a=1`), [["a", "1"]]);
    assert.ok(performance.now() - startedMs < 2000);
  });

  it("are what cutting the fields apart gives", () => {
    const piece = fc.constantFrom("a", "B", "=", "=", ";", ";", " ", "\t", "\xa0", "\xff", '"', ",");
    const value = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), (values) => {
        assert.deepEqual(pairsOf(...values), cutOut(values));
      }),
    );
  });
});
