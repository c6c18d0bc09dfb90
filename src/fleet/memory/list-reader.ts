// Decides about clients from shared memory: one look for each prefix length in use, all without a lock. What
// the writer changes is seen at the next request of every thread.

import { readAddress } from "#kernel/address.ts";
import { keyedHash, keyedWordHash, type Seed } from "#kernel/keyed-hash.ts";
import type { ClientLists, Decision } from "../client-lists.ts";
import {
  ALLOW,
  BAN,
  EMPTY,
  filterBit,
  filterInts,
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

const nothing: Decision = { kind: "none", id: 0 };

export class ListReader implements ClientLists {
  readonly #ints: Int32Array;
  readonly #floats: Float64Array;
  readonly #wallMs: () => number;
  readonly #seed: Seed;
  readonly #mask: number;
  readonly #words = new Uint32Array(4);
  readonly #hash = new Int32Array(2);
  #shape = -1;
  /** Where the half in use begins. */
  #filterAt = 0;
  #ipv4Lengths: readonly number[] = [];
  #ipv6Lengths: readonly number[] = [];
  #hasKeys = false;
  /** Of the decision under way: ids, 0 for none. */
  #banId = 0;
  #allowId = 0;

  constructor(buffer: SharedArrayBuffer, wallMs: () => number) {
    this.#ints = new Int32Array(buffer);
    this.#floats = new Float64Array(buffer);
    this.#wallMs = wallMs;
    this.#seed = [this.#ints[SEED_AT] ?? 0, this.#ints[SEED_AT + 1] ?? 0];
    this.#mask = (this.#ints[SLOTS_AT] ?? 0) - 1;
  }

  decide(address: string, key = ""): Decision {
    if (Atomics.load(this.#ints, SIZE_AT) === 0) return nothing;
    for (;;) {
      const shape = Atomics.load(this.#ints, SHAPE_AT);
      if (shape !== this.#shape) this.#readShape(shape);
      this.#look(address, key);
      // The writer turned the halves over meanwhile: what was looked at may be gone.
      if (Atomics.load(this.#ints, SHAPE_AT) === shape) break;
    }
    if (this.#allowId !== 0) return { kind: "allow", id: this.#allowId };
    return this.#banId === 0 ? nothing : { kind: "ban", id: this.#banId };
  }

  #look(address: string, key: string): void {
    this.#banId = 0;
    this.#allowId = 0;
    const nowMs = this.#wallMs();
    const version = readAddress(address, this.#words);
    const [a = 0, b = 0, c = 0, d = 0] = this.#words;
    if (version === 4) this.#lookIpv4(a, nowMs);
    else if (version === 6) this.#lookIpv6(a, b, c, d, nowMs);
    if (key !== "" && this.#hasKeys) {
      keyedHash(key, KEY_SALT, this.#seed, this.#hash);
      const [hi = 0, lo = 0] = this.#hash;
      this.#lookFor(KEY_NAME, hi >>> 0, lo >>> 0, 0, 0, lo, nowMs);
    }
  }

  #lookIpv4(a: number, nowMs: number): void {
    for (const length of this.#ipv4Lengths) {
      const masked = maskWord(a, length);
      const name = IPV4_NAME + length;
      const hash = keyedWordHash(masked, 0, 0, 0, name, this.#seed);
      this.#lookFor(name, masked, 0, 0, 0, hash, nowMs);
    }
  }

  #lookIpv6(a: number, b: number, c: number, d: number, nowMs: number): void {
    for (const length of this.#ipv6Lengths) {
      const ma = maskWord(a, length);
      const mb = maskWord(b, length - 32);
      const mc = maskWord(c, length - 64);
      const md = maskWord(d, length - 96);
      const name = IPV6_NAME + length;
      const hash = keyedWordHash(ma, mb, mc, md, name, this.#seed);
      this.#lookFor(name, ma, mb, mc, md, hash, nowMs);
    }
  }

  /** A ban and an allowance of the same name lie in slots of their own: the search goes to its end. */
  #lookFor(name: number, a: number, b: number, c: number, d: number, hash: number, nowMs: number): void {
    const ints = this.#ints;
    const bit = filterBit(hash, this.#mask + 1);
    if ((((ints[this.#filterAt + (bit >>> 5)] ?? 0) >>> (bit & 31)) & 1) === 0) return;
    const start = this.#filterAt + filterInts(this.#mask + 1);
    for (let probe = 0; probe <= this.#mask; probe++) {
      const at = start + ((hash + probe) & this.#mask) * SLOT_INTS;
      const use = Atomics.load(ints, at + STATE);
      const state = use & STATE_MASK;
      if (state === EMPTY && use >>> STATE_BITS === 0) return;
      if (state !== BAN && state !== ALLOW) continue;
      if (ints[at + NAME] !== name || ints[at + WORDS] !== (a | 0)) continue;
      if (ints[at + WORDS + 1] !== (b | 0) || ints[at + WORDS + 2] !== (c | 0)) continue;
      if (ints[at + WORDS + 3] !== (d | 0)) continue;
      const untilMs = this.#floats[(at + UNTIL) >>> 1] ?? 0;
      const id = ints[at + ID] ?? 0;
      // Given anew while it was read: what was read may be half of each.
      if (Atomics.load(ints, at + STATE) !== use || untilMs <= nowMs) continue;
      if (state === ALLOW) this.#allowId = id;
      else this.#banId = id;
    }
  }

  #readShape(shape: number): void {
    const ints = this.#ints;
    const slots = this.#mask + 1;
    const half = Atomics.load(ints, HALF_AT);
    this.#filterAt = HEADER_INTS + half * (filterInts(slots) + slots * SLOT_INTS);
    this.#ipv4Lengths = lengthsIn(ints, IPV4_LENGTHS_AT, 32);
    this.#ipv6Lengths = lengthsIn(ints, IPV6_LENGTHS_AT, 128);
    this.#hasKeys = Atomics.load(ints, KEYS_AT) !== 0;
    this.#shape = shape;
  }
}

function lengthsIn(ints: Int32Array, at: number, longest: number): number[] {
  const lengths: number[] = [];
  for (let length = longest; length >= 0; length--) {
    if (((Atomics.load(ints, at + (length >>> 5)) >>> (length & 31)) & 1) === 1) lengths.push(length);
  }
  return lengths;
}

/** The word with all but its first bits cleared, as an unsigned number. */
function maskWord(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? word >>> 0 : (word & (0xffffffff << (32 - bits))) >>> 0;
}
