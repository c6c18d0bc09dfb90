// What scans have said of values that come again: of short ones by the whole value, of credentials and long
// ones by a keyed hash.

import { randomInt } from "node:crypto";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";
import type { RuleBits } from "./rule-bits.ts";
import { SeenLately } from "./seen-lately.ts";

const MAX_REMEMBERED_CHARS = 256;
const REMEMBERED_VALUES = 4096;

export class VerdictMemory {
  private readonly remembered = new BoundedCache<string | number, RuleBits>(REMEMBERED_VALUES);
  private readonly seen = new SeenLately();
  private readonly seed: Seed = [randomInt(2 ** 31), randomInt(2 ** 31)];
  private readonly hash = new Int32Array(2);
  /** Of the value that was asked for last; undefined where it is not worth keeping. */
  private key: string | number | undefined;

  /**
   * The verdict on a value; undefined where there is none.
   * @param isSecret it is remembered by a keyed hash alone, as long values are: never by itself
   */
  find(value: string, isSecret: boolean): RuleBits | undefined {
    this.key = undefined;
    if (!this.seen.note(value)) return undefined;
    const key = isSecret || value.length > MAX_REMEMBERED_CHARS ? this.hashOf(value) : value;
    const verdict = this.remembered.get(key);
    if (verdict === undefined) this.key = key;
    return verdict;
  }

  /** To be told of the value that `find` was asked for last, where it knew none. */
  keep(verdict: RuleBits): void {
    const { key } = this;
    if (key === undefined) return;
    this.key = undefined;
    // A slice would keep the whole message that it was cut from alive.
    const own = typeof key === "number" ? key : Buffer.from(key, "latin1").toString("latin1");
    this.remembered.set(own, verdict);
  }

  /** 53 bits of a hash that nobody can make collide without its seed. */
  private hashOf(value: string): number {
    keyedHash(value, value.length, this.seed, this.hash);
    return ((this.hash[0] ?? 0) >>> 0) * 2 ** 21 + ((this.hash[1] ?? 0) >>> 11);
  }
}
