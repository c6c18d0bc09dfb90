import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { literalSetTree, literalTree, withinTree } from "./literal-tree.ts";
import { parseRegex } from "./parse-regex.ts";
import type { RegexTree } from "./regex-tree.ts";
import { ScanSet } from "./scan-set.ts";

function tree(pattern: string): RegexTree {
  const parsed = parseRegex(pattern);
  assert.ok("tree" in parsed);
  return parsed.tree;
}

const setOf = (...trees: readonly RegexTree[]): ScanSet =>
  new ScanSet(trees.map((each, index) => ({ index, tree: each })));

/** The indexes whose bits are set after a scan. */
function scan(set: ScanSet, input: string): number[] {
  const hits = new Uint32Array(4);
  set.beginRequest();
  set.scan(input, hits);
  return Array.from({ length: 128 }, (_, index) => index).filter(
    (index) => ((hits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0,
  );
}

describe("a scan set", () => {
  test("tells all patterns that match anywhere", () => {
    const set = setOf(tree("foo"), tree("^bar"), tree("o\\b"), tree("x*"), tree("b.*z$"));
    assert.deepEqual(scan(set, "a foo"), [0, 2, 3]);
    assert.deepEqual(scan(set, "bar foot z"), [0, 1, 3, 4]);
    assert.deepEqual(scan(set, ""), [3]);
  });

  test("sets the bits that its entries name", () => {
    const set = new ScanSet([
      { index: 70, tree: tree("a") },
      { index: 3, tree: tree("b") },
    ]);
    assert.deepEqual(scan(set, "ab"), [3, 70]);
  });

  test("stands a superset in for what is not regular, and says so", () => {
    const set = setOf(tree("a(?!b)"), tree("c++d"), tree("e"));
    assert.deepEqual(set.approximated, [0, 1]);
    assert.deepEqual(scan(set, "ab"), [0]);
    assert.deepEqual(scan(set, "ccd"), [1]);
  });

  test("finds fixed text where it has to stand", () => {
    const set = setOf(
      literalTree("ab", "anywhere"),
      literalTree("ab", "start"),
      literalTree("ab", "end"),
      literalTree("ab", "whole"),
      literalTree("AB", "anywhere", true),
    );
    assert.deepEqual(scan(set, "ab"), [0, 1, 2, 3, 4]);
    assert.deepEqual(scan(set, "xab"), [0, 2, 4]);
    assert.deepEqual(scan(set, "abx"), [0, 1, 4]);
    assert.deepEqual(scan(set, "Ab"), [4]);
  });

  test("finds the words of a list, without regard to case if told so", () => {
    const words = ["select", "self", "union", "un"];
    const set = setOf(literalSetTree(words, true), literalSetTree(words, false), literalSetTree([], false));
    assert.deepEqual(scan(set, "a SELECTION"), [0]);
    assert.deepEqual(scan(set, "self"), [0, 1]);
    assert.deepEqual(scan(set, "sel"), []);
    assert.deepEqual(scan(set, "unit"), [0, 1]);
  });

  test("lets through all that can lie within a text", () => {
    const set = setOf(withinTree("GET POST"));
    assert.deepEqual(scan(set, "POST"), [0]);
    assert.deepEqual(scan(set, ""), [0]);
    assert.deepEqual(scan(set, "PUT "), []);
  });

  test("finds the same once its budget for states is used up", () => {
    const trees = ["a.{3}b", "\\bx[^y]{2,9}z\\b", "(?:0|1)+2$"].map(tree);
    const rich = setOf(...trees);
    const poor = new ScanSet(
      trees.map((each, index) => ({ index, tree: each })),
      { newStatesPerRequest: 0 },
    );
    for (const input of ["aaaxb x123z", "01012", "axxxbz xz", "x1 2 z 012", "aaaaaaaab2"]) {
      assert.deepEqual(scan(poor, input), scan(rich, input), input);
    }
    assert.equal(poor.work.statesMade, 1);
    assert.ok(poor.work.simulatedBytes > 20);
  });

  test("drops its states when they fill its memory, and goes on", () => {
    const set = new ScanSet([{ index: 0, tree: tree("a.{8}b.{8}c") }], { limitClusterBytes: 4096 });
    let seed = 1;
    const random = (): string => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return "abx".charAt((seed >>> 8) % 3);
    };
    for (let round = 0; round < 20; round++) {
      const noise = Array.from({ length: 200 }, random).join("");
      assert.deepEqual(scan(set, `${noise}a12345678b12345678c${noise}`), [0]);
    }
    assert.ok(set.work.clears > 0);
    assert.ok(set.memoryBytes < 40_000, String(set.memoryBytes));
  });

  test("splits a cluster whose states do not fit its memory when it is warmed", () => {
    const patterns = ["a.{6}b", "b.{6}c", "c.{6}a"].map(tree);
    const set = new ScanSet(
      patterns.map((each, index) => ({ index, tree: each })),
      { limitClusterBytes: 4096 },
    );
    const samples = [
      "abcacbbacbcabcaabcbbacbaccbabacbacb",
      "aabbccabcabcbbbaaacccabacab",
      "cabbacababcabcacb",
    ];
    set.warm(Array.from({ length: 40 }, (_, index) => `${samples[index % 3] ?? ""}${index}`));
    assert.ok(set.clusterCount > 1, String(set.clusterCount));
    assert.deepEqual(scan(set, "a123456b c123456a"), [0, 2]);
  });

  test("makes no states for what it was warmed with", () => {
    const set = setOf(tree("foo|bar"), tree("[a-f]+[0-9]{3}"));
    set.warm(["foo abc123", "xyz"]);
    const { statesMade } = set.work;
    scan(set, "foo abc123");
    assert.equal(set.work.statesMade, statesMade);
  });
});
