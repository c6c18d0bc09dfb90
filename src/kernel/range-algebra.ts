// Disjoint ranges of addresses, written in rising order, laid over each other, and taken apart into prefixes.
// For tables that are made of ranges rather than of prefixes: countries, and the sets that are exported.

import assert from "node:assert";
import type { Address, Prefix } from "./address.ts";

/** Range i holds from its start up to the start of the next one; the first starts at address zero. */
export type RangeColumns = {
  /** `width` words per range, the high one first, rising. */
  readonly starts: Uint32Array;
  /** -1 where nothing holds the range. */
  readonly values: Int32Array;
};

const NO_VALUE = -1;

/** Takes ranges in rising order and fills what lies between them; neighbours of one value become one. */
export class RangeWriter {
  readonly width: 1 | 4;
  readonly #starts: number[];
  readonly #values: number[] = [NO_VALUE];

  constructor(width: 1 | 4) {
    this.width = width;
    this.#starts = new Array<number>(width).fill(0);
  }

  /** From `words` on everything has the value, up to the next call. Never before the last one. */
  begin(words: ArrayLike<number>, from: number, value: number): void {
    const { width } = this;
    const last = this.#starts.length - width;
    const order = compareWords(words, from, this.#starts, last, width);
    assert(order >= 0, "ranges are written in rising order");
    if (order === 0) {
      this.#starts.length = last;
      this.#values.pop();
    }
    if (this.#values.length > 0 && this.#values.at(-1) === value) return;
    for (let i = 0; i < width; i++) this.#starts.push(words[from + i] ?? 0);
    this.#values.push(value);
  }

  /** True where nothing was written from `words` on. */
  isBehind(words: ArrayLike<number>, from: number): boolean {
    return compareWords(words, from, this.#starts, this.#starts.length - this.width, this.width) >= 0;
  }

  finish(): RangeColumns {
    return { starts: Uint32Array.from(this.#starts), values: Int32Array.from(this.#values) };
  }
}

function compareWords(
  a: ArrayLike<number>,
  atA: number,
  b: ArrayLike<number>,
  atB: number,
  width: number,
): number {
  for (let i = 0; i < width; i++) {
    const difference = (a[atA + i] ?? 0) - (b[atB + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The address after this one, in place; false where it was the last. */
export function stepAddress(words: Uint32Array): boolean {
  for (let i = words.length - 1; i >= 0; i--) {
    const next = (words[i] ?? 0) + 1;
    words[i] = next;
    if (next < 2 ** 32) return true;
  }
  return false;
}

/** Both laid over each other; `pick` decides by the values of both, -1 for none. */
export function combineRanges(
  width: 1 | 4,
  a: RangeColumns,
  b: RangeColumns,
  pick: (a: number, b: number) => number,
): RangeColumns {
  const writer = new RangeWriter(width);
  let atA = 0;
  let atB = 0;
  writer.begin(a.starts, 0, pick(a.values[0] ?? NO_VALUE, b.values[0] ?? NO_VALUE));
  while (atA + 1 < a.values.length || atB + 1 < b.values.length) {
    const order =
      atA + 1 >= a.values.length
        ? 1
        : atB + 1 >= b.values.length
          ? -1
          : compareWords(a.starts, (atA + 1) * width, b.starts, (atB + 1) * width, width);
    if (order <= 0) atA++;
    if (order >= 0) atB++;
    const value = pick(a.values[atA] ?? NO_VALUE, b.values[atB] ?? NO_VALUE);
    if (order <= 0) writer.begin(a.starts, atA * width, value);
    else writer.begin(b.starts, atB * width, value);
  }
  return writer.finish();
}

/** No address has a value. */
export const noRanges = (width: 1 | 4): RangeColumns => new RangeWriter(width).finish();

/** The fewest prefixes that hold just the addresses with a value, in order, each with it. */
export function* prefixesOfRanges(
  width: 1 | 4,
  { starts, values }: RangeColumns,
): Generator<{ readonly prefix: Prefix; readonly value: number }> {
  const bits = width * 32;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NO_VALUE;
    if (value < 0) continue;
    let from = wordsToNumber(starts, i * width, width);
    const end = i + 1 < values.length ? wordsToNumber(starts, (i + 1) * width, width) : 1n << BigInt(bits);
    while (from < end) {
      const size = largestBlock(from, end - from, bits);
      yield { prefix: { address: numberToAddress(from, width), length: bits - size }, value };
      from += 1n << BigInt(size);
    }
  }
}

/** Bits of the largest block that starts there and fits. */
function largestBlock(from: bigint, room: bigint, bits: number): number {
  let size = 0;
  while (size < bits && (from & ((1n << BigInt(size + 1)) - 1n)) === 0n && 1n << BigInt(size + 1) <= room) {
    size++;
  }
  return size;
}

function wordsToNumber(words: Uint32Array, from: number, width: number): bigint {
  let number = 0n;
  for (let i = 0; i < width; i++) number = (number << 32n) | BigInt(words[from + i] ?? 0);
  return number;
}

function numberToAddress(number: bigint, width: 1 | 4): Address {
  const word = (shift: bigint): number => Number((number >> shift) & 0xffffffffn);
  if (width === 1) return { kind: "ipv4", words: [word(0n)] };
  return { kind: "ipv6", words: [word(96n), word(64n), word(32n), word(0n)] };
}
