// The one writer of the client lists' shared memory: control. A change is done with the last of its stores,
// so that a writer may die at any point; one that replaces it goes on from what the memory holds.

import assert from "node:assert";
import { keyedHash, keyedWordHash, type Seed } from "#kernel/keyed-hash.ts";
import type { ClientListWriter, ListedClient, ListName, Subject } from "../client-lists.ts";
import {
  ALLOW,
  BAN,
  filterBit,
  filterInts,
  GONE,
  HALF_AT,
  HEADER_INTS,
  ID,
  IPV4_LENGTHS_AT,
  IPV4_NAME,
  IPV6_LENGTHS_AT,
  IPV6_NAME,
  KEY_NAME,
  KEY_SALT,
  KEYS_AT,
  NAME,
  SEED_AT,
  SHAPE_AT,
  SIZE_AT,
  SLOT_INTS,
  SLOTS_AT,
  STATE,
  STATE_BITS,
  STATE_MASK,
  UNTIL,
  WORDS,
} from "./list-layout.ts";

/** An entry as the memory holds it. */
type Kept = {
  readonly id: number;
  readonly state: number;
  readonly name: number;
  readonly words: readonly [number, number, number, number];
  readonly untilMs: number;
  /** Its slot. */
  at: number;
};

export class ListWriter implements ClientListWriter {
  readonly #ints: Int32Array;
  readonly #floats: Float64Array;
  readonly #slots: number;
  readonly #seed: Seed;
  readonly #hash = new Int32Array(2);
  readonly #kept = new Map<number, Kept>();
  /** Slots of the half in use that were ever taken: searches grow with them. */
  #taken = 0;

  /** Goes on from what the memory holds: a writer before this one may have died. */
  constructor(buffer: SharedArrayBuffer) {
    this.#ints = new Int32Array(buffer);
    this.#floats = new Float64Array(buffer);
    this.#slots = this.#ints[SLOTS_AT] ?? 0;
    assert(this.#slots > 0, "the buffer was not made by ListWriter.allocate");
    this.#seed = [this.#ints[SEED_AT] ?? 0, this.#ints[SEED_AT + 1] ?? 0];
    this.#readBack();
  }

  /** Memory for lists of up to so many entries. */
  static allocate(entries: number): SharedArrayBuffer {
    let slots = 64;
    while (slots < entries * 2) slots *= 2;
    const buffer = new SharedArrayBuffer((HEADER_INTS + 2 * halfInts(slots)) * 4);
    new Int32Array(buffer)[SLOTS_AT] = slots;
    return buffer;
  }

  /** Before the reader or the writer of any thread is made. */
  static seed(buffer: SharedArrayBuffer, [k0, k1]: Seed): void {
    const ints = new Int32Array(buffer);
    ints[SEED_AT] = k0;
    ints[SEED_AT + 1] = k1;
  }

  get size(): number {
    return this.#kept.size;
  }

  put({ id, list, subject, untilMs }: ListedClient): boolean {
    const old = this.#kept.get(id);
    if (old === undefined && this.size >= this.#slots / 2) return false;
    const kept: Kept = { id, state: stateOf(list), ...this.#nameOf(subject), untilMs, at: 0 };
    this.#kept.set(id, kept);
    // Searches end at a slot that was never taken: there must be enough of them.
    if (this.#taken >= this.#slots * 0.75) this.#turnOver();
    else {
      this.#write(kept, this.#half);
      const isNewLength = addLength(this.#ints, kept.name);
      Atomics.store(this.#ints, SIZE_AT, this.size);
      // A reader that passed the new place before it was filled must not find the old one empty, unwarned.
      if (isNewLength || old !== undefined) Atomics.add(this.#ints, SHAPE_AT, 1);
      if (old !== undefined) this.#giveUp(old.at);
    }
    return true;
  }

  remove(id: number): boolean {
    const kept = this.#kept.get(id);
    if (kept === undefined) return false;
    this.#kept.delete(id);
    this.#giveUp(kept.at);
    Atomics.store(this.#ints, SIZE_AT, this.size);
    return true;
  }

  replaceAll(entries: Iterable<ListedClient>): number {
    this.#kept.clear();
    let left = 0;
    for (const { id, list, subject, untilMs } of entries) {
      if (this.size >= this.#slots / 2) left++;
      else this.#kept.set(id, { id, state: stateOf(list), ...this.#nameOf(subject), untilMs, at: 0 });
    }
    this.#turnOver();
    return left;
  }

  get #half(): number {
    return this.#ints[HALF_AT] ?? 0;
  }

  /** Where the half's slots begin; its filter lies before them. */
  #startOf(half: number): number {
    return HEADER_INTS + half * halfInts(this.#slots) + filterInts(this.#slots);
  }

  #readBack(): void {
    const ints = this.#ints;
    const end = this.#startOf(this.#half) + this.#slots * SLOT_INTS;
    for (let at = this.#startOf(this.#half); at < end; at += SLOT_INTS) {
      const use = ints[at + STATE] ?? 0;
      if (use === 0) continue;
      this.#taken++;
      const state = use & STATE_MASK;
      if (state !== BAN && state !== ALLOW) continue;
      const id = ints[at + ID] ?? 0;
      const [a = 0, b = 0, c = 0, d = 0] = ints.subarray(at + WORDS, at + WORDS + 4);
      const untilMs = this.#floats[(at + UNTIL) >>> 1] ?? 0;
      this.#kept.set(id, { id, state, name: ints[at + NAME] ?? 0, words: [a, b, c, d], untilMs, at });
    }
  }

  /** Writes what is kept into the other half and lets the readers go there. */
  #turnOver(): void {
    const next = 1 - this.#half;
    // A reader that is still there, from before the last turn, sees by the shape that it must look again.
    Atomics.add(this.#ints, SHAPE_AT, 1);
    const start = HEADER_INTS + next * halfInts(this.#slots);
    this.#ints.fill(0, start, start + halfInts(this.#slots));
    this.#taken = 0;
    const lengths = new Int32Array(HEADER_INTS);
    for (const kept of this.#kept.values()) {
      this.#write(kept, next);
      addLength(lengths, kept.name);
    }
    for (let i = IPV4_LENGTHS_AT; i <= KEYS_AT; i++) Atomics.store(this.#ints, i, lengths[i] ?? 0);
    Atomics.store(this.#ints, HALF_AT, next);
    Atomics.store(this.#ints, SIZE_AT, this.size);
    Atomics.add(this.#ints, SHAPE_AT, 1);
  }

  #write(kept: Kept, half: number): void {
    const ints = this.#ints;
    const hash = this.#hashOf(kept);
    let probe = 0;
    let at: number;
    let use: number;
    do {
      at = this.#startOf(half) + ((hash + probe++) & (this.#slots - 1)) * SLOT_INTS;
      use = ints[at + STATE] ?? 0;
    } while ((use & STATE_MASK) === BAN || (use & STATE_MASK) === ALLOW);
    if (use === 0) this.#taken++;
    ints[at + NAME] = kept.name;
    ints.set(kept.words, at + WORDS);
    this.#floats[(at + UNTIL) >>> 1] = kept.untilMs;
    ints[at + ID] = kept.id;
    const bit = filterBit(hash, this.#slots);
    Atomics.or(ints, this.#startOf(half) - filterInts(this.#slots) + (bit >>> 5), 1 << (bit & 31));
    Atomics.store(ints, at + STATE, nextUse(use, kept.state));
    kept.at = at;
  }

  #giveUp(at: number): void {
    Atomics.store(this.#ints, at + STATE, nextUse(this.#ints[at + STATE] ?? 0, GONE));
  }

  #nameOf(subject: Subject): Pick<Kept, "name" | "words"> {
    if (subject.kind === "key") {
      keyedHash(subject.key, KEY_SALT, this.#seed, this.#hash);
      const [hi = 0, lo = 0] = this.#hash;
      return { name: KEY_NAME, words: [hi, lo, 0, 0] };
    }
    const { address, length } = subject.prefix;
    const [a, b = 0, c = 0, d = 0] = address.words;
    return { name: (address.kind === "ipv4" ? IPV4_NAME : IPV6_NAME) + length, words: [a, b, c, d] };
  }

  #hashOf({ name, words: [a, b, c, d] }: Kept): number {
    return name === KEY_NAME ? b : keyedWordHash(a, b, c, d, name, this.#seed);
  }
}

const halfInts = (slots: number): number => filterInts(slots) + slots * SLOT_INTS;

const stateOf = (list: ListName): number => (list === "bans" ? BAN : ALLOW);

/** Notes in a header that such a name is in use; true where that is news. */
function addLength(ints: Int32Array, name: number): boolean {
  const [at, bit] = lengthBit(name);
  const old = ints[at] ?? 0;
  if ((old & bit) !== 0) return false;
  Atomics.store(ints, at, old | bit);
  return true;
}

function lengthBit(name: number): readonly [at: number, bit: number] {
  if (name === KEY_NAME) return [KEYS_AT, 1];
  const isIpv6 = name >= IPV6_NAME;
  const length = name - (isIpv6 ? IPV6_NAME : IPV4_NAME);
  return [(isIpv6 ? IPV6_LENGTHS_AT : IPV4_LENGTHS_AT) + (length >>> 5), 1 << (length & 31)];
}

/** Counts the slot's uses on, in the bits above the state; never back to what an untouched slot holds. */
function nextUse(use: number, state: number): number {
  const count = ((use >>> STATE_BITS) + 1) & 0x1fffffff;
  return ((count === 0 ? 1 : count) << STATE_BITS) | state;
}
