// Entries of a list, some of which end → the table that workers ask. An entry inside another one that lasts
// longer lasts as long, for the longest match is the only one that a look-up sees.

import { maskAddress, type Prefix } from "#kernel/address.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import type { AddressListTable } from "./address-list.ts";

export type EndingEntry = {
  readonly prefix: Prefix;
  /** Ms since the epoch; Infinity without an end. */
  readonly untilMs: number;
};

export function tableOfEntries(entries: readonly EndingEntry[]): AddressListTable {
  if (entries.every(({ untilMs }) => untilMs === Number.POSITIVE_INFINITY)) {
    const prefixes = buildPrefixTable(entries.map(({ prefix }) => ({ prefix, value: 0 })));
    return { prefixes, ends: undefined };
  }
  const longest = new Map<string, number>();
  for (const { prefix, untilMs } of entries) {
    const name = nameOf(prefix, prefix.length);
    longest.set(name, Math.max(untilMs, longest.get(name) ?? 0));
  }
  const lengths = [...new Set(entries.map(({ prefix }) => prefix.length))];
  // 0 stands for no end, so that a look-up without a clock is enough for most.
  const ends = [Number.POSITIVE_INFINITY];
  const places = new Map<number, number>([[Number.POSITIVE_INFINITY, 0]]);
  const placed = entries.map(({ prefix }) => {
    const around = lengths.filter((length) => length <= prefix.length);
    const endMs = Math.max(...around.map((length) => longest.get(nameOf(prefix, length)) ?? 0));
    const value = places.get(endMs) ?? ends.push(endMs) - 1;
    places.set(endMs, value);
    return { prefix, value };
  });
  const shared = new Float64Array(new SharedArrayBuffer(ends.length * 8));
  shared.set(ends);
  return { prefixes: buildPrefixTable(placed), ends: shared };
}

const nameOf = ({ address }: Prefix, length: number): string =>
  `${address.kind}/${length}/${maskAddress(address, length).words.join(".")}`;
