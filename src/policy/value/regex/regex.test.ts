// What tables of answers cannot say: what matching costs, call-backs, and the objects that come out of it.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException } from "../clr-exception.ts";
import { Run } from "../run.ts";
import { noMatch } from "./match.ts";
import { GroupCollection } from "./match-collections.ts";
import { Regex } from "./regex.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const types = { zeroOf: () => null, isInstance: () => false };

function runOf(fuel = 1e7, bytes = 1e8): Run {
  return new Run(world, types, fuel, bytes);
}

const regular = [
  "^(a+)+$",
  "^(a|a)*$",
  "^(a|aa)+$",
  "(a*)*b",
  "(.*)(.*)(.*)(.*)(.*)x",
  "(?:a?){30}a{30}b",
  "^(?:a*b?)*c",
  "(\\w+\\s?)+$!",
];

suite("Regex", () => {
  for (const pattern of regular) {
    test(`${pattern} takes time that grows with the text only`, () => {
      const text = `${"a".repeat(5000)}!`;
      assert.equal(Regex.make(runOf(), pattern).isMatch(runOf(3e6), text), false);
    });
  }

  test("patterns that no machine runs in linear time end with the fuel", () => {
    for (const pattern of [
      "^(a+)+\\1b$",
      "^(?=(a+)+$)",
      "^(?:(?>a)|aa)+$!",
      "^(?:(?:a{1,50}){1,50}){1,50}b",
    ]) {
      const regex = Regex.make(runOf(), pattern);
      assert.throws(() => regex.isMatch(runOf(1e6), `${"a".repeat(200)}!`), BudgetExceeded, pattern);
    }
  });

  test("a replacement that grows ends with the memory", () => {
    const regex = Regex.make(runOf(), "a");
    const text = "a".repeat(10_000);
    assert.throws(() => regex.replace(runOf(1e7, 1e6), text, () => text), BudgetExceeded);
  });

  test("groups beyond reason and programs beyond reason are refused before they run", () => {
    assert.throws(() => Regex.make(runOf(), `${"(".repeat(5000)}a${")".repeat(5000)}`), BudgetExceeded);
    assert.throws(() => Regex.make(runOf(), "a{900}".repeat(100)), BudgetExceeded);
  });

  test("replaces by call, each match in its turn", () => {
    const regex = Regex.make(runOf(), "(?<n>\\d)(x)?");
    const seen: string[] = [];
    const replaced = regex.replace(runOf(), "1a2x3", (match) => {
      seen.push(`${match.index}:${match.groupNamed("n").value}${match.group(1).isSuccess}`);
      return match.value === "3" ? null : `<${match.value}>`;
    });
    assert.equal(replaced, "<1>a<2x>");
    assert.deepEqual(seen, ["0:1false", "2:2true", "4:3false"]);
  });

  test("keeps every capture of a group, the last being its value", () => {
    const match = Regex.make(runOf(), "(?:(\\w),?)+").match(runOf(), "a,b,c");
    const group = match.group(1);
    assert.equal(group.value, "c");
    assert.deepEqual(
      group.captures.map(({ index, value }) => `${index}${value}`),
      ["0a", "2b", "4c"],
    );
    assert.deepEqual(
      [...new GroupCollection(match)].map(({ value }) => value),
      ["a,b,c", "c"],
    );
  });

  test("goes from match to match, and stays at the one that there is not", () => {
    const first = Regex.make(runOf(), "\\d").match(runOf(), "1a2");
    const second = first.next(runOf());
    assert.equal(second.value, "2");
    assert.equal(second.next(runOf()), noMatch);
    assert.equal(noMatch.next(runOf()), noMatch);
    assert.equal(noMatch.group(3).isSuccess, false);
  });

  test("compiles a pattern once", () => {
    const first = Regex.make(runOf(), "once[a-z]", 1);
    assert.equal(Regex.make(runOf(), "once[a-z]", 1).compiled, first.compiled);
    assert.notEqual(Regex.make(runOf(), "once[a-z]", 0).compiled, first.compiled);
  });

  test("a pattern that is none is an ArgumentException each time", () => {
    for (let count = 0; count < 2; count++) {
      assert.throws(
        () => Regex.make(runOf(), "(a"),
        (error) => error instanceof ClrException && error.message === 'parsing "(a" - Not enough )\'s.',
      );
    }
  });
});
