// Token buckets in memory that the workers of one node share: each is the pair of a slot's first bucket, a
// moment and what there was then, replaced by one compare-and-exchange. They go by the machine's monotonic
// clock, in whole ms modulo 2^32.

import type { Clock } from "#kernel/clock.ts";
import { SWEEP_INTERVAL_MS } from "#kernel/deadlines.ts";
import { keyedHash } from "#kernel/keyed-hash.ts";
import { type BucketTerms, type ByteBucket, type ByteBuckets, SEGMENT_BYTES } from "../byte-buckets.ts";
import { BucketTurns } from "./bucket-turns.ts";
import { NO_SLOT, type SlotTable } from "./slot-table.ts";

/** Salts the hashes of keys, that they differ from those of windows. */
const BUCKET_SALT = 0x62797465;
const PAIR_AT = 2;
const MAX_ATTEMPTS = 16;
/** How far another thread's reading of the clock may be ahead; a moment past that is another key's. */
const SKEW_MS = 1000;
const KEPT_MS = 1000;

export class MemoryBuckets implements ByteBuckets {
  readonly #table: SlotTable;
  readonly #turns: BucketTurns;
  readonly #clock: Clock;
  readonly #hash = new Int32Array(2);

  /** @param clock its moments are the same on every thread of the process */
  constructor(windows: SlotTable, worker: number, clock: Clock) {
    this.#table = windows;
    this.#turns = new BucketTurns(windows, worker);
    this.#clock = clock;
  }

  bucket(terms: BucketTerms): ByteBucket {
    keyedHash(terms.key, BUCKET_SALT, this.#table.seed, this.#hash);
    const [hi = 0, lo = 0] = this.#hash;
    return new MemoryBucket(this.#table, this.#turns, this.#clock, terms, hi, lo);
  }
}

class MemoryBucket implements ByteBucket {
  readonly #table: SlotTable;
  readonly #turns: BucketTurns;
  readonly #clock: Clock;
  readonly #hi: number;
  readonly #lo: number;
  readonly #bytesPerMs: number;
  readonly #capacityBytes: number;
  /** From empty to full: then the slot says nothing that a new one would not. */
  readonly #fillMs: number;
  /** In it whoever waits looks at least once. */
  readonly #periodMs: number;
  /** What was read last: the moment that the level is of, to be stored with what is left of it. */
  #momentMs = 0;

  constructor(
    table: SlotTable,
    turns: BucketTurns,
    clock: Clock,
    terms: BucketTerms,
    hi: number,
    lo: number,
  ) {
    this.#table = table;
    this.#turns = turns;
    this.#clock = clock;
    this.#hi = hi;
    this.#lo = lo;
    this.#bytesPerMs = terms.bytesPerSecond / 1000;
    this.#capacityBytes = terms.capacityBytes;
    this.#fillMs = Math.ceil(terms.capacityBytes / this.#bytesPerMs);
    // Who waits looks no later than two sweeps after the bucket has a segment for it.
    this.#periodMs =
      2 * (SWEEP_INTERVAL_MS + Math.min(SEGMENT_BYTES, terms.capacityBytes) / this.#bytesPerMs);
  }

  take(bytes: number): number {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const nowMs = this.#clock.monotonicMs();
      const at = this.#table.find(this.#hi, this.#lo, nowMs, this.#endAfter(nowMs));
      if (at === NO_SLOT) return bytes;
      const taken = this.#takeFrom(at, nowMs, bytes);
      if (taken >= 0) return taken;
    }
    return bytes;
  }

  levelBytes(): number {
    const nowMs = this.#clock.monotonicMs();
    const at = this.#table.find(this.#hi, this.#lo, nowMs, this.#endAfter(nowMs));
    if (at === NO_SLOT) return Number.MAX_SAFE_INTEGER;
    const { ints } = this.#table;
    return this.#levelAt(nowMs, ints[at + PAIR_AT] ?? 0, ints[at + PAIR_AT + 1] ?? 0);
  }

  waits(isWaiting: boolean): void {
    const nowMs = this.#clock.monotonicMs();
    const at = this.#table.find(this.#hi, this.#lo, nowMs, this.#endAfter(nowMs));
    if (at === NO_SLOT) return;
    if (isWaiting) this.#turns.join(at, this.#periodAt(nowMs));
    else this.#turns.leave(at, this.#periodAt(nowMs));
  }

  othersWait(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const at = this.#table.find(this.#hi, this.#lo, nowMs, this.#endAfter(nowMs));
    return at !== NO_SLOT && this.#turns.othersWait(at, this.#periodAt(nowMs));
  }

  takeTurn(): number {
    const nowMs = this.#clock.monotonicMs();
    const at = this.#table.find(this.#hi, this.#lo, nowMs, this.#endAfter(nowMs));
    if (at === NO_SLOT) return Number.MAX_SAFE_INTEGER;
    const { ints } = this.#table;
    const level = this.#levelAt(nowMs, ints[at + PAIR_AT] ?? 0, ints[at + PAIR_AT + 1] ?? 0);
    const { waiting, open } = this.#turns.take(at, this.#periodAt(nowMs));
    // Those whose turn it is do not come for it: nothing must run over for them.
    if (open === 0) return level < this.#capacityBytes ? 0 : Math.floor(level / 2);
    // Where there is too little for all at one sweep, those who come at the next one must not have more.
    const part = Math.max(level, SWEEP_INTERVAL_MS * this.#bytesPerMs) / waiting;
    return Math.floor(Math.min(level / open, part));
  }

  #periodAt(nowMs: number): number {
    return Math.floor(nowMs / this.#periodMs);
  }

  #endAfter(nowMs: number): number {
    return nowMs + 2 * this.#fillMs + KEPT_MS;
  }

  /** -1 where the slot is another key's by now: to be asked again. */
  #takeFrom(at: number, nowMs: number, bytes: number): number {
    const table = this.#table;
    const pair = at + PAIR_AT;
    // As long as it is not full again the slot must not be given away.
    if (table.endOf(at) < nowMs + this.#fillMs + KEPT_MS) {
      if (!table.renew(at, this.#hi, this.#lo, this.#endAfter(nowMs))) return -1;
    }
    for (;;) {
      const moment = Atomics.load(table.ints, pair);
      const left = Atomics.load(table.ints, pair + 1);
      const level = this.#levelAt(nowMs, moment, left);
      const taken = Math.min(bytes, level);
      if (taken === 0) return 0;
      const newMoment = this.#marked(this.#momentMs);
      if (table.exchange(pair, moment, left, newMoment, level - taken)) return taken;
    }
  }

  /** What a moment and the level then come to now. A pair that another key left is a full bucket. */
  #levelAt(nowMs: number, moment: number, left: number): number {
    const now = Math.floor(nowMs) | 0;
    const then = this.#marked(moment);
    const passedMs = (now - then) | 0;
    this.#momentMs = now;
    if (passedMs < -SKEW_MS || passedMs >= this.#fillMs) return this.#capacityBytes;
    if (passedMs > 0) {
      return Math.min(this.#capacityBytes, left + Math.floor(passedMs * this.#bytesPerMs));
    }
    // Never set back: the time between the two would bring its bytes twice.
    this.#momentMs = then;
    return Math.min(this.#capacityBytes, left);
  }

  /** Moments are mixed with the key, both ways: one that an earlier key of the slot left is far off. */
  #marked(moment: number): number {
    return moment ^ this.#hi ^ this.#lo;
  }
}
