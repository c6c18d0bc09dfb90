// Nested prefixes flattened into disjoint ranges of addresses, each with the value of the longest prefix that
// holds it. For prefix-set, when a table is built; one word per address for IPv4, four for IPv6.

import assert from "node:assert";
import type { Prefix } from "./address.ts";

/** Range i holds from its start up to the start of the next one; the first starts at address zero. */
export type Ranges = {
  /** Different prefixes that they were made of. */
  readonly size: number;
  /** `width` words per range, the high one first, rising. */
  readonly starts: Uint32Array;
  /** -1 where no prefix holds the range. */
  readonly values: Int32Array;
};

const NO_VALUE = -1;
const MAX_VALUE = 2 ** 31 - 1;

/** Prefixes of one version, by columns. */
export class PrefixColumns {
  readonly width: 1 | 4;
  readonly #words: number[] = [];
  readonly #lengths: number[] = [];
  readonly #values: number[] = [];

  constructor(width: 1 | 4) {
    this.width = width;
  }

  add({ address, length }: Prefix, value: number): void {
    assert(Number.isInteger(value) && value >= 0 && value <= MAX_VALUE, "a prefix's value is an u31");
    let bits = length;
    for (const word of address.words) {
      const rest = bits <= 0 ? word : bits >= 32 ? 0 : (word & (0xffffffff >>> bits)) >>> 0;
      assert(rest === 0, "a prefix has no bits set after its length");
      this.#words.push(word);
      bits -= 32;
    }
    this.#lengths.push(length);
    this.#values.push(value);
  }

  flatten(): Ranges {
    const words = new Uint32Array(this.#words);
    const lengths = new Uint8Array(this.#lengths);
    const sweep = new Sweep(this.width, words, lengths, this.#values);
    for (const at of sortedPositions(this.width, words, lengths)) sweep.enter(at);
    return sweep.finish();
  }
}

/** By start, then length: an outer prefix before those in it. Equal ones keep their order. */
function sortedPositions(width: number, words: Uint32Array, lengths: Uint8Array): Uint32Array {
  let order: Uint32Array = Uint32Array.from(lengths, (_, i) => i);
  let spare: Uint32Array = new Uint32Array(order.length);
  const digits = new Uint8Array(order.length);
  const sortBy = (keys: Uint8Array): void => {
    if (placeByDigit(order, keys, spare)) [order, spare] = [spare, order];
  };
  // Least significant digit first, so each pass must be stable, which placing by counts is.
  sortBy(lengths);
  for (let word = width - 1; word >= 0; word--) {
    for (let shift = 0; shift < 32; shift += 8) {
      for (let i = 0; i < digits.length; i++) digits[i] = (words[i * width + word] ?? 0) >>> shift;
      sortBy(digits);
    }
  }
  return order;
}

/** Writes `order` to `out`, sorted by the digits of its members; false where that would change nothing. */
function placeByDigit(order: Uint32Array, digits: Uint8Array, out: Uint32Array): boolean {
  const places = new Uint32Array(257);
  for (const digit of digits) places[digit + 1] = (places[digit + 1] ?? 0) + 1;
  if (places.includes(digits.length)) return false;
  for (let i = 1; i < places.length; i++) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0);
  for (const at of order) {
    const digit = digits[at] ?? 0;
    const place = places[digit] ?? 0;
    out[place] = at;
    places[digit] = place + 1;
  }
  return true;
}

/** Prefixes nest or are disjoint: a stack of those that hold the present address is all that it needs. */
class Sweep {
  readonly #width: number;
  readonly #words: Uint32Array;
  readonly #lengths: Uint8Array;
  readonly #prefixValues: readonly number[];
  /** Each prefix begins a range and ends one at the most. */
  readonly #starts: Uint32Array;
  readonly #values: Int32Array;
  #count = 0;
  #size = 0;
  readonly #open: number[] = [];
  readonly #next: Uint32Array;

  constructor(width: number, words: Uint32Array, lengths: Uint8Array, values: readonly number[]) {
    this.#width = width;
    this.#words = words;
    this.#lengths = lengths;
    this.#prefixValues = values;
    this.#starts = new Uint32Array((2 * lengths.length + 1) * width);
    this.#values = new Int32Array(2 * lengths.length + 1);
    this.#next = new Uint32Array(width);
    this.#begin(this.#next, 0, NO_VALUE);
  }

  enter(at: number): void {
    let outer = this.#open.at(-1);
    while (outer !== undefined && !this.#holds(outer, at)) {
      this.#leave(outer);
      outer = this.#open.at(-1);
    }
    if (outer !== undefined && this.#lengths[outer] === this.#lengths[at]) this.#open.pop();
    else this.#size++;
    this.#open.push(at);
    this.#begin(this.#words, at * this.#width, this.#prefixValues[at] ?? NO_VALUE);
  }

  finish(): Ranges {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) this.#leave(top);
    return {
      size: this.#size,
      starts: this.#starts.subarray(0, this.#count * this.#width),
      values: this.#values.subarray(0, this.#count),
    };
  }

  #holds(outer: number, inner: number): boolean {
    let bits = this.#lengths[outer] ?? 0;
    for (let word = 0; bits > 0; word++, bits -= 32) {
      const a = this.#words[outer * this.#width + word] ?? 0;
      const b = this.#words[inner * this.#width + word] ?? 0;
      if ((a ^ b) >>> Math.max(0, 32 - bits) !== 0) return false;
    }
    return true;
  }

  /** The innermost open prefix ends: what is around it holds from the next address on. */
  #leave(at: number): void {
    this.#open.pop();
    const outer = this.#open.at(-1);
    if (!this.#stepBehind(at)) return;
    this.#begin(this.#next, 0, outer === undefined ? NO_VALUE : (this.#prefixValues[outer] ?? NO_VALUE));
  }

  /** Puts the first address after a prefix into `#next`; false at the end of the address space. */
  #stepBehind(at: number): boolean {
    const length = this.#lengths[at] ?? 0;
    const from = at * this.#width;
    this.#next.set(this.#words.subarray(from, from + this.#width));
    if (length === 0) return false;
    let word = (length - 1) >>> 5;
    let carry = 2 ** (31 - ((length - 1) & 31));
    for (; word >= 0; word--) {
      const sum = (this.#next[word] ?? 0) + carry;
      this.#next[word] = sum;
      if (sum < 2 ** 32) return true;
      carry = 1;
    }
    return false;
  }

  #begin(words: Uint32Array, from: number, value: number): void {
    if (this.#startsAt(words, from)) this.#count--;
    if (this.#count > 0 && this.#values[this.#count - 1] === value) return;
    for (let i = 0; i < this.#width; i++) {
      this.#starts[this.#count * this.#width + i] = words[from + i] ?? 0;
    }
    this.#values[this.#count] = value;
    this.#count++;
  }

  /** Does the last range start at this address? */
  #startsAt(words: Uint32Array, from: number): boolean {
    if (this.#count === 0) return false;
    const last = (this.#count - 1) * this.#width;
    for (let i = 0; i < this.#width; i++) if (this.#starts[last + i] !== words[from + i]) return false;
    return true;
  }
}
