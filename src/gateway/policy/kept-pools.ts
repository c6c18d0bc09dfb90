// Pools that calls of policies made necessary, each under a key: the ones unused longest are closed.

import { defaultLimits } from "#kernel/limits.ts";
import type { PoolEntry } from "../pool-table.ts";

export class KeptPools<T extends { readonly entry: PoolEntry }> {
  /** The last used at the end. */
  readonly #known = new Map<string, T>();

  /** Undefined where there is none; one that is given counts as used. */
  get(key: string): T | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known;
  }

  /** Closes what stood under the key, and of too many the one unused longest. */
  put(key: string, kept: T): void {
    this.#remove(key);
    this.#known.set(key, kept);
    if (this.#known.size <= defaultLimits.policy.maxAddresses) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#remove(oldest);
  }

  #remove(key: string): void {
    this.#known.get(key)?.entry.pool.close();
    this.#known.delete(key);
  }

  close(): void {
    for (const key of [...this.#known.keys()]) this.#remove(key);
  }
}
