// A named list of addresses as a worker asks it: a flat table in shared memory that can be replaced between
// two requests, and the ends of its entries, so that each ends by itself. What is in a list is control's.

import { PrefixSet, type PrefixTable } from "#kernel/prefix-set.ts";

export type AddressListTable = {
  readonly prefixes: PrefixTable;
  /**
   * By the value of a prefix, when it ends: wall clock, ms since the epoch. A value of 0 has no end.
   * Undefined where nothing in the list ends, and where values are something else: the lines of a feed.
   */
  readonly ends: Float64Array | undefined;
  /** Of a feed, when it will be older than its `maxAge`: wall clock, ms since the epoch. */
  readonly staleAtMs?: number;
};

export class AddressList {
  readonly name: string;
  #held: Held;

  constructor(name: string, table: AddressListTable) {
    this.name = name;
    this.#held = heldOf(table);
  }

  /** From the next question on, in one step: nobody sees a part of it. */
  replace(table: AddressListTable): void {
    this.#held = heldOf(table);
  }

  /** True also of a feed that was never taken. */
  get isEmpty(): boolean {
    return this.#held.set.size === 0;
  }

  /** What is not in it may be in a newer one. */
  get isStale(): boolean {
    return Date.now() > this.#held.staleAtMs;
  }

  /** @param address as text; what is no address is in no list */
  holds(address: string): boolean {
    const { set, ends } = this.#held;
    const value = set.lookupText(address);
    if (ends === undefined || value <= 0) return value >= 0;
    return (ends[value] ?? 0) > Date.now();
  }
}

type Held = {
  readonly set: PrefixSet;
  readonly ends: Float64Array | undefined;
  readonly staleAtMs: number;
};

const heldOf = ({ prefixes, ends, staleAtMs = Number.POSITIVE_INFINITY }: AddressListTable): Held => ({
  set: new PrefixSet(prefixes),
  ends,
  staleAtMs,
});
