// Every pattern of the Core Rule Set, 4.28 and Debian's 3.3: read, matched on inputs made from the pattern
// itself, and held against inputs that hang other engines. What is bounded is counted in states and steps,
// not in time.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { bytesOf } from "#waf/regex/byte-set.ts";
import { type CompiledRegex, compileRegex } from "#waf/regex/compile-regex.ts";
import { hasBackreference } from "#waf/regex/measure-tree.ts";
import { parseRegex } from "#waf/regex/parse-regex.ts";
import type { RegexTree } from "#waf/regex/regex-tree.ts";
import { ScanSet } from "#waf/regex/scan-set.ts";
import { needsShared, sharedPath } from "../harness/shared-data.ts";

const DEBIAN = "/usr/share/modsecurity-crs/rules";
const RULE = /^SecRule\s+(?:"[^"]*"|\S+)\s+"((?:[^"\\]|\\.)*)"/;
const ATTACK_BYTES = 65_536;

/** Without a parser of rules: each line that is a rule, its operator's argument. */
function patternsIn(folder: string): string[] {
  const patterns: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".conf"))) {
    const text = readFileSync(join(folder, file), "latin1").replaceAll(/\\\n\s*/g, "");
    for (const line of text.split("\n")) {
      const operator = RULE.exec(line.trim())?.[1]?.replaceAll('\\"', '"') ?? "";
      const pattern = /^!?@rx\s(.*)$/s.exec(operator)?.[1] ?? (/^!?@/.test(operator) ? "" : operator);
      if (pattern !== "") patterns.push(pattern);
    }
  }
  return patterns;
}

class Chance {
  private seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  below(limit: number): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return (this.seed >>> 8) % limit;
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }
}

/** A text that the tree matches, as far as its places and looks allow. */
function exampleOf(tree: RegexTree, chance: Chance): string {
  switch (tree.kind) {
    case "bytes": {
      const bytes = bytesOf(tree.set);
      const shown = bytes.filter((byte) => byte >= 0x20 && byte < 0x7f);
      return String.fromCharCode(chance.pick(shown.length > 0 ? shown : bytes) ?? 0);
    }
    case "sequence":
      return tree.items.map((item) => exampleOf(item, chance)).join("");
    case "choice": {
      const item = chance.pick(tree.items);
      return item === undefined ? "" : exampleOf(item, chance);
    }
    case "repeat": {
      const rounds = tree.min + chance.below(Math.min(tree.max - tree.min, 3) + 1);
      return Array.from({ length: rounds }, () => exampleOf(tree.item, chance)).join("");
    }
    case "capture":
    case "atomic":
      return exampleOf(tree.item, chance);
    default:
      return "";
  }
}

function compiledAll(patterns: readonly string[]): CompiledRegex[] {
  return patterns.map((pattern) => {
    const regex = compileRegex(pattern, { allowsBackreferences: true });
    assert.ok(!("flaw" in regex), `${pattern}: ${JSON.stringify(regex)}`);
    return regex;
  });
}

function attacks(): Map<string, string> {
  const chance = new Chance(7);
  const byChance = (alphabet: string): string =>
    Array.from({ length: ATTACK_BYTES }, () => chance.pick([...alphabet])).join("");
  const anyByte = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
  return new Map([
    ["newlines", "\n".repeat(ATTACK_BYTES)],
    ["spaces", " ".repeat(ATTACK_BYTES)],
    ["quotes", "'".repeat(ATTACK_BYTES)],
    ["letters", "a".repeat(ATTACK_BYTES)],
    ["metacharacters", byChance("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \n\t")],
    ["bytes", byChance(anyByte)],
    ["SQL's letters", byChance("selct unioasrdb'\"`()=<>-;/*")],
  ]);
}

/** Each pattern on examples of its own and of its neighbours: all ways to ask give the same answer. */
function assertAlike(patterns: readonly string[]): number {
  const chance = new Chance(1);
  const regexes = compiledAll(patterns);
  const set = new ScanSet(regexes.map(({ tree }, index) => ({ index, tree })));
  const hits = new Uint32Array((patterns.length >>> 5) + 1);
  let matched = 0;
  regexes.forEach((regex, index) => {
    const texts = Array.from({ length: 4 }, () => exampleOf(regex.tree, chance));
    for (const text of [...texts, texts.map((each) => each.slice(0, -1)).join(" ")]) {
      const isMatch = regex.test(text);
      const groups = regex.exec(text);
      assert.equal(groups !== undefined, isMatch, `${regex.pattern} on ${JSON.stringify(text)}`);
      hits.fill(0);
      set.beginRequest();
      set.scan(text, hits);
      const isHit = ((hits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
      if (regex.isRegular || isMatch)
        assert.equal(isHit, isMatch, `${regex.pattern} on ${JSON.stringify(text)}`);
      if (isMatch) matched++;
    }
    assert.equal(regex.exhaustions, 0, regex.pattern);
  });
  return matched / (regexes.length * 5);
}

const debian = { skip: existsSync(DEBIAN) ? false : `no modsecurity-crs under ${DEBIAN}` };

describe("CRS 4.28", needsShared("crs-4.28"), () => {
  const patterns = existsSync(sharedPath("crs-4.28")) ? patternsIn(sharedPath("crs-4.28/rules")) : [];

  test("has 318 patterns, all of them regular", () => {
    const regexes = compiledAll(patterns);
    assert.equal(regexes.length, 318);
    assert.ok(regexes.every(({ isRegular }) => isRegular));
  });

  test("is matched alike by all executors", () => {
    assert.ok(assertAlike(patterns) > 0.75);
  });

  test("costs a bounded number of states and steps on any input", () => {
    const set = new ScanSet(compiledAll(patterns).map(({ tree }, index) => ({ index, tree })));
    const hits = new Uint32Array(16);
    for (const [name, input] of attacks()) {
      const before = set.work;
      set.beginRequest();
      set.scan(input, hits);
      const { statesMade, simulatedBytes, visits } = set.work;
      // Beyond the budgets, of clusters and of single patterns, each automaton has the state it begins with.
      const firsts = set.clusterCount + patterns.length;
      assert.ok(statesMade - before.statesMade <= firsts + 8192 + 16_384, name);
      assert.ok(simulatedBytes - before.simulatedBytes <= patterns.length * ATTACK_BYTES, name);
      assert.ok(visits - before.visits < ATTACK_BYTES * 150, `${name}: ${visits - before.visits}`);
    }
    assert.ok(set.memoryBytes < set.clusterCount * 1_500_000);
  });

  test("gives the groups of a match at the end of an attack, too", () => {
    const chance = new Chance(3);
    const noise = [...attacks().values()].map((input) => input.slice(0, 4096));
    for (const regex of compiledAll(patterns)) {
      const before = chance.pick(noise) ?? "";
      const text = `${before} ${exampleOf(regex.tree, chance)}`;
      const groups = regex.exec(text);
      assert.equal(groups?.length, regex.test(text) ? regex.groupCount + 1 : undefined, regex.pattern);
      assert.equal(regex.exhaustions, 0, regex.pattern);
    }
  });
});

describe("CRS 3.3", debian, () => {
  const patterns = existsSync(DEBIAN) ? patternsIn(DEBIAN) : [];

  test("has five patterns that are not regular, one of which refers back", () => {
    const regexes = compiledAll(patterns);
    assert.equal(regexes.length, 265);
    const irregular = regexes.filter(({ isRegular }) => !isRegular);
    assert.equal(irregular.length, 5);
    assert.equal(irregular.filter(({ tree }) => hasBackreference(tree)).length, 1);
  });

  test("is matched alike by all executors", () => {
    assert.ok(assertAlike(patterns) > 0.75);
  });

  test("runs into no step budget on 64 KB of anything, but for the pattern that refers back", () => {
    for (const regex of compiledAll(patterns).filter(({ isRegular }) => !isRegular)) {
      if (hasBackreference(regex.tree)) continue;
      for (const [name, input] of attacks()) {
        regex.test(input);
        assert.equal(regex.exhaustions, 0, `${regex.pattern} on ${name}`);
      }
    }
  });
});

test("what cannot be read is told with its place", () => {
  const rows: readonly (readonly [pattern: string, flaw: string, offset: number])[] = [
    ["a(b", "a group has no end", 1],
    ["a)b", "a ) without its (", 1],
    ["[a", "a class has no end", 0],
    ["a**", "nothing to repeat", 2],
    ["*a", "nothing to repeat", 0],
    ["\\b+", "a place cannot be repeated", 2],
    ["a{3,2}", "the bounds are out of order", 1],
    ["a{70000}", "a bound is too large", 1],
    ["[z-a]", "a range whose end comes before its start", 1],
    ["[[:foo:]]", "[:foo:] is not known", 1],
    ["\\x{100}", "a code above 255", 0],
    ["a\\", "the pattern ends in a backslash", 1],
    ["\\pL", "Unicode properties (\\p) are not known", 0],
    ["\\Ka", "\\K is not known", 0],
    ["(a)\\2", "there is no group 2", 3],
    ["(?R)", "recursive groups are not known", 0],
    ["(?<a>b)(?<a>c)", "two groups called a", 7],
    ["(*ANY)a", "verbs are not known", 0],
    ["(?y)a", "the flag y is not known", 0],
    [`${"(".repeat(300)}a${")".repeat(300)}`, "groups nested too deep", 200],
    ["\u0100", "a char that is no byte", 0],
  ];
  for (const [pattern, flaw, offset] of rows) {
    const parsed = parseRegex(pattern);
    assert.ok("flaw" in parsed, pattern);
    assert.deepEqual([parsed.flaw, parsed.offset], [flaw, offset], pattern);
    assert.notEqual(parsed.hint, "");
  }
});
