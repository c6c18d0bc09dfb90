// The collection TX: as others that rules write, with what operators capture (`0` to `9`) apart from it, for
// captures are set ten at a time and often.

import type { Pairs } from "../body/parsed-body.ts";
import { KeyedCollection, type KeyedEntries, type KeyedEntry } from "./keyed-collection.ts";

const CAPTURES = 10;
const DIGIT_0 = 48;

/** All that the collection holds: entries by their lower-case keys, and the ten places. */
export type TxState = {
  readonly entries: KeyedEntries;
  readonly places: readonly (string | undefined)[];
};

export class TxCollection extends KeyedCollection {
  private places: (string | undefined)[] = [];
  private pending: (() => readonly string[]) | undefined;

  /** Replaces all ten; a group that took no part is "". */
  capture(groups: readonly (string | undefined)[]): void {
    this.places = groups.slice(0, CAPTURES);
    this.pending = undefined;
  }

  /** The same, with groups that are found when something first looks at a place. */
  captureLater(groups: () => readonly string[]): void {
    this.pending = groups;
  }

  private get captured(): (string | undefined)[] {
    if (this.pending !== undefined) this.capture(this.pending());
    return this.places;
  }

  get hasCaptures(): boolean {
    return this.pending !== undefined || this.places.length > 0;
  }

  get state(): TxState {
    return { entries: this.snapshot(), places: this.captured };
  }

  /**
   * Goes on from a state, which is kept and not changed; captures stay where it has none. To be called while
   * the collection is untouched.
   */
  resume({ entries, places }: TxState): void {
    this.resumeFrom(entries);
    if (places.length > 0) this.capture(places);
  }

  override get(key: string): string | undefined {
    return isCapture(key) ? this.captured[Number(key)] : super.get(key);
  }

  override set(key: string, value: string): void {
    if (isCapture(key)) this.captured[Number(key)] = value;
    else super.set(key, value);
  }

  override remove(key: string): void {
    if (isCapture(key)) this.captured[Number(key)] = undefined;
    else super.remove(key);
  }

  override hasChanged(lowerKeys: readonly string[]): boolean {
    if (this.hasCaptures && lowerKeys.some(isCapture)) return true;
    return super.hasChanged(lowerKeys);
  }

  override pairsWhere(test: (name: string) => boolean): Pairs {
    const pairs = super.pairsWhere(test);
    if (!this.hasCaptures) return pairs;
    for (const { name, value } of this.captures()) {
      if (!test(name)) continue;
      pairs.names.push(name);
      pairs.values.push(value);
    }
    return pairs;
  }

  override *entries(): Generator<KeyedEntry> {
    yield* super.entries();
    yield* this.captures();
  }

  private captures(): KeyedEntry[] {
    return this.captured.flatMap((value, index) =>
      value === undefined ? [] : [{ name: String(index), value }],
    );
  }
}

function isCapture(key: string): boolean {
  const digit = key.length === 1 ? key.charCodeAt(0) - DIGIT_0 : -1;
  return digit >= 0 && digit < CAPTURES;
}
