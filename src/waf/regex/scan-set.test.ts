import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
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

function warm(set: ScanSet, samples: readonly string[]): void {
  const steps = set.warm(samples);
  while (steps.next().done !== true);
}

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

  test("finds the same once its budgets for states are used up", () => {
    const trees = ["a.{3}b", "\\bx[^y]{2,9}z\\b", "(?:0|1)+2$", "", "b$"].map(tree);
    const entries = trees.map((each, index) => ({ index, tree: each }));
    const rich = setOf(...trees);
    const single = new ScanSet(entries, { newStatesPerRequest: 0 });
    const poor = new ScanSet(entries, { newStatesPerRequest: 0, newSingleStatesPerRequest: 0 });
    for (const input of ["aaaxb x123z", "01012", "axxxbz xz", "x1 2 z 012", "aaaaaaaab2", "", "b"]) {
      assert.deepEqual(scan(single, input), scan(rich, input), input);
      assert.deepEqual(scan(poor, input), scan(rich, input), input);
    }
    assert.equal(single.work.simulatedBytes, 0);
    assert.ok(poor.work.simulatedBytes > 20);
  });

  test("finds the same wherever in a text a cluster is divided", () => {
    const trees = ["a.{3}b", "\\bx[^y]{2,9}z\\b", "^(?:0|1)+2", "ab|ba", "b$", "x\\b", "[a-z]{4}1", "^"].map(
      tree,
    );
    const entries = trees.map((each, index) => ({ index, tree: each }));
    const rich = setOf(...trees);
    const pieces = fc.constantFrom("a", "b", "x", "y", "z", "0", "1", "2", " ", "\n", "ab", "aaab", "x12z");
    const texts = fc.array(pieces, { maxLength: 60 }).map((chosen) => chosen.join(""));
    const property = fc.property(texts, fc.nat(12), fc.nat(8), (text, newStatesPerRequest, singles) => {
      const options = { newStatesPerRequest, newSingleStatesPerRequest: singles };
      assert.deepEqual(scan(new ScanSet(entries, options), text), scan(rich, text));
    });
    fc.assert(property, { numRuns: 300 });
  });

  test("makes no more states in a request than its budgets allow, whatever the input", () => {
    const trees = ["a.{9}b", "b.{9}c", "c.{9}a", "[ab].{8}c"].map(tree);
    const set = new ScanSet(
      trees.map((each, index) => ({ index, tree: each })),
      { newStatesPerRequest: 20, newSingleStatesPerRequest: 30 },
    );
    const noise = Array.from({ length: 4000 }, (_, at) => "abcx".charAt((at * at + (at >> 3)) & 3)).join("");
    const firsts = trees.length + 1;
    set.beginRequest();
    for (let at = 0; at < noise.length; at += 500) set.scan(noise.slice(at, at + 500), new Uint32Array(1));
    assert.ok(set.work.statesMade <= firsts + 50, String(set.work.statesMade));
  });

  test("reads many automata at once, and each to its own end", () => {
    const patterns = ["^ab", "b", "c$", "x.y", "^$", "(?:ab)+c", "z", "[a-c]{4}", "\\bab\\b"];
    const together = new ScanSet(
      patterns.map((pattern, index) => ({ index, tree: tree(pattern) })),
      { clusterSize: 1 },
    );
    for (const input of ["", "ab", "abc", "ababc", "x-y abc", "zz", "ab zabca x y", "c", "nothing"]) {
      const alone = patterns.flatMap((pattern, index) =>
        scan(setOf(tree(pattern)), input).length > 0 ? [index] : [],
      );
      assert.deepEqual(scan(together, input), alone, input);
    }
  });

  test("leaves out automata of which nothing is wanted", () => {
    const patterns = ["foo", "bar", "baz"].map(tree);
    const set = new ScanSet(
      patterns.map((each, index) => ({ index: index * 40, tree: each })),
      { clusterSize: 1 },
    );
    const hits = new Uint32Array(3);
    const wanted = Uint32Array.of(1, 1 << 8, 0);
    set.scan("foo bar baz", hits, undefined, wanted);
    assert.deepEqual([...hits], [1, 1 << 8, 0]);
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
    warm(
      set,
      Array.from({ length: 40 }, (_, index) => `${samples[index % 3] ?? ""}${index}`),
    );
    assert.ok(set.clusterCount > 1, String(set.clusterCount));
    assert.deepEqual(scan(set, "a123456b c123456a"), [0, 2]);
  });

  test("makes no states for what it was warmed with", () => {
    const set = setOf(tree("foo|bar"), tree("[a-f]+[0-9]{3}"));
    warm(set, ["foo abc123", "xyz"]);
    const { statesMade } = set.work;
    scan(set, "foo abc123");
    assert.equal(set.work.statesMade, statesMade);
  });
});
