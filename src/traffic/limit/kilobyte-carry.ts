// Bytes as whole kilobytes, which is what quotas count: what is left of one call is added to the next of the
// same key, so that many small calls cost what they moved. A key that is forgotten loses less than 1 KiB.

import { BoundedCache } from "#kernel/bounded-cache.ts";

const KILOBYTE = 1024;
const REMEMBERED_KEYS = 16_384;

export class KilobyteCarry {
  readonly #left = new BoundedCache<string, number>(REMEMBERED_KEYS);

  /** The kilobytes that are full with these bytes. */
  add(key: string, bytes: number): number {
    const sum = (this.#left.get(key) ?? 0) + bytes;
    this.#left.set(key, sum % KILOBYTE);
    return Math.floor(sum / KILOBYTE);
  }
}
