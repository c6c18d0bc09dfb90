// Several lists as one set without overlaps, each part with its end: what a packet filter can be given.

import { combineRanges, noRanges, prefixesOfRanges, type RangeColumns } from "#kernel/range-algebra.ts";
import type { AddressListTable } from "./address-list.ts";
import type { EndingEntry } from "./ending-entries.ts";

/** In small steps, in the order of addresses, IPv4 first; what has ended is left out. */
export function* unionOfLists(
  lists: readonly AddressListTable[],
  nowMs: number,
): Generator<EndingEntry | undefined> {
  const union = new Union();
  for (const { prefixes, ends } of lists) {
    union.add(prefixes.ipv4, prefixes.ipv6, ends);
    yield undefined;
  }
  for (const { prefix, value } of union.prefixes()) {
    const untilMs = union.ends[value] ?? 0;
    if (untilMs > nowMs) yield { prefix, untilMs };
  }
}

class Union {
  readonly ends: number[] = [Number.POSITIVE_INFINITY];
  #ipv4 = noRanges(1);
  #ipv6 = noRanges(4);

  add(ipv4: RangeColumns, ipv6: RangeColumns, ends: Float64Array | undefined): void {
    const from = this.ends.length;
    for (const end of ends ?? []) this.ends.push(end);
    const later = (known: number, value: number): number => {
      if (value < 0) return known;
      const place = ends === undefined ? 0 : from + value;
      return known >= 0 && (this.ends[known] ?? 0) >= (this.ends[place] ?? 0) ? known : place;
    };
    this.#ipv4 = combineRanges(1, this.#ipv4, ipv4, later);
    this.#ipv6 = combineRanges(4, this.#ipv6, ipv6, later);
  }

  *prefixes(): ReturnType<typeof prefixesOfRanges> {
    yield* prefixesOfRanges(1, this.#ipv4);
    yield* prefixesOfRanges(4, this.#ipv6);
  }
}
