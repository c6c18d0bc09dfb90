// What scans have said of values that come again: of short ones by the whole value, of credentials and long
// ones by a keyed hash.

import { randomInt } from "node:crypto";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";
import { spend, work } from "../../cost/work-meter.ts";
import type { RuleBits } from "./rule-bits.ts";
import { SeenLately } from "./seen-lately.ts";

const MAX_REMEMBERED_CHARS = 256;
const REMEMBERED_VALUES = 4096;

/** The rules that may match a value, and the units of work that it took to tell, but for learning. */
export type Judgement = { readonly rules: RuleBits; readonly units: number };

export class VerdictMemory {
  private readonly remembered = new BoundedCache<string | number, Judgement>(REMEMBERED_VALUES);
  private readonly seen = new SeenLately();
  private readonly seed: Seed = [randomInt(2 ** 31), randomInt(2 ** 31)];
  private readonly hash = new Int32Array(2);
  /** Of the value that was asked for last; undefined where it is not worth keeping. */
  private key: string | number | undefined;

  /**
   * What was said of a value; undefined where that is not known.
   * @throws WorkExhausted where the allowance is used up
   * @param isSecret it is remembered by a keyed hash alone, as long values are: never by itself
   */
  find(value: string, isSecret: boolean): Judgement | undefined {
    this.key = undefined;
    // As if it were hashed, whether or not it comes to that.
    const isHashed = isSecret || value.length > MAX_REMEMBERED_CHARS;
    spend(work.value + (isHashed ? work.byte * value.length : 0));
    if (!this.seen.note(value)) return undefined;
    const key = isHashed ? this.hashOf(value) : value;
    const known = this.remembered.get(key);
    if (known === undefined) this.key = key;
    return known;
  }

  /** To be told of the value that `find` was asked for last, where it knew none. */
  keep(judgement: Judgement): void {
    const { key } = this;
    if (key === undefined) return;
    this.key = undefined;
    // A slice would keep the whole message that it was cut from alive.
    const own = typeof key === "number" ? key : Buffer.from(key, "latin1").toString("latin1");
    this.remembered.set(own, judgement);
  }

  /** 53 bits of a hash that nobody can make collide without its seed. */
  private hashOf(value: string): number {
    keyedHash(value, value.length, this.seed, this.hash);
    return ((this.hash[0] ?? 0) >>> 0) * 2 ** 21 + ((this.hash[1] ?? 0) >>> 11);
  }
}
