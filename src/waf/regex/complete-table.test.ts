import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { runSteps } from "#kernel/run-steps.ts";
import { compileRegex } from "./compile-regex.ts";
import { firstKnown, readComplete } from "./complete-lanes.ts";
import { completeTable } from "./complete-table.ts";
import { parseRegex } from "./parse-regex.ts";
import { planClusters, withTables } from "./plan-clusters.ts";
import { compileProgram, type Program } from "./program.ts";
import { ScanSet } from "./scan-set.ts";
import { trimForSearch } from "./trim-tree.ts";

const patterns = [
  "foo|b.*z$",
  "\\bx[^y]{2,5}z\\b",
  "^(?:0|1)+2",
  "",
  "b$",
  "x\\b",
  "[a-z]{4}1",
  "^",
  "ab\\nc",
];

function program(pattern: string): Program {
  const parsed = parseRegex(pattern);
  assert.ok("tree" in parsed);
  return compileProgram(trimForSearch(parsed.tree), 0, { isCapturing: false, isBackwards: false });
}

const pieces = fc.constantFrom("a", "b", "x", "y", "z", "0", "1", "2", " ", "\n", "foo", "abcd1", "x12z");
const texts = fc.array(pieces, { maxLength: 40 }).map((chosen) => chosen.join(""));

function matched(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  assert.ok("test" in compiled);
  return compiled.test(text);
}

describe("a complete table", () => {
  const tables = patterns.map((pattern) => completeTable(program(pattern)));

  test("tells of every text whether its pattern matches, alone and beside others", () => {
    const all = tables.filter((table) => table !== undefined);
    assert.equal(all.length, patterns.length);
    const property = fc.property(texts, (text) => {
      const bytes = Buffer.from(text, "latin1");
      const expected = patterns.flatMap((pattern, index) => (matched(pattern, text) ? [index] : []));
      const found: number[] = [];
      readComplete(all, bytes, bytes.length, (index) => found.push(index));
      assert.deepEqual(
        found.toSorted((a, b) => a - b),
        expected,
      );
      const alone = all.flatMap((table, index) =>
        firstKnown(table, bytes, bytes.length) >= 0 ? [index] : [],
      );
      assert.deepEqual(alone, expected);
    });
    fc.assert(property, { numRuns: 200 });
  });

  test("is not made of a pattern with too many states", () => {
    assert.equal(completeTable(program("a.{14}b")), undefined);
  });
});

describe("a planned scan set", () => {
  test("finds in long texts what it finds without tables, whatever states it may make", () => {
    const entries = [...patterns, "a.{14}b", "select|union", "(?:in|out)to [a-z]+x"].map((pattern, index) => {
      const parsed = parseRegex(pattern);
      assert.ok("tree" in parsed);
      return { index, tree: parsed.tree };
    });
    const plans = planClusters(entries).map((plan) => runSteps(withTables(plan)));
    const words = fc.constantFrom(
      "select",
      "un",
      "ion",
      "into ",
      "outt",
      "o tax",
      "a",
      "b",
      "x",
      "z",
      "0",
      "\n",
    );
    const long = fc.array(words, { minLength: 700, maxLength: 1500 }).map((chosen) => chosen.join(""));
    const property = fc.property(long, fc.nat(6), (text, newStatesPerRequest) => {
      const [poor, rich] = [new Uint32Array(1), new Uint32Array(1)];
      runSteps(ScanSet.fromPlans(plans, { newStatesPerRequest })).scan(text, poor);
      new ScanSet(entries).scan(text, rich);
      assert.deepEqual(poor, rich);
      const expected = entries.map((_, index) =>
        matched([...patterns, "a.{14}b", "select|union", "(?:in|out)to [a-z]+x"][index] ?? "", text),
      );
      assert.deepEqual(
        entries.map((_, index) => ((poor[0] ?? 0) & (1 << index)) !== 0),
        expected,
      );
    });
    fc.assert(property, { numRuns: 30 });
  });
});
