// What scans have said of values that come again: of short ones by the whole value, of credentials and long
// ones by a keyed hash.

import { randomInt } from "node:crypto";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import { spend, work } from "../../cost/work-meter.ts";
import type { RuleBits } from "./rule-bits.ts";
import { SeenLately } from "./seen-lately.ts";

const MAX_REMEMBERED_CHARS = 256;
const REMEMBERED_VALUES = 4096;
/** Values that came last, each in one of two places that some of its letters say; a power of two. */
const PLACES = 256;

/** The rules that may match a value, and the units of work that it took to tell, but for learning. */
export type Judgement = { readonly rules: RuleBits; readonly units: number };

type Remembered = { readonly value: string; readonly judgement: Judgement };

const NOTHING: Remembered = { value: "", judgement: { rules: new Uint32Array(0), units: 0 } };

export class VerdictMemory {
  private readonly remembered = new BoundedCache<string, Remembered>(REMEMBERED_VALUES);
  private readonly hashed = new BoundedCache<number, Judgement>(REMEMBERED_VALUES);
  /** Of those remembered, what most requests ask for again: found without a hash of the whole value. */
  private readonly latest = new Array<Remembered>(PLACES).fill(NOTHING);
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
    if (isSecret || value.length > MAX_REMEMBERED_CHARS) return this.findHashed(value);
    spend(work.look);
    const place = placeOf(value);
    const latest = this.latest[place] ?? NOTHING;
    if (latest.value === value && latest !== NOTHING) return latest.judgement;
    const other = this.latest[place + 1] ?? NOTHING;
    if (other.value === value && other !== NOTHING) return other.judgement;
    if (!this.seen.note(value)) return undefined;
    const known = this.remembered.get(value);
    if (known === undefined) this.key = value;
    else this.putLatest(place, known);
    return known?.judgement;
  }

  /** The one that was put there before it is the other of the two now. */
  private putLatest(place: number, known: Remembered): void {
    this.latest[place + 1] = this.latest[place] ?? NOTHING;
    this.latest[place] = known;
  }

  private findHashed(value: string): Judgement | undefined {
    // As if it were hashed, whether or not it comes to that.
    spend(work.look + work.byte * value.length);
    if (!this.seen.note(value)) return undefined;
    const key = this.hashOf(value);
    const known = this.hashed.get(key);
    if (known === undefined) this.key = key;
    return known;
  }

  /** To be told of the value that `find` was asked for last, where it knew none. */
  keep(judgement: Judgement): void {
    const { key } = this;
    if (key === undefined) return;
    this.key = undefined;
    if (typeof key === "number") {
      this.hashed.set(key, judgement);
      return;
    }
    // A slice would keep the whole message that it was cut from alive.
    const value = ownCopy(key);
    this.remembered.set(value, { value, judgement });
  }

  /** 53 bits of a hash that nobody can make collide without its seed. */
  private hashOf(value: string): number {
    keyedHash(value, value.length, this.seed, this.hash);
    return ((this.hash[0] ?? 0) >>> 0) * 2 ** 21 + ((this.hash[1] ?? 0) >>> 11);
  }
}

/** The first of two places. */
function placeOf(value: string): number {
  const { length } = value;
  if (length === 0) return 0;
  const ends = Math.imul(value.charCodeAt(0) ^ (value.charCodeAt(length - 1) << 7), 0x9e3779b1);
  const hash = Math.imul(ends ^ value.charCodeAt(length >> 1) ^ (length << 16), 0x85ebca6b);
  return (hash >>> 16) & (PLACES - 2);
}
