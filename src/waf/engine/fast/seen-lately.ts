// Tells values that come again from those that come once, so that only the former are remembered. Most values
// of most requests (paths with ids, tokens) never come back: to look them up, copy and keep them costs more
// than to judge many of them, and pushes out what does come back.

import { randomInt } from "node:crypto";

/** A mark each, two to a set; a power of two. What comes again after so many others is new, more or less. */
const PLACES = 4096;

/** All chars of values up to here count; of longer ones so many at either end, and some between. */
const WHOLE_CHARS = 64;
const EDGE_CHARS = 24;
const BETWEEN_CHARS = 16;

export class SeenLately {
  /** Some bits of each of the two values that came last to a set, the later one first. */
  private readonly marks = new Uint16Array(PLACES);
  /** Nobody outside can choose values that take each other's places. */
  private readonly seed = randomInt(2 ** 31);

  /**
   * Was the value seen lately? From now on it was. A yes may be wrong, for one value in some thousands or one
   * that differs only in the midst of a long text: whoever asks must look closer then.
   */
  note(value: string): boolean {
    const hash = hashOf(value, this.seed);
    const first = hash & (PLACES - 1) & ~1;
    const mark = hash >>> 16;
    const before = this.marks[first] ?? 0;
    if (before === mark) return true;
    const isSeen = this.marks[first + 1] === mark;
    this.marks[first + 1] = before;
    this.marks[first] = mark;
    return isSeen;
  }
}

function hashOf(value: string, seed: number): number {
  const { length } = value;
  let hash = seed ^ length;
  if (length <= WHOLE_CHARS) {
    for (let at = 0; at < length; at++) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  } else {
    for (let at = 0; at < EDGE_CHARS; at++) {
      hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
      hash = Math.imul(hash ^ value.charCodeAt(length - 1 - at), 0x01000193);
    }
    const step = Math.trunc(length / BETWEEN_CHARS);
    for (let at = step; at < length; at += step) {
      hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
