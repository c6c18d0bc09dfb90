import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileLinear, type LinearRegex } from "./linear-regex.ts";

function regex(pattern: string, ignoreCase = false): LinearRegex {
  const compiled = compileLinear(pattern, ignoreCase);
  if (typeof compiled === "string") throw new Error(compiled);
  return compiled;
}

describe("a linear regular expression", () => {
  it("gives the groups of the first match, unset ones empty", () => {
    assert.deepEqual(regex("^/v([0-9]+)(/x)?(.*)$").match("/v2/orders"), ["2", "", "/orders"]);
    assert.deepEqual(regex("b").match("abc"), []);
    assert.equal(regex("^b").match("abc"), undefined);
    assert.equal(regex("(a)(b)?").groupCount, 2);
  });

  it("ignores case where it is asked to", () => {
    assert.deepEqual(regex("^(acme)$", true).match("AcMe"), ["AcMe"]);
    assert.equal(regex("^(acme)$").match("AcMe"), undefined);
  });

  for (const [pattern, says] of [
    ["(a", /cannot be read/],
    ["a**", /cannot be read/],
    ["(?=a)b", /cannot be read/],
    ["(a)\\1", /cannot be read/],
    ["x".repeat(2000), /longer than/],
    ["((a{100}){100}){100}", /repeats too much|cannot be read/],
  ] as const) {
    it(`refuses ${pattern.slice(0, 30)}`, () => {
      const compiled = compileLinear(pattern, false);
      assert.ok(typeof compiled === "string");
      assert.match(compiled, says);
    });
  }

  it("takes ten times as long for ten times the input, where a backtracking engine would never end", () => {
    for (const pattern of ["^(a+)+$", "^(a|aa)+$", "^(.*a){12}$", "(x+x+)+y"]) {
      const evil = regex(pattern);
      const text = `${"a".repeat(20_000)}${"x".repeat(20_000)}!`;
      const started = performance.now();
      assert.equal(evil.match(text), undefined);
      assert.ok(performance.now() - started < 10_000, pattern);
    }
  });
});
