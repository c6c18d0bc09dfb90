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
  #set: PrefixSet;
  #ends: Float64Array | undefined;
  #staleAtMs: number;

  constructor(name: string, { prefixes, ends, staleAtMs }: AddressListTable) {
    this.name = name;
    this.#set = new PrefixSet(prefixes);
    this.#ends = ends;
    this.#staleAtMs = staleAtMs ?? Number.POSITIVE_INFINITY;
  }

  /** From the next question on, in one step: nobody sees a part of it. */
  replace({ prefixes, ends, staleAtMs }: AddressListTable): void {
    this.#set = new PrefixSet(prefixes);
    this.#ends = ends;
    this.#staleAtMs = staleAtMs ?? Number.POSITIVE_INFINITY;
  }

  /** True also of a feed that was never taken. */
  get isEmpty(): boolean {
    return this.#set.size === 0;
  }

  /** What is not in it may be in a newer one. */
  get isStale(): boolean {
    return Date.now() > this.#staleAtMs;
  }

  /** @param address as text; what is no address is in no list */
  holds(address: string): boolean {
    const value = this.#set.lookupText(address);
    if (this.#ends === undefined || value <= 0) return value >= 0;
    return (this.#ends[value] ?? 0) > Date.now();
  }
}
