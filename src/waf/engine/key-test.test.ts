import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keyTest } from "./key-test.ts";

const taken = (pattern: string, names: readonly string[]): string[] =>
  names.filter((name) => keyTest({ kind: "pattern", pattern })?.(name));

describe("the test of a member's name", () => {
  test("takes names that begin with a literal, without regard to case", () => {
    const names = ["header_name_a", "HEADER_name_b", "header_name_", "header_nam", "x_header_name_", ""];
    assert.deepEqual(taken("^header_Name_", names), names.slice(0, 3));
  });

  test("reads all other patterns as patterns", () => {
    assert.deepEqual(taken("^a.c", ["abc", "a.cd", "xabc"]), ["abc", "a.cd"]);
    assert.deepEqual(taken("^ab$", ["ab", "abc", "AB"]), ["ab", "AB"]);
    assert.deepEqual(taken("b", ["abc", "B", "c"]), ["abc", "B"]);
    assert.deepEqual(taken("(", ["("]), []);
  });
});
