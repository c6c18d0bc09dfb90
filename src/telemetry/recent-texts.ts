// What was made of texts that came lately, for fields that repeat at one client and differ between clients. A
// map would hash each text, and copy it into the engine's table of names, to find that it is new; here a few
// chars choose a place, and the text is compared. A text that came once takes nobody's place.

import { ownCopy } from "#kernel/own-copy.ts";

type Kept = { readonly text: string; readonly made: string };

export class RecentTexts {
  private readonly places: (Kept | undefined)[];
  /** By place: of the text that came there last. */
  private readonly hashes: Int32Array;
  private readonly mask: number;

  /** @param size a power of two */
  constructor(size: number) {
    this.places = new Array<Kept | undefined>(size).fill(undefined);
    this.hashes = new Int32Array(size);
    this.mask = size - 1;
  }

  /** What was made of the text; undefined where it is not known. */
  get(text: string): string | undefined {
    const kept = this.places[hashOf(text) & this.mask];
    return kept !== undefined && kept.text === text ? kept.made : undefined;
  }

  /** To be told of a text that `get` did not know; keeps copies, the second time that it comes. */
  offer(text: string, made: string): void {
    const hash = hashOf(text);
    const place = hash & this.mask;
    if (this.hashes[place] === hash) this.places[place] = { text: ownCopy(text), made: ownCopy(made) };
    else this.hashes[place] = hash;
  }
}

/** Addresses mostly differ in their last chars. */
function hashOf(text: string): number {
  const { length } = text;
  let hash = Math.imul(length, FACTOR);
  for (let at = Math.max(0, length - TAIL_CHARS); at < length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FACTOR);
  }
  hash = Math.imul(hash ^ text.charCodeAt(length >> 1), FACTOR);
  return hash ^ (hash >>> 16);
}

const TAIL_CHARS = 8;
const FACTOR = 0x01000193;
