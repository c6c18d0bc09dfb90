// A hash table of counters in shared memory, used by all threads at once without a lock. A slot is its key's
// 64-bit hash, two buckets of a tag and a count each, and the moment from which it may be given to another
// key. Whatever decides is one compare-and-exchange of 8 bytes; a thread may die anywhere.

import assert from "node:assert";
import type { Seed } from "#kernel/keyed-hash.ts";

/** Ints of a slot: key (2), bucket A as tag and count (2), bucket B (2), end as a float of 8 bytes (2). */
const SLOT_INTS = 8;
const END_AT = 6;
const HEADER_INTS = 16;
const SEED_AT = 0;
const SLOTS_AT = 2;
const LOST_AT = 3;
const USED_AT = 4;
/** A key lies in one of so many places from its hash on: a full table costs no more to search than this. */
const PROBES = 32;
export const NO_SLOT = -1;

export type SlotRow = {
  readonly key: readonly [number, number];
  readonly tag: number;
  readonly count: number;
  readonly endMs: number;
};

export class SlotTable {
  readonly ints: Int32Array;
  readonly #longs: BigInt64Array;
  readonly #floats: Float64Array;
  readonly #mask: number;
  /** The expected and the new half-pairs of an exchange, read as two 64-bit numbers. */
  readonly #pairs = new Int32Array(4);
  readonly #pairLongs = new BigInt64Array(this.#pairs.buffer);

  /** @param buffer from `allocate`, of this or another thread */
  constructor(buffer: SharedArrayBuffer) {
    this.ints = new Int32Array(buffer);
    const slots = this.ints[SLOTS_AT] ?? 0;
    assert(slots > 0, "the buffer was not made by SlotTable.allocate");
    this.#longs = new BigInt64Array(buffer);
    this.#floats = new Float64Array(buffer);
    this.#mask = slots - 1;
  }

  /** Memory for so many slots, a power of two. */
  static allocate(slots: number): SharedArrayBuffer {
    assert(slots >= PROBES && (slots & (slots - 1)) === 0, "the number of slots is a power of two");
    const buffer = new SharedArrayBuffer((HEADER_INTS + slots * SLOT_INTS) * 4);
    new Int32Array(buffer)[SLOTS_AT] = slots;
    return buffer;
  }

  get seed(): Seed {
    return [this.ints[SEED_AT] ?? 0, this.ints[SEED_AT + 1] ?? 0];
  }

  /** Before any other thread uses the table. */
  set seed([k0, k1]: Seed) {
    this.ints[SEED_AT] = k0;
    this.ints[SEED_AT + 1] = k1;
  }

  /** Times that a key found no slot. */
  get lost(): number {
    return Atomics.load(this.ints, LOST_AT) >>> 0;
  }

  /** True once a slot was ever given out. */
  get isUsed(): boolean {
    return Atomics.load(this.ints, USED_AT) !== 0;
  }

  /** Where the key's slot begins in `ints`, with one made for it where there is none; -1 where no room is. */
  find(hi: number, lo: number, nowMs: number): number {
    for (;;) {
      const at = this.#search(hi, lo, nowMs);
      if (at >= 0) return at;
      if (at === NO_SLOT) {
        Atomics.add(this.ints, LOST_AT, 1);
        return NO_SLOT;
      }
      const free = -at;
      const oldHi = this.ints[free] ?? 0;
      const oldLo = this.ints[free + 1] ?? 0;
      // Looked at again: another thread may have given the slot away in between.
      if ((oldHi !== 0 || oldLo !== 0) && this.endOf(free) > nowMs) continue;
      if (this.exchange(free, oldHi, oldLo, hi, lo)) {
        if (!this.isUsed) Atomics.store(this.ints, USED_AT, 1);
        return free;
      }
    }
  }

  /** The slot of a key that has one; -1 where it has none. */
  findExisting(hi: number, lo: number): number {
    const at = this.#search(hi, lo, Number.NEGATIVE_INFINITY);
    return at > 0 ? at : NO_SLOT;
  }

  /** The key's slot; else the first that may be had, negated; else -1. */
  #search(hi: number, lo: number, nowMs: number): number {
    const { ints } = this;
    let free = NO_SLOT;
    for (let probe = 0; probe < PROBES; probe++) {
      const at = HEADER_INTS + ((lo + probe) & this.#mask) * SLOT_INTS;
      const slotHi = ints[at] ?? 0;
      const slotLo = ints[at + 1] ?? 0;
      if (slotHi === hi && slotLo === lo) return at;
      if (free !== NO_SLOT) continue;
      const isEmpty = slotHi === 0 && slotLo === 0;
      if (isEmpty || this.endOf(at) <= nowMs) free = -at;
    }
    return free;
  }

  isOf(at: number, hi: number, lo: number): boolean {
    return this.ints[at] === hi && this.ints[at + 1] === lo;
  }

  endOf(at: number): number {
    return this.#floats[(at + END_AT) >>> 1] ?? 0;
  }

  /** Another thread may set it at the same time, to about the same: either will do. */
  setEnd(at: number, endMs: number): void {
    this.#floats[(at + END_AT) >>> 1] = endMs;
  }

  /** Replaces the pair of ints at an even place, if it is still the one that is expected. */
  exchange(at: number, oldFirst: number, oldSecond: number, first: number, second: number): boolean {
    const pairs = this.#pairs;
    pairs[0] = oldFirst;
    pairs[1] = oldSecond;
    pairs[2] = first;
    pairs[3] = second;
    const expected = this.#pairLongs[0] ?? 0n;
    const replacement = this.#pairLongs[1] ?? 0n;
    return Atomics.compareExchange(this.#longs, at >>> 1, expected, replacement) === expected;
  }

  /** Every slot that has not ended, with its first bucket: what a quota is. */
  *rows(nowMs: number): IterableIterator<SlotRow> {
    const { ints } = this;
    for (let at = HEADER_INTS; at < ints.length; at += SLOT_INTS) {
      const hi = ints[at] ?? 0;
      const lo = ints[at + 1] ?? 0;
      const endMs = this.endOf(at);
      if ((hi === 0 && lo === 0) || endMs <= nowMs) continue;
      yield { key: [hi, lo], tag: ints[at + 2] ?? 0, count: (ints[at + 3] ?? 0) >>> 0, endMs };
    }
  }

  /** Puts a row of `rows` back, before any other thread uses the table; false where there is no room. */
  restore({ key: [hi, lo], tag, count, endMs }: SlotRow, nowMs: number): boolean {
    const at = this.find(hi, lo, nowMs);
    if (at === NO_SLOT) return false;
    this.ints[at + 2] = tag;
    this.ints[at + 3] = count;
    this.setEnd(at, endMs);
    return true;
  }
}
