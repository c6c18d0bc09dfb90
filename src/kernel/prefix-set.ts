// Sets of IP prefixes with a value each, the longest match wins; a look-up costs the same from ten prefixes
// to a million. The table is plain numbers in shared memory, so it reaches every thread without a copy.
// Ranges with an index, not a trie: two ranges per prefix at the worst, however the prefixes are scattered,
// where a table by 24 bits takes 64 MB for the first prefix and 1 KB more for each long one. Measured and
// left, for they gained nothing: IPv6 by words in levels, a larger index, values beside the starts.

import { type Address, type Prefix, readAddress } from "./address.ts";
import { PrefixColumns } from "./prefix-ranges.ts";
import type { RangeColumns } from "./range-algebra.ts";

export type PrefixEntry = {
  readonly prefix: Prefix;
  /** An integer from 0 to 2^31 - 1. */
  readonly value: number;
};

export type PrefixTable = {
  /** Different prefixes in it. */
  readonly size: number;
  readonly ipv4: RangeTable;
  readonly ipv6: RangeTable;
};

export type RangeTable = {
  /** One word per range for IPv4, four for IPv6; the first range starts at address zero. */
  readonly starts: Uint32Array;
  readonly values: Int32Array;
  /**
   * By the high bits of an address's first word: how many ranges start before the first address with them,
   * at least one; an entry more closes the last.
   */
  readonly index: Uint32Array;
  /** A first word shifted right by so many bits is its place in the index. */
  readonly indexShift: number;
};

const NO_VALUE = -1;

/** Of equal prefixes the last wins. An IPv6 prefix holds no IPv4 address, `::/0` included. */
export function buildPrefixTable(entries: Iterable<PrefixEntry>): PrefixTable {
  const builder = new PrefixTableBuilder();
  for (const { prefix, value } of entries) builder.add(prefix, value);
  return builder.build();
}

/** As `buildPrefixTable`, for whoever has millions of prefixes and no wish to hold all of them. */
export class PrefixTableBuilder {
  readonly #ipv4 = new PrefixColumns(1);
  readonly #ipv6 = new PrefixColumns(4);

  add(prefix: Prefix, value: number): void {
    (prefix.address.kind === "ipv4" ? this.#ipv4 : this.#ipv6).add(prefix, value);
  }

  build(): PrefixTable {
    const ipv4 = this.#ipv4.flatten();
    const ipv6 = this.#ipv6.flatten();
    return prefixTableOf(ipv4, ipv6, ipv4.size + ipv6.size);
  }
}

/**
 * A table of ranges that were flattened already: one word per address for IPv4, four for IPv6.
 * @param size what the table counts as its prefixes
 */
export function prefixTableOf(ipv4: RangeColumns, ipv6: RangeColumns, size: number): PrefixTable {
  const memory = new SharedMemory(wordsOf(ipv4) + wordsOf(ipv6));
  return { size, ipv4: rangeTable(ipv4, memory), ipv6: rangeTable(ipv6, memory) };
}

/** One buffer for all arrays of a table: a thousand small sets cost a thousand buffers, not six thousand. */
class SharedMemory {
  readonly #buffer: SharedArrayBuffer;
  #usedBytes = 0;

  constructor(words: number) {
    this.#buffer = new SharedArrayBuffer(words * 4);
  }

  take(words: number): Uint32Array {
    const taken = new Uint32Array(this.#buffer, this.#usedBytes, words);
    this.#usedBytes += taken.byteLength;
    return taken;
  }
}

const wordsOf = ({ starts, values }: RangeColumns): number =>
  starts.length + values.length + 2 ** indexBits(values.length) + 1;

function rangeTable(ranges: RangeColumns, memory: SharedMemory): RangeTable {
  const bits = indexBits(ranges.values.length);
  const starts = memory.take(ranges.starts.length);
  starts.set(ranges.starts);
  const valueWords = memory.take(ranges.values.length);
  const values = new Int32Array(valueWords.buffer, valueWords.byteOffset, valueWords.length);
  values.set(ranges.values);
  const index = memory.take(2 ** bits + 1);
  fillIndex(index, 32 - bits, starts, starts.length / values.length);
  return { starts, values, index, indexShift: 32 - bits };
}

const MAX_INDEX_BITS = 16;

/**
 * About one range per place of the index while it stays small enough to be cached. Past that the steps of
 * a search among a few neighbouring ranges cost less than a larger index that has to be fetched.
 */
function indexBits(ranges: number): number {
  return Math.min(MAX_INDEX_BITS, Math.max(1, 31 - Math.clz32(ranges)));
}

function fillIndex(index: Uint32Array, shift: number, starts: Uint32Array, width: number): void {
  // The range that starts at address zero starts before every other address.
  let before = 1;
  for (let place = 0; place < index.length; place++) {
    const first = place * 2 ** shift;
    while ((starts[before * width] ?? Number.POSITIVE_INFINITY) < first) before++;
    index[place] = before;
  }
}

const scratch = new Uint32Array(4);

export class PrefixSet {
  readonly #table: PrefixTable;

  constructor(table: PrefixTable) {
    this.#table = table;
  }

  /** Different prefixes in the set. */
  get size(): number {
    return this.#table.size;
  }

  /** The value of the longest prefix that holds the address; -1 where none does. */
  lookup(address: Address): number {
    if (address.kind === "ipv4") return lookupIpv4(this.#table.ipv4, address.words[0]);
    const [a, b, c, d] = address.words;
    return lookupIpv6(this.#table.ipv6, a, b, c, d);
  }

  /** As `lookup`, from text and without making an address; -1 also where the text is none. */
  lookupText(text: string): number {
    const version = readAddress(text, scratch);
    const [a = 0, b = 0, c = 0, d = 0] = scratch;
    if (version === 4) return lookupIpv4(this.#table.ipv4, a);
    return version === 6 ? lookupIpv6(this.#table.ipv6, a, b, c, d) : NO_VALUE;
  }
}

function lookupIpv4(table: RangeTable, word: number): number {
  const { starts, index } = table;
  const place = word >>> table.indexShift;
  let low = (index[place] ?? 1) - 1;
  let high = index[place + 1] ?? 0;
  // The range at `low` starts at or before the address, that at `high` after it.
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= word) low = middle;
    else high = middle;
  }
  return table.values[low] ?? NO_VALUE;
}

function lookupIpv6(table: RangeTable, a: number, b: number, c: number, d: number): number {
  const { starts, index } = table;
  const place = a >>> table.indexShift;
  let low = (index[place] ?? 1) - 1;
  let high = index[place + 1] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isAtOrBefore(starts, middle * 4, a, b, c, d)) low = middle;
    else high = middle;
  }
  return table.values[low] ?? NO_VALUE;
}

function isAtOrBefore(starts: Uint32Array, at: number, a: number, b: number, c: number, d: number): boolean {
  const first = starts[at] ?? 0;
  if (first !== a) return first < a;
  const second = starts[at + 1] ?? 0;
  if (second !== b) return second < b;
  const third = starts[at + 2] ?? 0;
  return third === c ? (starts[at + 3] ?? 0) <= d : third < c;
}
