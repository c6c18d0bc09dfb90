// Counters in memory that the workers of one node share. Sliding windows go by the machine's monotonic clock,
// which is the same on every thread; quotas go by the wall clock, as their periods do.

import assert from "node:assert";
import type { Clock } from "#kernel/clock.ts";
import { type Counters, lostVerdict, type Period, type Verdict, type WhenLost } from "../counters.ts";
import { KeyHashes } from "./key-hashes.ts";
import { NO_SLOT, SlotTable } from "./slot-table.ts";

export type CounterMemory = { readonly windows: SharedArrayBuffer; readonly quotas: SharedArrayBuffer };

const MAX_UNITS = 2 ** 31;
const FIRST_BUCKET = 2;
/** Another thread can take a slot from under us only while its key is new or long unused: it is rare. */
const MAX_ATTEMPTS = 16;

export class MemoryCounters implements Counters {
  readonly #windows: SlotTable;
  readonly #quotas: SlotTable;
  readonly #clock: Clock;
  readonly #hashes: KeyHashes;

  /** @param clock its moments are the same on every thread of the process */
  constructor(memory: CounterMemory, clock: Clock) {
    this.#windows = new SlotTable(memory.windows);
    this.#quotas = new SlotTable(memory.quotas);
    this.#clock = clock;
    this.#hashes = new KeyHashes(this.#windows.seed);
  }

  take(key: string, limit: number, windowMs: number, cost: number, whenLost: WhenLost): Verdict {
    assert(
      windowMs >= 1 && cost >= 0 && limit < MAX_UNITS,
      "a window has at least 1 ms and 2^31 units at most",
    );
    this.#hashes.look(key, windowMs);
    const { hi, lo } = this.#hashes;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const nowMs = this.#clock.monotonicMs();
      const window = Math.floor(nowMs / windowMs);
      const at = this.#windows.find(hi, lo, nowMs, (window + 2) * windowMs);
      if (at === NO_SLOT) return lostVerdict(whenLost);
      const share = nowMs / windowMs - window;
      const verdict = this.#takeFrom(at, { hi, lo, window, share, windowMs, limit, cost });
      if (verdict !== undefined) return verdict;
    }
    return lostVerdict(whenLost);
  }

  /** Undefined where the slot is another key's by now, or the window is over: to be asked again. */
  #takeFrom(at: number, ask: Ask): Verdict | undefined {
    const { hi, lo, window, share, windowMs, limit, cost } = ask;
    const windows = this.#windows;
    const bucket = bucketOf(at, window);
    const tag = tagOf(hi ^ lo, window);
    const previous = bucketOf(at, window - 1);
    const previousTag = tagOf(hi ^ lo, window - 1);
    for (;;) {
      const oldTag = Atomics.load(windows.ints, bucket);
      const oldCount = Atomics.load(windows.ints, bucket + 1);
      const current = oldTag === tag ? oldCount >>> 0 : 0;
      const before = windows.ints[previous] === previousTag ? (windows.ints[previous + 1] ?? 0) >>> 0 : 0;
      const left = limit - (before * (1 - share) + current);
      if (left < Math.max(cost, 1)) {
        // Two halves that were read apart may be of two moments; what is granted, the exchange makes sure of.
        if (Atomics.load(windows.ints, bucket) !== oldTag) continue;
        const retryAfterMs = retryAfter(before, current, ask);
        return { allowed: false, remaining: Math.max(0, Math.floor(left)), retryAfterMs, counted: true };
      }
      if (cost > 0 && oldTag !== tag) {
        // The first count of a window. The slot must not look as if it could be had; and who has stood still
        // for longer than a window must not put his bucket in the place of a newer one.
        if (!windows.renew(at, hi, lo, (window + 2) * windowMs)) return undefined;
        if (this.#clock.monotonicMs() >= (window + 1) * windowMs) return undefined;
      }
      if (cost === 0 || windows.exchange(bucket, oldTag, oldCount, tag, current + cost)) {
        return { allowed: true, remaining: Math.floor(left - cost), retryAfterMs: 0, counted: true };
      }
    }
  }

  refund(key: string, windowMs: number, cost: number): void {
    this.#hashes.look(key, windowMs);
    const { hi, lo } = this.#hashes;
    const at = this.#windows.findExisting(hi, lo);
    if (at === NO_SLOT) return;
    const window = Math.floor(this.#clock.monotonicMs() / windowMs);
    let left = cost;
    for (const each of [window, window - 1]) {
      left -= reduce(this.#windows, bucketOf(at, each), tagOf(hi ^ lo, each), left);
    }
  }

  spend(key: string, limit: number, period: Period, cost: number, whenLost: WhenLost): Verdict {
    assert(cost >= 0 && limit < 2 * MAX_UNITS, "a quota has fewer than 2^32 units");
    const nowMs = this.#clock.wallMs();
    let left = 0;
    const outcome = this.#changeQuota(key, period, nowMs, (used) => {
      left = limit - used;
      return left < Math.max(cost, 1) || cost === 0 ? undefined : used + cost;
    });
    if (outcome === "lost") return lostVerdict(whenLost);
    if (left >= Math.max(cost, 1)) {
      return { allowed: true, remaining: left - cost, retryAfterMs: 0, counted: true };
    }
    const retryAfterMs = cost > limit ? Number.POSITIVE_INFINITY : Math.max(1, period.endMs - nowMs);
    return { allowed: false, remaining: Math.max(0, left), retryAfterMs, counted: true };
  }

  charge(key: string, period: Period, amount: number): void {
    // Where it is lost, it is counted as lost.
    this.#changeQuota(key, period, this.#clock.wallMs(), (used) => {
      const sum = Math.min(Math.max(0, used + amount), 2 ** 32 - 1);
      return sum === used ? undefined : sum;
    });
  }

  /**
   * A quota's slot belongs to its key until the period ends, and is then free for anybody.
   * @param change what is used after it, of what is used before; undefined to leave it
   */
  #changeQuota(
    key: string,
    period: Period,
    nowMs: number,
    change: (used: number) => number | undefined,
  ): "done" | "lost" {
    const quotas = this.#quotas;
    const { ints } = quotas;
    this.#hashes.look(key, Math.floor(period.startMs / 1000));
    const { hi, lo } = this.#hashes;
    const tag = quotaTag(period, hi ^ lo);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const at = quotas.find(hi, lo, nowMs, period.endMs);
      if (at === NO_SLOT) return "lost";
      const bucket = at + FIRST_BUCKET;
      for (;;) {
        const oldTag = Atomics.load(ints, bucket);
        const oldCount = Atomics.load(ints, bucket + 1);
        const next = change(oldTag === tag ? oldCount >>> 0 : 0);
        if (next === undefined) {
          if (Atomics.load(ints, bucket) !== oldTag) continue;
          return "done";
        }
        if (oldTag !== tag) {
          if (!quotas.renew(at, hi, lo, period.endMs)) break;
          quotas.keepKey(at, lo);
        }
        if (quotas.exchange(bucket, oldTag, oldCount, tag, next)) return "done";
      }
    }
    return "lost";
  }
}

type Ask = {
  /** The hash of the key. */
  readonly hi: number;
  readonly lo: number;
  /** The aligned window that it is now, and how much of it has passed, from 0 to 1. */
  readonly window: number;
  readonly share: number;
  readonly windowMs: number;
  readonly limit: number;
  readonly cost: number;
};

/** Neighbouring windows lie in different buckets. */
const bucketOf = (at: number, window: number): number => at + FIRST_BUCKET + 2 * (window % 2);

/** Tells whose and of which window a bucket is: one left by another key or window is as good as empty. */
function tagOf(id: number, window: number): number {
  const mixed = Math.imul(id ^ Math.imul(window, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15) ^ window;
}

/** Of the key too: a quota that ended may have begun with the one that gets its slot. */
const quotaTag = ({ startMs }: Period, id: number): number => id ^ tagOf(0x51075, Math.floor(startMs / 1000));

/**
 * When the estimate has sunk far enough. Within this window only the share of the last one sinks; in the next
 * one it is this window's count that does.
 */
function retryAfter(before: number, current: number, { share, windowMs, limit, cost }: Ask): number {
  const need = Math.max(cost, 1);
  if (need > limit) return Number.POSITIVE_INFINITY;
  const room = limit - need - current;
  if (room >= 0 && before > 0) {
    const atShare = 1 - room / before;
    if (atShare < 1) return Math.max(1, Math.ceil((atShare - share) * windowMs));
  }
  const nextShare = current === 0 ? 0 : Math.max(0, 1 - (limit - need) / current);
  return Math.max(1, Math.ceil((1 - share + nextShare) * windowMs));
}

/** Takes up to `amount` from a bucket and says how much there was to take. */
function reduce(table: SlotTable, bucket: number, tag: number, amount: number): number {
  for (;;) {
    const count = table.ints[bucket + 1] ?? 0;
    if (table.ints[bucket] !== tag || amount <= 0) return 0;
    const taken = Math.min(count >>> 0, amount);
    if (table.exchange(bucket, tag, count, tag, (count >>> 0) - taken)) return taken;
  }
}
