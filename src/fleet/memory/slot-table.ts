// A hash table of counters in shared memory, used by all threads at once without a lock. A slot is a word of
// its key, two buckets of a tag and a count each, and the moment from which it may be given to another key.
// Whatever decides is one compare-and-exchange of 8 bytes; a thread may die anywhere.

import assert from "node:assert";
import type { Seed } from "#kernel/keyed-hash.ts";
import { placeOf, placesOf } from "./places.ts";

/** Ints of a slot: key (2), bucket A as tag and count (2), bucket B (2), end as a float of 8 bytes (2). */
const SLOT_INTS = 8;
const SECOND_BUCKET = 4;
const END_AT = 6;
const HEADER_INTS = 16;
const SEED_AT = 0;
const SLOTS_AT = 2;
const LOST_AT = 3;
const USED_AT = 4;
export const NO_SLOT = -1;

/** The second int of a key: 16 bits of the key, 14 of a version, 2 of what the slot is. */
const KEY_BITS = ~0xffff;
const VERSION_BITS = 0xfffc;
const VERSION_ONE = 4;
const STATE_BITS = 3;
const EMPTY = 0;
const CLAIMED = 1;
const MEMBER = 2;

export type SlotRow = {
  readonly key: readonly [number, number];
  /** The first bucket's, without what it has of the key. */
  readonly tag: number;
  readonly count: number;
  readonly endMs: number;
};

/**
 * A key must never have two slots, for each would count alone. So a new key is put in as Purcell and Harris
 * do it ("Non-blocking hashtables with open addressing", 2005): its slot is claimed, then all its places are
 * looked at, and only where no other one is its slot too it becomes a member. Of two claims the one in the
 * earlier place wins; whoever finds a claim brings it to its end. A version in the word makes every change of
 * owner, and every renewal, fail the exchanges of those who looked before.
 */
export class SlotTable {
  readonly ints: Int32Array;
  readonly #longs: BigInt64Array;
  readonly #floats: Float64Array;
  readonly #mask: number;
  readonly #places: number;
  /** The expected and the new half-pairs of an exchange, read as two 64-bit numbers. */
  readonly #pairs = new Int32Array(4);
  readonly #pairLongs = new BigInt64Array(this.#pairs.buffer);
  readonly #pairFloats = new Float64Array(this.#pairs.buffer);

  /** @param buffer from `allocate`, of this or another thread */
  constructor(buffer: SharedArrayBuffer) {
    this.ints = new Int32Array(buffer);
    const slots = this.ints[SLOTS_AT] ?? 0;
    assert(slots > 0, "the buffer was not made by SlotTable.allocate");
    this.#longs = new BigInt64Array(buffer);
    this.#floats = new Float64Array(buffer);
    this.#mask = slots - 1;
    this.#places = placesOf(slots);
  }

  /** Memory for so many slots, a power of two, at least 32. */
  static allocate(slots: number): SharedArrayBuffer {
    assert(slots >= 32 && (slots & (slots - 1)) === 0, "the number of slots is a power of two");
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

  /**
   * Where the key's slot begins in `ints`, with one made for it where there is none; -1 where no room is.
   * @param endMs until when a slot that is made for it stays its own; one that it has must be renewed
   */
  find(hi: number, lo: number, nowMs: number, endMs: number): number {
    for (;;) {
      const found = this.#search(hi, lo, nowMs);
      if (found === NO_SLOT) {
        Atomics.add(this.ints, LOST_AT, 1);
        return NO_SLOT;
      }
      if (found < 0 && !this.#claim(-found, hi, lo, nowMs, endMs)) continue;
      const at = Math.abs(found);
      const word = Atomics.load(this.ints, at + 1);
      if (!this.#isKey(at, word, hi, lo)) continue;
      if ((word & STATE_BITS) === MEMBER || this.#confirm(at, hi, lo, word)) return at;
    }
  }

  /** The slot of a key that has one; -1 where it has none. */
  findExisting(hi: number, lo: number): number {
    const at = this.#search(hi, lo, Number.NEGATIVE_INFINITY);
    return at > 0 ? at : NO_SLOT;
  }

  /**
   * Keeps the slot for the key until then, at least; false where it is another key's by now. Whoever is the
   * first to count in a period calls this before, so that a count that matters is never given away.
   */
  renew(at: number, hi: number, lo: number, endMs: number): boolean {
    this.#raiseEnd(at, endMs);
    for (;;) {
      const word = Atomics.load(this.ints, at + 1);
      if (!this.#isKey(at, word, hi, lo) || (word & STATE_BITS) !== MEMBER) return false;
      // Whoever has read the end before it was raised has read the old version too.
      if (this.exchange(at, hi, word, hi, changed(word, MEMBER))) return true;
    }
  }

  /** The key's slot, maybe only claimed yet; else the first that may be had, negated; else -1. */
  #search(hi: number, lo: number, nowMs: number): number {
    const { ints } = this;
    let free = NO_SLOT;
    for (let probe = 0; probe < this.#places; probe++) {
      const at = HEADER_INTS + placeOf(hi, lo, probe, this.#mask) * SLOT_INTS;
      const word = ints[at + 1] ?? 0;
      if (this.#isKey(at, word, hi, lo)) return at;
      if (free === NO_SLOT && ((word & STATE_BITS) === EMPTY || this.endOf(at) <= nowMs)) free = -at;
      // A place that never was used has never made the key go on to a later one.
      if (word === 0) break;
    }
    return free;
  }

  #claim(at: number, hi: number, lo: number, nowMs: number, endMs: number): boolean {
    const { ints } = this;
    const oldHi = Atomics.load(ints, at);
    const oldLo = Atomics.load(ints, at + 1);
    // Looked at again, the end after the version: another thread may have given the slot away in between.
    if ((oldLo & STATE_BITS) !== EMPTY && this.endOf(at) > nowMs) return false;
    this.#raiseEnd(at, endMs);
    const word = (lo & KEY_BITS) | (changed(oldLo, CLAIMED) & ~KEY_BITS);
    if (!this.exchange(at, oldHi, oldLo, hi, word)) return false;
    if (!this.isUsed) Atomics.store(ints, USED_AT, 1);
    return true;
  }

  /** Makes a claim that is still as it was seen a member, if no other slot is the key's; else gives it up. */
  #confirm(at: number, hi: number, lo: number, word: number): boolean {
    let isPast = false;
    for (let probe = 0; probe < this.#places; probe++) {
      const other = HEADER_INTS + placeOf(hi, lo, probe, this.#mask) * SLOT_INTS;
      if (other === at) isPast = true;
      else if (!this.#yieldsTo(other, hi, lo, isPast)) {
        this.exchange(at, hi, word, 0, changed(word, EMPTY));
        return false;
      }
      if (Atomics.load(this.ints, other + 1) === 0) break;
    }
    return this.exchange(at, hi, word, hi, changed(word, MEMBER));
  }

  /** False where the slot is the key's, and goes before: as a member, or as the claim of an earlier place. */
  #yieldsTo(other: number, hi: number, lo: number, isLater: boolean): boolean {
    for (;;) {
      const word = Atomics.load(this.ints, other + 1);
      if ((word & STATE_BITS) === EMPTY || !this.#isKey(other, word, hi, lo)) return true;
      if (!isLater || (word & STATE_BITS) === MEMBER) return false;
      if (this.exchange(other, hi, word, 0, changed(word, EMPTY))) return true;
    }
  }

  /** @param word the second int of the slot's key */
  #isKey(at: number, word: number, hi: number, lo: number): boolean {
    return ((word ^ lo) & KEY_BITS) === 0 && (word & STATE_BITS) !== EMPTY && this.ints[at] === hi;
  }

  endOf(at: number): number {
    return this.#floats[(at + END_AT) >>> 1] ?? 0;
  }

  /** It only ever rises: a thread that is late makes a slot stay too long at worst, and never too short. */
  #raiseEnd(at: number, endMs: number): void {
    const place = (at + END_AT) >>> 1;
    for (;;) {
      const old = this.#floats[place] ?? 0;
      if (old >= endMs) return;
      this.#pairFloats[0] = old;
      this.#pairFloats[1] = endMs;
      if (this.#exchangePairs(place)) return;
    }
  }

  /** Replaces the pair of ints at an even place, if it is still the one that is expected. */
  exchange(at: number, oldFirst: number, oldSecond: number, first: number, second: number): boolean {
    const pairs = this.#pairs;
    pairs[0] = oldFirst;
    pairs[1] = oldSecond;
    pairs[2] = first;
    pairs[3] = second;
    return this.#exchangePairs(at >>> 1);
  }

  #exchangePairs(place: number): boolean {
    const expected = this.#pairLongs[0] ?? 0n;
    const replacement = this.#pairLongs[1] ?? 0n;
    return Atomics.compareExchange(this.#longs, place, expected, replacement) === expected;
  }

  /** For tables of one bucket: the int of the key that the place of a slot does not tell, kept for `rows`. */
  keepKey(at: number, lo: number): void {
    Atomics.store(this.ints, at + SECOND_BUCKET, lo);
  }

  /** Every slot that has not ended and has its key kept, with its first bucket: what a quota is. */
  *rows(nowMs: number): IterableIterator<SlotRow> {
    const { ints } = this;
    for (let at = HEADER_INTS; at < ints.length; at += SLOT_INTS) {
      const hi = ints[at] ?? 0;
      const word = ints[at + 1] ?? 0;
      const lo = ints[at + SECOND_BUCKET] ?? 0;
      const endMs = this.endOf(at);
      if ((word & STATE_BITS) !== MEMBER || ((word ^ lo) & KEY_BITS) !== 0 || endMs <= nowMs) continue;
      const tag = (ints[at + 2] ?? 0) ^ hi ^ lo;
      yield { key: [hi, lo], tag, count: (ints[at + 3] ?? 0) >>> 0, endMs };
    }
  }

  /** Puts a row of `rows` back, before any other thread uses the table; false where there is no room. */
  restore({ key: [hi, lo], tag, count, endMs }: SlotRow, nowMs: number): boolean {
    const at = this.find(hi, lo, nowMs, endMs);
    if (at === NO_SLOT || !this.renew(at, hi, lo, endMs)) return false;
    this.keepKey(at, lo);
    this.ints[at + 2] = tag ^ hi ^ lo;
    this.ints[at + 3] = count;
    return true;
  }
}

/** The word with its next version, of another state. A word that was used is never 0 again. */
function changed(word: number, state: number): number {
  const version = (word + VERSION_ONE) & VERSION_BITS;
  return (word & KEY_BITS) | (version === 0 ? VERSION_ONE : version) | state;
}
