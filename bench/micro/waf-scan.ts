// The regular expressions of the WAF: CRS's patterns scanned as a set over ordinary values and over attacks,
// and one at a time. Without the rules there is nothing to measure, and a made-up set would say nothing.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompiledRegex, compileRegex } from "#waf/regex/compile-regex.ts";
import { ScanSet } from "#waf/regex/scan-set.ts";
import { sharedPath } from "../../test/harness/shared-data.ts";
import { threadMs } from "./interleaved-cases.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { Fact, MicroCase, Prepared, Subject } from "./subject.ts";

const RULE = /^SecRule\s+(?:"[^"]*"|\S+)\s+"((?:[^"\\]|\\.)*)"(.*)/;
const BYTES = 65_536;

export const wafScan: Subject = { name: "waf scan", prepare };

const texts: readonly string[] = [
  "42",
  "en-GB,en;q=0.9",
  "alice@example.com",
  "2026-03-04T05:06:07Z",
  "/api/v1/orders/8f14e45f-ceea-467f-a8e6-0d1f2c3b4a59",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
];

function prepare(): Prepared {
  const folder = sharedPath("crs-4.28/rules");
  if (!existsSync(folder)) return { cases: [] };
  const levels = [1, 4].map((level) => ({ level, regexes: regexesOf(folder, level) }));
  return {
    cases: levels.flatMap(({ level, regexes }) => scanCases(`CRS, level ${level}`, regexes)),
    facts: levels.flatMap(({ level, regexes }) => attackFacts(`CRS, level ${level}`, regexes)),
  };
}

/** Patterns of rules on requests, up to a paranoia level. */
function regexesOf(folder: string, highest: number): CompiledRegex[] {
  const found: CompiledRegex[] = [];
  for (const file of readdirSync(folder).filter((name) => /^REQUEST.*\.conf$/.test(name))) {
    const text = readFileSync(join(folder, file), "latin1").replaceAll(/\\\n\s*/g, "");
    for (const line of text.split("\n")) {
      const [, operator = "", actions = ""] = RULE.exec(line.trim()) ?? [];
      const level = Number(/paranoia-level\/(\d)/.exec(actions)?.[1] ?? 1);
      const pattern = /^!?@rx\s(.*)$/s.exec(operator.replaceAll('\\"', '"'))?.[1];
      if (pattern === undefined || level > highest) continue;
      const regex = compileRegex(pattern);
      if (!("flaw" in regex)) found.push(regex);
    }
  }
  return found;
}

const setOf = (regexes: readonly CompiledRegex[]): ScanSet =>
  new ScanSet(regexes.map(({ tree }, index) => ({ index, tree })));

function scanCases(name: string, regexes: readonly CompiledRegex[]): MicroCase[] {
  const set = setOf(regexes);
  set.warm(texts);
  const text = texts.join(" ").repeat(4);
  set.warm([text]);
  const hits = new Uint32Array((regexes.length >>> 5) + 1);
  const scan = (inputs: readonly string[], operations: number): number => {
    let sum = 0;
    for (let operation = 0; operation < operations; operation++) {
      set.beginRequest();
      set.scan(inputs[operation % inputs.length] ?? "", hits);
      sum += hits[0] ?? 0;
    }
    return sum;
  };
  return [
    { name: `${name}: one of six values`, run: (operations) => scan(texts, operations) },
    { name: `${name}: ${text.length} bytes of text`, run: (operations) => scan([text], operations) },
  ];
}

/** What 64 KB cost a set, or any one pattern, that has never seen the like. */
function attackFacts(name: string, regexes: readonly CompiledRegex[]): Fact[] {
  const facts: Fact[] = [];
  const hits = new Uint32Array((regexes.length >>> 5) + 1);
  for (const [attack, input] of attacks()) {
    const set = setOf(regexes);
    set.beginRequest();
    facts.push({
      name: `${name}: scan of 64 KB of ${attack}`,
      value: msOf(() => set.scan(input, hits)),
      unit: "ms",
    });
    const one = regexes.map((regex) => msOf(() => regex.test(input)));
    const groups = regexes.map((regex) => msOf(() => regex.exec(input)));
    facts.push({ name: `${name}: slowest test of ${attack}`, value: Math.max(...one), unit: "ms" });
    facts.push({ name: `${name}: slowest exec of ${attack}`, value: Math.max(...groups), unit: "ms" });
  }
  return facts;
}

function attacks(): readonly (readonly [string, string])[] {
  const random = new SeededRandom(5);
  const byChance = (alphabet: readonly string[]): string =>
    Array.from({ length: BYTES }, () => random.pick(alphabet)).join("");
  return [
    ["newlines", "\n".repeat(BYTES)],
    ["metacharacters", byChance([..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \n\t"])],
    ["random bytes", byChance(Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)))],
  ];
}

function msOf(work: () => unknown): number {
  const startMs = threadMs();
  work();
  return threadMs() - startMs;
}
