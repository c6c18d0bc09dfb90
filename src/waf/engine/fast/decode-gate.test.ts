import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRegex } from "../../regex/compile-regex.ts";
import { matchNeeds } from "../../regex/match-needs.ts";
import { findTransformation } from "../../transformation/transformation-table.ts";
import { maskOfClass, newByteMask } from "./byte-mask.ts";
import { type Aftermath, DecodeGate } from "./decode-gate.ts";
import { newRuleBits, type RuleBits, setBit } from "./rule-bits.ts";

const NOTHING_MORE: Aftermath = { acting: newByteMask(), swaps: [], fillsEmpty: false };

function needsOf(pattern: string): Int32Array {
  const regex = compileRegex(pattern, { isMultiLine: false });
  assert.ok(!("flaw" in regex));
  return matchNeeds(regex.tree);
}

function gateFor(patterns: readonly string[], after = NOTHING_MORE): DecodeGate | undefined {
  const needs = patterns.map(needsOf);
  const base64Decode = findTransformation("base64Decode");
  return DecodeGate.of(base64Decode, after, rulesOf(needs.length), (bit) => needs[bit]);
}

function rulesOf(count: number): RuleBits {
  const rules = newRuleBits(count);
  for (let bit = 0; bit < count; bit++) setBit(rules, bit);
  return rules;
}

const encoded = (text: string): string => Buffer.from(text, "latin1").toString("base64");

test("a gate is open for what has the bytes that one of the rules needs", () => {
  const gate = gateFor(["eval\\(", "<script"]);
  assert.equal(gate?.isOpen(encoded("an eval( here")), true);
  assert.equal(gate?.isOpen(encoded("a <script here")), true);
  assert.equal(gate?.isOpen(encoded("nothing of both")), false);
});

test("a gate is shut for what decodes to nothing", () => {
  assert.equal(gateFor(["a"])?.isOpen("' OR 1=1"), false);
  assert.equal(gateFor(["a"])?.isOpen(""), false);
});

test("a gate is open for bytes of which later transformations may make any", () => {
  const gate = gateFor(["eval\\("], { ...NOTHING_MORE, acting: maskOfClass(/[%]/) });
  assert.equal(gate?.isOpen(encoded("%65")), true);
  assert.equal(gate?.isOpen(encoded("65")), false);
});

test("a gate looks at bytes as later transformations swap them", () => {
  const gate = gateFor(["a b"], { ...NOTHING_MORE, swaps: [[0x2b, 0x20]] });
  assert.equal(gate?.isOpen(encoded("a+b")), true);
  assert.equal(gate?.isOpen(encoded("a-b")), false);
  const later = gateFor(["eval\\("], { ...NOTHING_MORE, acting: maskOfClass(/[ ]/), swaps: [[0x2b, 0x20]] });
  assert.equal(later?.isOpen(encoded("a+b")), true);
});

test("there is no gate where a rule needs nothing, or the transformation does not tell its bytes", () => {
  assert.equal(gateFor(["a", "b*"]), undefined);
  assert.equal(gateFor(["a"], { ...NOTHING_MORE, fillsEmpty: true }), undefined);
  const of = (name: string): DecodeGate | undefined =>
    DecodeGate.of(findTransformation(name), NOTHING_MORE, rulesOf(1), () => needsOf("a"));
  assert.equal(of("urlDecodeUni"), undefined);
  assert.ok(of("base64Decode"));
});
