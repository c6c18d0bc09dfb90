// What a screened connection and the country of a request cost: lists of a million prefixes, and the country
// data that comes with us. And what control pays to read such a list.

import { formatPrefix } from "#kernel/address.ts";
import { PrefixSet } from "#kernel/prefix-set.ts";
import { runSteps } from "#kernel/run-steps.ts";
import { publicPart, tableOfData } from "#network/address-data.ts";
import { AddressList } from "#network/address-list.ts";
import { screenAddress } from "#network/address-screen.ts";
import { bundledCountries } from "#network/country-data.ts";
import { Countries } from "#network/country-table.ts";
import { tableOfEntries } from "#network/ending-entries.ts";
import { readFeed } from "#network/read-feed.ts";
import { threadMs } from "./interleaved-cases.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { Prepared, Subject } from "./subject.ts";

const MILLION = 1_000_000;
const QUERIES = 2 ** 16;
const BUDGET_NS = 500;

export const networkLists: Subject = { name: "network lists", prepare };

function prepare(): Prepared {
  const random = new SeededRandom(7);
  const text = feedText(random);
  const startMs = threadMs();
  const { table, entries } = runSteps(readFeed(text, { format: "cidr", column: "1" }, []));
  const readMs = threadMs() - startMs;
  const million = new AddressList("million", { prefixes: table, ends: undefined });
  const ending = new AddressList("ending", endingTable(random));
  const hops = new PrefixSet(tableOfEntries([]).prefixes);
  const clients = { decide: () => ({ kind: "none", id: 0 }) as const };
  const countries = new Countries();
  const places = tableOfData(publicPart(bundledCountries()));
  countries.use(places);
  const queries = Array.from({ length: QUERIES }, () => addressText(random.word()));
  const sum = (judge: (address: string) => number) => (operations: number) => {
    let total = 0;
    for (let i = 0; i < operations; i++) total += judge(queries[(i + (total & 1)) & (QUERIES - 1)] ?? "");
    return total;
  };
  const lists = { allow: [], deny: [million] };
  const screened = sum((address) => (screenAddress(address, lists, clients, hops) === undefined ? 0 : 1));
  return {
    cases: [
      {
        name: "is an address in a list of a million",
        run: sum((one) => +million.holds(one)),
        budgetNs: BUDGET_NS,
      },
      { name: "in a list of 10,000 that end", run: sum((one) => +ending.holds(one)), budgetNs: BUDGET_NS },
      { name: "screen with a list of a million", run: screened, budgetNs: BUDGET_NS },
      {
        name: "country of an address",
        run: sum((one) => countries.codeOf(one).charCodeAt(0)),
        budgetNs: BUDGET_NS,
      },
    ],
    facts: [
      { name: `read a feed of ${entries} prefixes`, value: readMs, unit: "ms" },
      {
        name: "memory of its table",
        value: table.ipv4.starts.buffer.byteLength / 1e6,
        unit: "MB",
        budget: 100,
      },
      { name: "memory of the countries", value: places.ipv4.starts.buffer.byteLength / 1e6, unit: "MB" },
    ],
  };
}

/** A million different prefixes of 24 to 32 bits, anywhere but where private ones are. */
function feedText(random: SeededRandom): Buffer {
  const seen = new Set<string>();
  while (seen.size < MILLION) {
    const length = 24 + random.below(9);
    const word = ((random.word() >>> (32 - length)) << (32 - length)) >>> 0;
    seen.add(formatPrefix({ address: { kind: "ipv4", words: [word] }, length }));
  }
  return Buffer.from([...seen].join("\n"), "latin1");
}

function endingTable(random: SeededRandom) {
  const nowMs = Date.now();
  const entries = Array.from({ length: 10_000 }, (_, i) => ({
    prefix: { address: { kind: "ipv4", words: [(random.word() & 0xffffff00) >>> 0] } as const, length: 24 },
    untilMs: nowMs + (i % 100) * 3_600_000,
  }));
  return tableOfEntries(entries);
}

const addressText = (word: number): string =>
  `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
