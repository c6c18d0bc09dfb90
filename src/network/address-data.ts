// Data on where addresses are (countries, autonomous systems): read from what people have, into disjoint
// ranges with a number each. Knows no files: bytes come in, and where they came from is the caller's.

import { PrefixColumns } from "#kernel/prefix-ranges.ts";
import { type PrefixTable, prefixTableOf } from "#kernel/prefix-set.ts";
import { privatePrefixes } from "#kernel/private-address.ts";
import { combineRanges, noRanges, type RangeColumns } from "#kernel/range-algebra.ts";

export type AddressData = {
  readonly ipv4: RangeColumns;
  readonly ipv6: RangeColumns;
  readonly facts: DataFacts;
};

export type DataFacts = {
  /** Who made it, in a few words. */
  readonly source: string;
  /** As the data says of itself; empty where it says nothing. */
  readonly licence: string;
  /** Ms since the epoch; undefined where the data does not say how old it is. */
  readonly asOfMs: number | undefined;
  readonly hasIpv6: boolean;
};

/** What is wrong with a file, and where; line 0 where it has no lines. */
export class AddressDataError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line = 0, column = 0) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Private addresses are nowhere, whatever the data says of them. */
export function publicPart({ ipv4, ipv6, facts }: AddressData): AddressData {
  const [ours4, ours6] = [new PrefixColumns(1), new PrefixColumns(4)];
  for (const prefix of privatePrefixes) (prefix.address.kind === "ipv4" ? ours4 : ours6).add(prefix, 1);
  const known = (value: number, isPrivate: number): number => (isPrivate >= 0 ? -1 : value);
  return {
    ipv4: combineRanges(1, ipv4, ours4.flatten(), known),
    ipv6: combineRanges(4, ipv6, ours6.flatten(), known),
    facts,
  };
}

export function tableOfData({ ipv4, ipv6 }: Pick<AddressData, "ipv4" | "ipv6">): PrefixTable {
  return prefixTableOf(ipv4, ipv6, countOf(ipv4) + countOf(ipv6));
}

/** The addresses whose number is wanted, with the value 0; -1 wants those that the data does not know. */
export function selectAddresses(
  { ipv4, ipv6 }: Pick<AddressData, "ipv4" | "ipv6">,
  wanted: ReadonlySet<number>,
): PrefixTable {
  const pick = (value: number): number => (wanted.has(value) ? 0 : -1);
  return tableOfData({
    ipv4: combineRanges(1, ipv4, noRanges(1), pick),
    ipv6: combineRanges(4, ipv6, noRanges(4), pick),
  });
}

function countOf({ values }: RangeColumns): number {
  let count = 0;
  for (const value of values) if (value >= 0) count++;
  return count;
}
