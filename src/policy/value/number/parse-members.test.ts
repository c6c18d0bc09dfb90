import assert from "node:assert/strict";
import { test } from "node:test";
import type { Members } from "../../type/type-definition.ts";
import { Ref } from "../boxed.ts";
import { ClrException } from "../clr-exception.ts";
import { Run } from "../run.ts";
import { decimalZero } from "./decimal.ts";
import { decimalParser } from "./decimal-text.ts";
import { intRange } from "./integer-type.ts";
import { numberStyles } from "./parse-digits.ts";
import { parseMembers } from "./parse-members.ts";
import { integerParser } from "./parse-number.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const types = { zeroOf: () => null, isInstance: () => false };

const intMembers = parseMembers("int", integerParser(intRange), numberStyles.Integer);
const decimalMembers = parseMembers("decimal", decimalParser, numberStyles.Number);

/** Calls the member that stands under `signature`. */
function call(members: Members, signature: string, ...operands: readonly unknown[]): unknown {
  const body = members[signature];
  assert(typeof body === "function", signature);
  return Reflect.apply(body, undefined, [new Run(world, types, 1e6, 1e6), ...operands]);
}

test("Parse throws where TryParse tells, and gives the type's zero", () => {
  const attempt = "static bool TryParse(string s, out int result)";
  const result = new Ref(7);
  assert.equal(call(intMembers, "static int Parse(string s)", " 42"), 42);
  assert.throws(() => call(intMembers, "static int Parse(string s)", "4x"), ClrException);
  assert.equal(call(intMembers, attempt, "4x", result), false);
  assert.equal(result.value, 0);
  assert.equal(call(intMembers, attempt, "-3", result), true);
  assert.equal(result.value, -3);
});

test("styles that a call names stand before the usual ones", () => {
  const attempt =
    "static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out decimal result)";
  const result = new Ref(null);
  assert.equal(call(decimalMembers, attempt, "1.5", numberStyles.None, null, result), false);
  assert.equal(result.value, decimalZero);
  assert.equal(String(call(decimalMembers, "static decimal Parse(string s)", "1.50")), "1.50");
});
