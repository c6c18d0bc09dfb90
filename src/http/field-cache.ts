// Fields by the line that they were read from, bounded. A map has to hash every char of a line that was just
// cut out of a head, which costs more than all the rest of reading it; here a few chars choose two places,
// and the line is compared. Who sends lines that meet in one place has them read anew, and nothing else. A
// line that came once is not worth a place: ids of requests and of traces never come again.

import type { Field } from "./field.ts";

export class FieldCache {
  /** Two neighbours each: the one used last comes first. */
  private readonly places: (Field | undefined)[];
  private readonly mask: number;
  /** Some bits each of lines that came and were not known. */
  private readonly marks: Uint16Array;

  /** @param size a power of two */
  constructor(size: number) {
    this.places = new Array<Field | undefined>(size).fill(undefined);
    this.mask = size - 2;
    this.marks = new Uint16Array(size * MARKS_PER_PLACE);
  }

  get(line: string): Field | undefined {
    const { places } = this;
    const at = hashOf(line) & this.mask;
    const first = places[at];
    if (first !== undefined && first.line === line) return first;
    const second = places[at + 1];
    if (second === undefined || second.line !== line) return undefined;
    places[at] = second;
    places[at + 1] = first;
    return second;
  }

  /** Keeps a field whose `line` is not empty, in place of the one of its place that was used less. */
  set(field: Field): void {
    const at = hashOf(field.line) & this.mask;
    this.places[at + 1] = this.places[at];
    this.places[at] = field;
  }

  /** Did a line that `get` does not know come before, lately? From now on it did. A yes may be wrong. */
  comesAgain(line: string): boolean {
    const hash = spreadHash(line);
    const at = hash & (this.marks.length - 1);
    const mark = hash >>> 16;
    if (this.marks[at] === mark) return true;
    this.marks[at] = mark;
    return false;
  }
}

const MARKS_PER_PLACE = 4;
/** Beside those that choose a place, chars all over a line: ids differ anywhere. */
const SPREAD_CHARS = 16;
const FACTOR = 0x01000193;

/** Lines of one name mostly differ in their last chars; versions of browsers, in the middle. */
function hashOf(line: string): number {
  const { length } = line;
  let hash = Math.imul(length, FACTOR) ^ line.charCodeAt(0);
  hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 1);
  hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 2);
  hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 3);
  hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 4);
  hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length >> 1);
  hash = Math.imul(hash, FACTOR) ^ line.charCodeAt((length * 3) >> 2);
  hash = Math.imul(hash, FACTOR);
  return hash ^ (hash >>> 16);
}

function spreadHash(line: string): number {
  const step = Math.max(1, Math.floor(line.length / SPREAD_CHARS));
  let hash = hashOf(line);
  for (let at = step; at < line.length; at += step) hash = Math.imul(hash ^ line.charCodeAt(at), FACTOR);
  return hash ^ (hash >>> 15);
}
