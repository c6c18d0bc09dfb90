// Permits in memory that the workers of one node share. A slot is one word of 8 bytes, a tag of its key and a
// count, and is free where the count is 0. Beside it each worker notes how many permits of the slot are its
// own: whoever takes a dead worker's place gives those back.

import assert from "node:assert";
import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";
import type { WhenLost } from "../counters.ts";
import type { Permit, Permits } from "../permits.ts";

/** Slots, holders, and from where on slots and notes lie. */
const HEADER_INTS = 2;
const SLOT_INTS = 2;
/** A key lies in one of so many places from its hash on. */
const PROBES = 16;
const NO_SLOT = -1;
/** Another thread can only come in between where a key is new: it is rare. */
const MAX_ATTEMPTS = 64;

/** Memory for so many keys at a time, a power of two, and so many workers. */
export function allocatePermits(slots: number, holders: number): SharedArrayBuffer {
  assert(slots >= PROBES && (slots & (slots - 1)) === 0, "the number of slots is a power of two");
  const buffer = new SharedArrayBuffer((HEADER_INTS + slots * (SLOT_INTS + holders)) * 4);
  new Int32Array(buffer).set([slots, holders]);
  return buffer;
}

export class MemoryPermits implements Permits {
  readonly #ints: Int32Array;
  readonly #longs: BigInt64Array;
  readonly #slots: number;
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
      const count = Atomics.load(this.#ints, at + 1);
      if (count > 0 && oldTag !== tag) continue;
      if (count >= limit) return undefined;
      if (!this.#exchange(at, oldTag, count, tag, count + 1)) continue;
      // Two that bring the same new key at once may have found different places for it.
      if (count === 0 && this.#hasOther(tag, place, slot)) {
        this.#change(slot, -1);
        continue;
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

  /** The key's slot; else the first free one. */
  #find(tag: number, place: number): number {
    let free = NO_SLOT;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (place + probe) & (this.#slots - 1);
      const at = HEADER_INTS + slot * SLOT_INTS;
      if (Atomics.load(this.#ints, at + 1) === 0) {
        if (free === NO_SLOT) free = slot;
      } else if (Atomics.load(this.#ints, at) === tag) return slot;
    }
    return free;
  }

  #hasOther(tag: number, place: number, own: number): boolean {
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (place + probe) & (this.#slots - 1);
      const at = HEADER_INTS + slot * SLOT_INTS;
      if (slot !== own && Atomics.load(this.#ints, at + 1) > 0 && Atomics.load(this.#ints, at) === tag)
        return true;
    }
    return false;
  }

  /** Whoever holds a permit of a slot keeps its tag in place. */
  #change(slot: number, by: number): void {
    const at = HEADER_INTS + slot * SLOT_INTS;
    for (;;) {
      const tag = Atomics.load(this.#ints, at);
      const count = Atomics.load(this.#ints, at + 1);
      if (this.#exchange(at, tag, count, tag, Math.max(0, count + by))) return;
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
