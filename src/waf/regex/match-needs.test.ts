import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GramMap } from "./gram-map.ts";
import { areFirstMet, areMet, firstNeeds, matchNeeds } from "./match-needs.ts";
import { parseRegex } from "./parse-regex.ts";
import { trimForSearch } from "./trim-tree.ts";

/** Could the pattern match the text, as its needs tell? By all of them, and by its first ones alone. */
function possible(pattern: string, text: string): readonly [boolean, boolean] {
  const parsed = parseRegex(pattern);
  assert.ok("tree" in parsed);
  const needs = matchNeeds(trimForSearch(parsed.tree));
  const bytes = Buffer.from(text, "latin1");
  const mask = new Uint32Array(8);
  for (const byte of bytes) mask[byte >>> 5] = (mask[byte >>> 5] ?? 0) | (1 << (byte & 31));
  const grams = new GramMap();
  grams.read(bytes, bytes.length);
  return [areMet(needs, mask, grams), areFirstMet(firstNeeds(needs), mask)];
}

describe("what a text must have for a pattern to match", () => {
  const cases: readonly (readonly [string, string, boolean, boolean])[] = [
    ["select", "tcseel", false, true],
    ["select", "a select", true, true],
    ["(?i)select", "SeLeCt", true, true],
    ["select|union", "nunio", false, true],
    ["select|union", "union", true, true],
    ["a+;b", "aaab", false, false],
    ["a+;b", "a;b", true, true],
    ["(?:x|y)foo", "xfo oo", false, true],
    ["fo[\\x00-\\xff]bar", "fo-bar", true, true],
    ["fo(?:ob|x)", "foob", true, true],
    ["fo(?:ob|x)", "fo ob", false, true],
    ["x*", "", true, true],
  ];
  for (const [pattern, text, byAll, byFirst] of cases) {
    test(`${pattern} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(possible(pattern, text), [byAll, byFirst]);
    });
  }
});
