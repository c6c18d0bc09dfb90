// The bounded cache with keys as the gateway has them: header lines of about 100 chars.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { Prepared, Subject } from "./subject.ts";

const LIMIT = 4096;
const KEYS_IN_USE = 1024;
const FLOOD_KEYS = 16_384;

export const boundedCache: Subject = { name: "bounded cache", prepare };

function prepare(): Prepared {
  const cache = new BoundedCache<string, number>(LIMIT);
  const keys = Array.from({ length: KEYS_IN_USE }, (_, i) => keyOf(i));
  for (const [i, key] of keys.entries()) cache.set(key, i);
  const bytes = keys.map((key) => Buffer.from(key, "latin1"));
  const flooded = new BoundedCache<string, number>(LIMIT);
  const flood = Array.from({ length: FLOOD_KEYS }, (_, i) => keyOf(KEYS_IN_USE + i));
  return {
    cases: [
      { name: "hit", run: (operations) => hit(cache, keys, operations) },
      { name: "(reading a key from bytes)", run: (operations) => readKeys(bytes, operations) },
      { name: "hit with a key read from bytes", run: (operations) => hitFromBytes(cache, bytes, operations) },
      { name: "miss and set, full", run: (operations) => miss(flooded, flood, operations) },
    ],
  };
}

const keyOf = (n: number): string =>
  `user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${n}.0 Safari/537.36`;

function hit(cache: BoundedCache<string, number>, keys: readonly string[], operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) sum += cache.get(keys[i % KEYS_IN_USE] ?? "") ?? 0;
  return sum;
}

function readKeys(bytes: readonly Buffer[], operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) sum += bytes[i % KEYS_IN_USE]?.toString("latin1").length ?? 0;
  return sum;
}

/** A key that was read anew has to be hashed, and compared char by char. */
function hitFromBytes(
  cache: BoundedCache<string, number>,
  bytes: readonly Buffer[],
  operations: number,
): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) {
    sum += cache.get(bytes[i % KEYS_IN_USE]?.toString("latin1") ?? "") ?? 0;
  }
  return sum;
}

/** Each key comes again only after more others than the cache holds. */
function miss(cache: BoundedCache<string, number>, flood: readonly string[], operations: number): number {
  let misses = 0;
  for (let i = 0; i < operations; i++) {
    const key = flood[i % FLOOD_KEYS] ?? "";
    if (cache.get(key) !== undefined) continue;
    misses++;
    cache.set(key, i);
  }
  return misses;
}
