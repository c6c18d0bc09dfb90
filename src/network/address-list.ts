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
};

export class AddressList {
  readonly name: string;
  #set: PrefixSet;
  #ends: Float64Array | undefined;

  constructor(name: string, table: AddressListTable) {
    this.name = name;
    this.#set = new PrefixSet(table.prefixes);
    this.#ends = table.ends;
  }

  /** From the next question on, in one step: nobody sees a part of it. */
  replace({ prefixes, ends }: AddressListTable): void {
    this.#set = new PrefixSet(prefixes);
    this.#ends = ends;
  }

  /** True also of a feed that was never taken. */
  get isEmpty(): boolean {
    return this.#set.size === 0;
  }

  /** @param address as text; what is no address is in no list */
  holds(address: string): boolean {
    const value = this.#set.lookupText(address);
    if (this.#ends === undefined || value <= 0) return value >= 0;
    return (this.#ends[value] ?? 0) > Date.now();
  }
}
