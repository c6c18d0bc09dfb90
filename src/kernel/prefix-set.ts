// Sets of IP prefixes with a value each, longest match wins. Nested prefixes are flattened into disjoint
// ranges when the table is built, so that a look-up is one bounded binary search over plain arrays. The
// arrays lie in shared memory: a million entries reach every worker without a copy.

import { type Address, parseAddress, parseIpv4, type Prefix } from "./address.ts";

/** Ranges in rising order; range i holds from `starts[i]` up to the next start. -1 stands for no value. */
export type PrefixTable = {
  /** Prefixes it was built from, doubles left out. */
  readonly size: number;
  readonly v4Starts: Uint32Array;
  readonly v4Values: Int32Array;
  /** By the high 16 bits of an address: the last range that begins at or before them. */
  readonly v4Index: Uint32Array;
  /** Four words per range, high word first. */
  readonly v6Starts: Uint32Array;
  readonly v6Values: Int32Array;
};

export type PrefixEntry = { readonly prefix: Prefix; readonly value: number };

const sharedU32 = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(length * 4));
const sharedI32 = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));

/** Values are integers from 0 to 2^31 - 1. Of equal prefixes the last wins. */
export function buildPrefixTable(entries: Iterable<PrefixEntry>): PrefixTable {
  const v4: Interval<number>[] = [];
  const v6: Interval<bigint>[] = [];
  let order = 0;
  for (const { prefix, value } of entries) {
    const { address, length } = prefix;
    if (address.version === 4) {
      const start = address.value;
      v4.push({ start, end: start + 2 ** (32 - length) - 1, length, value, order: order++ });
    } else {
      const start = toBigInt(address.words);
      v6.push({ start, end: start + (1n << BigInt(128 - length)) - 1n, length, value, order: order++ });
    }
  }
  const four = flatten(v4, (n) => n + 1);
  const six = flatten(v6, (n) => n + 1n);
  const v4Starts = sharedU32(four.starts.length);
  v4Starts.set(four.starts);
  return {
    size: four.size + six.size,
    v4Starts,
    v4Values: copyValues(four.values),
    v4Index: buildIndex(v4Starts),
    v6Starts: packStarts(six.starts),
    v6Values: copyValues(six.values),
  };
}

type Interval<N> = {
  readonly start: N;
  readonly end: N;
  readonly length: number;
  readonly value: number;
  readonly order: number;
};

type Ranges<N> = { readonly size: number; readonly starts: N[]; readonly values: number[] };

/** Prefixes nest or are disjoint, so a stack of the open ones is all that the sweep needs. */
function flatten<N extends number | bigint>(intervals: Interval<N>[], next: (n: N) => N): Ranges<N> {
  intervals.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.length - b.length || a.order - b.order));
  const starts: N[] = [];
  const values: number[] = [];
  const open: Interval<N>[] = [];
  let size = 0;
  const put = (start: N, value: number): void => {
    if (starts.length > 0 && starts[starts.length - 1] === start) values[values.length - 1] = value;
    else {
      starts.push(start);
      values.push(value);
    }
  };
  const closeUpTo = (start: N | undefined): void => {
    for (let top = open.at(-1); top !== undefined && (start === undefined || top.end < start); top = open.at(-1)) {
      open.pop();
      put(next(top.end), open.at(-1)?.value ?? -1);
    }
  };
  for (const interval of intervals) {
    closeUpTo(interval.start);
    const top = open.at(-1);
    if (top !== undefined && top.start === interval.start && top.length === interval.length) open.pop();
    else size++;
    put(interval.start, interval.value);
    open.push(interval);
  }
  closeUpTo(undefined);
  return { size, ...withinSpace(starts, values) };
}

/** The range after the very last address does not exist. */
function withinSpace<N extends number | bigint>(starts: N[], values: number[]): Omit<Ranges<N>, "size"> {
  const last = starts.at(-1);
  const limit = typeof last === "bigint" ? 1n << 128n : 2 ** 32;
  if (last !== undefined && last >= limit) {
    starts.pop();
    values.pop();
  }
  return { starts, values };
}

function toBigInt(words: readonly number[]): bigint {
  return words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

function copyValues(values: readonly number[]): Int32Array {
  const out = sharedI32(values.length);
  out.set(values);
  return out;
}

function packStarts(starts: readonly bigint[]): Uint32Array {
  const out = sharedU32(starts.length * 4);
  starts.forEach((start, i) => {
    for (let word = 0; word < 4; word++) {
      out[i * 4 + word] = Number((start >> BigInt(96 - 32 * word)) & 0xffffffffn);
    }
  });
  return out;
}

const INDEX_SIZE = 65_537;

function buildIndex(starts: Uint32Array): Uint32Array {
  if (starts.length < 64) return sharedU32(0);
  const index = sharedU32(INDEX_SIZE);
  let range = 0;
  for (let high = 0; high < INDEX_SIZE; high++) {
    const at = high * 65_536;
    while (range + 1 < starts.length && (starts[range + 1] ?? 0) <= at) range++;
    index[high] = range;
  }
  return index;
}

export class PrefixSet {
  private readonly table: PrefixTable;

  constructor(table: PrefixTable) {
    this.table = table;
  }

  get size(): number {
    return this.table.size;
  }

  /** The value of the longest prefix that holds the address; -1 where none does. */
  lookup(address: Address): number {
    if (address.version === 4) return this.lookupIpv4(address.value);
    const [a, b, c, d] = address.words;
    return this.lookupIpv6(a, b, c, d);
  }

  /** -1 also where the text is no address. */
  lookupText(text: string): number {
    const value = parseIpv4(text);
    if (value >= 0) return this.lookupIpv4(value);
    const address = parseAddress(text);
    return address === undefined ? -1 : this.lookup(address);
  }

  /** @param value an unsigned 32-bit number */
  lookupIpv4(value: number): number {
    const { v4Starts, v4Values, v4Index } = this.table;
    let low = 0;
    let high = v4Starts.length - 1;
    if (v4Index.length > 0) {
      const top = value >>> 16;
      low = v4Index[top] ?? 0;
      high = v4Index[top + 1] ?? high;
    }
    // The last start at or before the address.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((v4Starts[middle] ?? 0) <= value) low = middle;
      else high = middle - 1;
    }
    const start = v4Starts[low];
    return start !== undefined && start <= value ? (v4Values[low] ?? -1) : -1;
  }

  private lookupIpv6(a: number, b: number, c: number, d: number): number {
    const { v6Starts, v6Values } = this.table;
    let low = 0;
    let high = v6Values.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (isAtOrBefore(v6Starts, middle, a, b, c, d)) low = middle;
      else high = middle - 1;
    }
    if (v6Values.length === 0 || !isAtOrBefore(v6Starts, low, a, b, c, d)) return -1;
    return v6Values[low] ?? -1;
  }
}

function isAtOrBefore(starts: Uint32Array, range: number, a: number, b: number, c: number, d: number): boolean {
  const at = range * 4;
  const first = starts[at] ?? 0;
  if (first !== a) return first < a;
  const second = starts[at + 1] ?? 0;
  if (second !== b) return second < b;
  const third = starts[at + 2] ?? 0;
  if (third !== c) return third < c;
  return (starts[at + 3] ?? 0) <= d;
}
