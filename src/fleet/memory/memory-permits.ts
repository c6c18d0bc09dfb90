// Permits in memory that the workers of one node share. A slot is one word of 8 bytes: a tag of its key, and
// a version, a state and a count. It is free where the count is 0 and it is not claimed. That no key has two
// slots is made sure as in the table of counters (slot-table.ts). Beside it each worker notes how many of the
// permits of a slot are its own: whoever takes a dead worker's place gives those back.

import assert from "node:assert";
import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";
import type { WhenLost } from "../counters.ts";
import type { Permit, Permits } from "../permits.ts";
import { placeOf, placesOf } from "./places.ts";

/** Slots, holders, and from where on slots and notes lie. */
const HEADER_INTS = 2;
const SLOT_INTS = 2;
const NO_SLOT = -1;
/** Another thread has to come in between every time: it is rare. */
const MAX_ATTEMPTS = 64;

/** The second half of a word: a count of 20 bits, whether it is only claimed, a version of 11 bits. */
const COUNT_BITS = 0xfffff;
const CLAIMED = 1 << 20;
const VERSION_ONE = 1 << 21;

/** Memory for so many keys at a time, a power of two from 16 on, and so many workers. */
export function allocatePermits(slots: number, holders: number): SharedArrayBuffer {
  assert(slots >= 16 && (slots & (slots - 1)) === 0, "the number of slots is a power of two");
  const buffer = new SharedArrayBuffer((HEADER_INTS + slots * (SLOT_INTS + holders)) * 4);
  new Int32Array(buffer).set([slots, holders]);
  return buffer;
}

export class MemoryPermits implements Permits {
  readonly #ints: Int32Array;
  readonly #longs: BigInt64Array;
  readonly #slots: number;
  readonly #places: number;
  /** Where this worker's notes begin. */
  readonly #notes: number;
  readonly #seed: Seed;
  readonly #hash = new Int32Array(2);
  readonly #pairs = new Int32Array(4);
  readonly #pairLongs = new BigInt64Array(this.#pairs.buffer);

  /** @param holder the worker's number; nobody else alive has it */
  constructor(buffer: SharedArrayBuffer, holder: number, seed: Seed) {
    this.#ints = new Int32Array(buffer);
    this.#longs = new BigInt64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
    const [slots = 0, holders = 0] = this.#ints;
    assert(holder >= 0 && holder < holders, "there is room for the permits of every worker");
    this.#slots = slots;
    this.#places = placesOf(slots);
    this.#notes = HEADER_INTS + slots * (SLOT_INTS + holder);
    this.#seed = seed;
  }

  /** Gives back what an earlier worker of this number held: before the first permit is taken. */
  releaseAll(): void {
    for (let slot = 0; slot < this.#slots; slot++) {
      const held = Atomics.exchange(this.#ints, this.#notes + slot, 0);
      if (held > 0) this.#change(slot, -held);
    }
  }

  acquire(key: string, limit: number, whenLost: WhenLost): Permit | undefined {
    keyedHash(key, 0, this.#seed, this.#hash);
    const [tag = 0, place = 0] = this.#hash;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const slot = this.#find(tag, place);
      if (slot === NO_SLOT) break;
      const at = HEADER_INTS + slot * SLOT_INTS;
      const oldTag = Atomics.load(this.#ints, at);
      const word = Atomics.load(this.#ints, at + 1);
      const count = word & COUNT_BITS;
      if (oldTag === tag && count > 0) {
        if (count >= Math.min(limit, COUNT_BITS)) return undefined;
        if (!this.#exchange(at, tag, word, tag, word + 1)) continue;
      } else if (count > 0) {
        continue;
      } else {
        let claim = word;
        if (oldTag !== tag || (word & CLAIMED) === 0) {
          claim = nextVersion(word) | CLAIMED;
          if (!this.#exchange(at, oldTag, word, tag, claim)) continue;
        }
        if (!this.#isOnly(tag, place, slot, claim)) continue;
        if (limit < 1 || !this.#exchange(at, tag, claim, tag, nextVersion(claim) | 1)) continue;
      }
      Atomics.add(this.#ints, this.#notes + slot, 1);
      return this.#permitOf(slot);
    }
    return whenLost === "pass" ? NOTHING_HELD : undefined;
  }

  #permitOf(slot: number): Permit {
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        Atomics.sub(this.#ints, this.#notes + slot, 1);
        this.#change(slot, -1);
      },
    };
  }

  /** The key's slot, maybe only claimed yet; else a free one; else one that another key has but claimed. */
  #find(tag: number, place: number): number {
    let free = NO_SLOT;
    let claimed = NO_SLOT;
    for (let probe = 0; probe < this.#places; probe++) {
      const slot = placeOf(tag, place, probe, this.#slots - 1);
      const at = HEADER_INTS + slot * SLOT_INTS;
      const word = Atomics.load(this.#ints, at + 1);
      if (isInUse(word) && Atomics.load(this.#ints, at) === tag) return slot;
      if (free === NO_SLOT && !isInUse(word)) free = slot;
      // A thread may have died over it; one that lives will find that it is gone, and try again.
      if (claimed === NO_SLOT && (word & COUNT_BITS) === 0) claimed = slot;
    }
    return free === NO_SLOT ? claimed : free;
  }

  /** Gives the claim up where another slot is the key's, unless that is the claim of a later place. */
  #isOnly(tag: number, place: number, own: number, claim: number): boolean {
    let isPast = false;
    for (let probe = 0; probe < this.#places; probe++) {
      const slot = placeOf(tag, place, probe, this.#slots - 1);
      if (slot === own) isPast = true;
      else if (!this.#goesAfter(HEADER_INTS + slot * SLOT_INTS, tag, isPast)) {
        this.#exchange(HEADER_INTS + own * SLOT_INTS, tag, claim, 0, nextVersion(claim));
        return false;
      }
    }
    return true;
  }

  #goesAfter(at: number, tag: number, isLater: boolean): boolean {
    for (;;) {
      const word = Atomics.load(this.#ints, at + 1);
      if (!isInUse(word) || Atomics.load(this.#ints, at) !== tag) return true;
      if (!isLater || (word & COUNT_BITS) > 0) return false;
      if (this.#exchange(at, tag, word, 0, nextVersion(word))) return true;
    }
  }

  /** Whoever holds a permit of a slot keeps its tag in place. */
  #change(slot: number, by: number): void {
    const at = HEADER_INTS + slot * SLOT_INTS;
    for (;;) {
      const tag = Atomics.load(this.#ints, at);
      const word = Atomics.load(this.#ints, at + 1);
      const count = Math.max(0, (word & COUNT_BITS) + by);
      if (this.#exchange(at, tag, word, tag, (word & ~COUNT_BITS) | count)) return;
    }
  }

  /** Replaces a slot's tag and count, if they are still the ones that are expected. */
  #exchange(at: number, oldTag: number, oldCount: number, tag: number, count: number): boolean {
    this.#pairs.set([oldTag, oldCount, tag, count]);
    const expected = this.#pairLongs[0] ?? 0n;
    const replacement = this.#pairLongs[1] ?? 0n;
    return Atomics.compareExchange(this.#longs, at >>> 1, expected, replacement) === expected;
  }
}

const NOTHING_HELD: Permit = { release: () => undefined };

const isInUse = (word: number): boolean => (word & (COUNT_BITS | CLAIMED)) !== 0;

/** The word of nobody, with its next version: exchanges of those who looked before fail. */
function nextVersion(word: number): number {
  return (word + VERSION_ONE) & ~(COUNT_BITS | CLAIMED);
}
