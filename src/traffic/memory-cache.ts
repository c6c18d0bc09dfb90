// A cache in the memory of one worker, bounded by bytes: what was used longest ago goes first. Values are
// kept as they are, so nobody may change one that was given out.

import type { Clock } from "#kernel/clock.ts";
import type { CacheEntry, CacheStore } from "./cache-store.ts";

type Kept<V> = {
  readonly value: V;
  readonly bytes: number;
  readonly storedMs: number;
  readonly endMs: number;
};

/** What an entry costs beside its key and its value: the entry itself and its place in the map. */
const ENTRY_BYTES = 160;
/** The share of the cache that one value may have: larger ones would push out all others. */
const LARGEST_SHARE = 8;

export class MemoryCache<V> implements CacheStore<V> {
  /** In the order of use, the latest last. */
  readonly #kept = new Map<string, Kept<V>>();
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number, clock: Pick<Clock, "monotonicMs">) {
    this.#limitBytes = limitBytes;
    this.#clock = clock;
  }

  /** Of all entries together, keys and overhead included. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(key: string): CacheEntry<V> | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    this.#kept.delete(key);
    if (kept.endMs <= nowMs) {
      this.#bytes -= kept.bytes;
      return undefined;
    }
    this.#kept.set(key, kept);
    return { value: kept.value, ageMs: nowMs - kept.storedMs, leftMs: kept.endMs - nowMs };
  }

  put(key: string, value: V, valueBytes: number, ttlMs: number): boolean {
    this.remove(key);
    // A key of chars beyond latin1 takes two bytes for each of them.
    const bytes = valueBytes + 2 * key.length + ENTRY_BYTES;
    if (ttlMs <= 0 || bytes > this.#limitBytes / LARGEST_SHARE) return false;
    const storedMs = this.#clock.monotonicMs();
    this.#kept.set(key, { value, bytes, storedMs, endMs: storedMs + ttlMs });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.#limitBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
    return true;
  }

  remove(key: string): boolean {
    const kept = this.#kept.get(key);
    if (kept === undefined) return false;
    this.#bytes -= kept.bytes;
    this.#kept.delete(key);
    return kept.endMs > this.#clock.monotonicMs();
  }
}
