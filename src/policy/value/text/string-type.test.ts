import assert from "node:assert/strict";
import { test } from "node:test";
import { callMember, policyRun } from "../../../../test/harness/policy-run.ts";
import { charType, intType, stringType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { stringDefinition } from "./string-type.ts";

const { members } = stringDefinition;
const call = (signature: string, ...operands: unknown[]): unknown =>
  callMember(members[signature], policyRun(), ...operands);

const costly: readonly (readonly [string, ...unknown[]])[] = [
  ["string PadLeft(int totalWidth)", "a", 2000000000],
  ["string PadRight(int totalWidth, char paddingChar)", "a", 2000000000, 46],
  ["new(char c, int count)", 97, 2000000000],
  ["string Replace(string oldValue, string newValue)", "a".repeat(10000), "a", "b".repeat(10000)],
  ["static string Format(string format, object arg0)", "{0,900000}".repeat(100), "x"],
  [
    "static string Join(string separator, params string[] value)",
    "x".repeat(10000),
    new ClrArray(stringType, Array(9999).fill("")),
  ],
];

for (const [signature, ...operands] of costly) {
  test(`a text that the budget does not allow is not made: ${signature}`, () => {
    assert.throws(() => call(signature, ...operands), BudgetExceeded);
  });
}

test("searching costs steps for the characters it may look at", () => {
  const run = policyRun(1000);
  const search = members["int IndexOf(string value)"];
  assert.throws(() => callMember(search, run, "a".repeat(2000), "b"), BudgetExceeded);
});

test("Join<T> prints items by their own type", () => {
  const join = members["static string Join<T>(string separator, IEnumerable<T> values)"];
  assert(join !== undefined && typeof join !== "function" && join.kind === "reified");
  const joined = (type: typeof charType, items: unknown[]): unknown =>
    Reflect.apply(join.body, undefined, [policyRun(), [type], ",", new ClrArray(type, items)]);
  assert.equal(joined(charType, [97, 98]), "a,b");
  assert.equal(joined(intType, [97, 98]), "97,98");
});

test("what .NET Core added: contains, replaces and splits as there", () => {
  const OrdinalIgnoreCase = 5;
  assert.equal(call("bool Contains(string value, StringComparison comparisonType)", "aBc", "Bc", 4), true);
  assert.equal(call("bool Contains(string value, StringComparison comparisonType)", "aBc", "bC", 5), true);
  assert.equal(call("bool Contains(char value)", "abc", 98), true);
  assert.equal(call("bool StartsWith(char value)", "abc", 97), true);
  assert.equal(call("bool EndsWith(char value)", "", 97), false);
  const replace = "string Replace(string oldValue, string newValue, StringComparison comparisonType)";
  assert.equal(call(replace, "xAbxaBx", "ab", "-", OrdinalIgnoreCase), "x-x-x");
  const split = call("string[] Split(string separator, StringSplitOptions options)", "a::b::", "::", 1);
  assert(split instanceof ClrArray);
  assert.deepEqual(split.items, ["a", "b"]);
});
