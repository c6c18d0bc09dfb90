// The port for a cache: values by key, each for a time. The memory driver is each worker's own; one that
// lies outside of the process answers with promises.

import type { Answer } from "#kernel/answer.ts";

export type CacheEntry<V> = {
  readonly value: V;
  /** How long it has been there, and how long it will be. */
  readonly ageMs: number;
  readonly leftMs: number;
};

export interface CacheStore<V> {
  get(key: string): Answer<CacheEntry<V> | undefined>;
  /**
   * In the place of what the key had.
   * @param bytes the size of the value, roughly
   * @returns false where it is too large to be kept; the key then has nothing
   */
  put(key: string, value: V, bytes: number, ttlMs: number): Answer<boolean>;
  /** True where there was one. */
  remove(key: string): Answer<boolean>;
}
