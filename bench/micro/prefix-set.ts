// Address look-ups in sets of prefixes: a million of them, and ten.

import { type Address, formatAddress, maskAddress, type Prefix } from "#kernel/address.ts";
import { buildPrefixTable, type PrefixEntry, PrefixSet, type PrefixTable } from "#kernel/prefix-set.ts";
import { median } from "../measure/statistics.ts";
import { threadMs } from "./interleaved-cases.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const MILLION = 1_000_000;
const IPV6_PREFIXES = 100_000;
/** So many that their ranges do not fit the caches near the core, and no branch predictor learns them. */
const QUERIES = 2 ** 16;
const BUILDS = 3;
const LOOKUP_BUDGET_NS = 500;

export const prefixSet: Subject = { name: "prefix set", prepare };

function prepare(): Prepared {
  const random = new SeededRandom(1);
  const million = entries(random, MILLION, IPV6_PREFIXES);
  const buildMs: number[] = [];
  let table = buildPrefixTable([]);
  for (let build = 0; build < BUILDS; build++) {
    const startMs = threadMs();
    table = buildPrefixTable(million);
    buildMs.push(threadMs() - startMs);
  }
  const ten = entries(random, 10, 2);
  return {
    cases: [
      ...lookups("a million", table, million, random),
      ...lookups("ten", buildPrefixTable(ten), ten, random),
    ],
    facts: [
      { name: `build of ${table.size} different prefixes`, value: median(buildMs), unit: "ms" },
      { name: "memory of them", value: bytesOf(table) / 1e6, unit: "MB", budget: 100 },
    ],
  };
}

/** Different prefixes: IPv4 lengths from 8 to 32 alike while there are new ones, IPv6 from /20 on. */
function entries(random: SeededRandom, count: number, ipv6Count: number): PrefixEntry[] {
  const made: PrefixEntry[] = [];
  const seen = new Set<number>();
  while (made.length < count) {
    const isIpv6 = made.length < ipv6Count;
    const length = isIpv6 ? 20 + random.below(109) : 8 + random.below(25);
    const address = maskAddress(randomAddress(random, isIpv6), length);
    // Among so few IPv6 prefixes of so many, hardly any comes twice.
    const key = isIpv6 ? -1 - made.length : address.words[0] * 64 + length;
    if (seen.has(key)) continue;
    seen.add(key);
    made.push({ prefix: { address, length }, value: made.length });
  }
  return made;
}

function randomAddress(random: SeededRandom, isIpv6: boolean): Address {
  if (!isIpv6) return { kind: "ipv4", words: [random.word()] };
  const first = ((random.word() >>> 3) | 0x20000000) >>> 0;
  return { kind: "ipv6", words: [first, random.word(), random.word(), random.word()] };
}

/** Half of the addresses lie in a prefix of the set, half anywhere. */
function queries(random: SeededRandom, from: readonly PrefixEntry[], isIpv6: boolean): Address[] {
  const prefixes = from
    .map(({ prefix }) => prefix)
    .filter(({ address }) => (address.kind === "ipv6") === isIpv6);
  return Array.from({ length: QUERIES }, (_, i) => {
    const anywhere = randomAddress(random, isIpv6);
    return i % 2 === 0 ? anywhere : addressIn(random.pick(prefixes), anywhere);
  });
}

function addressIn({ address, length }: Prefix, anywhere: Address): Address {
  const beginning = maskAddress(anywhere, length).words;
  const word = (at: number): number =>
    ((anywhere.words[at] ?? 0) ^ (beginning[at] ?? 0) ^ (address.words[at] ?? 0)) >>> 0;
  return address.kind === "ipv4"
    ? { kind: "ipv4", words: [word(0)] }
    : { kind: "ipv6", words: [word(0), word(1), word(2), word(3)] };
}

function lookups(
  size: string,
  table: PrefixTable,
  from: readonly PrefixEntry[],
  random: SeededRandom,
): MicroCase[] {
  const set = new PrefixSet(table);
  const ipv4 = queries(random, from, false);
  const ipv6 = queries(random, from, true);
  const words4 = Uint32Array.from(ipv4.flatMap(({ words }) => words));
  const words6 = Uint32Array.from(ipv6.flatMap(({ words }) => words));
  const texts4 = ipv4.map(formatAddress);
  const texts6 = ipv6.map(formatAddress);
  const runs = [
    { name: "IPv4 address", run: (operations: number) => lookUpIpv4(set, words4, operations) },
    { name: "IPv4 text", run: (operations: number) => lookUpTexts(set, texts4, operations) },
    { name: "IPv6 address", run: (operations: number) => lookUpIpv6(set, words6, operations) },
    { name: "IPv6 text", run: (operations: number) => lookUpTexts(set, texts6, operations) },
  ];
  return runs.map(({ name, run }) => ({ name: `${name} in ${size}`, run, budgetNs: LOOKUP_BUDGET_NS }));
}

// Which address comes next depends on what was found, or the processor would work on several look-ups at a
// time. Addresses are made where they are used, as on the request path: fetching objects would cost more.

function lookUpIpv4(set: PrefixSet, queries: Uint32Array, operations: number): number {
  let sum = 0;
  let next = 0;
  for (let i = 0; i < operations; i++) {
    const found = set.lookup({ kind: "ipv4", words: [queries[next] ?? 0] });
    sum += found;
    next = following(next, found);
  }
  return sum;
}

function lookUpIpv6(set: PrefixSet, queries: Uint32Array, operations: number): number {
  let sum = 0;
  let next = 0;
  for (let i = 0; i < operations; i++) {
    const word = (offset: number): number => queries[next * 4 + offset] ?? 0;
    const found = set.lookup({ kind: "ipv6", words: [word(0), word(1), word(2), word(3)] });
    sum += found;
    next = following(next, found);
  }
  return sum;
}

function lookUpTexts(set: PrefixSet, texts: readonly string[], operations: number): number {
  let sum = 0;
  let next = 0;
  for (let i = 0; i < operations; i++) {
    const found = set.lookupText(texts[next] ?? "");
    sum += found;
    next = following(next, found);
  }
  return sum;
}

/** One or two further, by the sign of what was found. */
const following = (at: number, found: number): number => (at + 1 + (found >>> 31)) & (QUERIES - 1);

function bytesOf({ ipv4, ipv6 }: PrefixTable): number {
  const arrays = [ipv4, ipv6].flatMap(({ starts, values, index }) => [starts, values, index]);
  const buffers = new Set(arrays.map((array) => array.buffer));
  return [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
}
