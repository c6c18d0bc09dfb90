// Fields by the line that they were read from, bounded. A map has to hash every char of a line that was just
// cut out of a head, which costs more than all the rest of reading it; here a few chars choose two places,
// and the line is compared. Who sends lines that meet in one place has them read anew, and nothing else.

import type { Field } from "./field.ts";

export class FieldCache {
  /** Two neighbours each: the one used last comes first. */
  private readonly places: (Field | undefined)[];
  private readonly mask: number;

  /** @param size a power of two */
  constructor(size: number) {
    this.places = new Array<Field | undefined>(size).fill(undefined);
    this.mask = size - 2;
  }

  get(line: string): Field | undefined {
    const { places } = this;
    const at = this.placeOf(line);
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
    const at = this.placeOf(field.line);
    this.places[at + 1] = this.places[at];
    this.places[at] = field;
  }

  /** Lines of one name mostly differ in their last chars; versions of browsers, in the middle. */
  private placeOf(line: string): number {
    const { length } = line;
    let hash = Math.imul(length, FACTOR) ^ line.charCodeAt(0);
    hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 1);
    hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 2);
    hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 3);
    hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length - 4);
    hash = Math.imul(hash, FACTOR) ^ line.charCodeAt(length >> 1);
    hash = Math.imul(hash, FACTOR) ^ line.charCodeAt((length * 3) >> 2);
    hash = Math.imul(hash, FACTOR);
    return (hash ^ (hash >>> 16)) & this.mask;
  }
}

const FACTOR = 0x01000193;
