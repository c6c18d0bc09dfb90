// The hashes of the keys that were counted last: a client that goes on, or a limit that all share, has its
// key hashed once. A few chars choose a place, and the key is compared; of two that meet in one place each
// is hashed anew.

import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";

/** A power of two: about as many clients as are busy at a worker in one moment. */
const PLACES = 256;
/** Nothing of a client's making is kept alive but short texts. */
const MAX_CHARS = 256;
const TAIL_CHARS = 4;
const FACTOR = 0x01000193;

export class KeyHashes {
  readonly #seed: Seed;
  readonly #keys = new Array<string>(PLACES).fill("");
  /** No number for an empty place, which equals no salt. */
  readonly #salts = new Float64Array(PLACES).fill(Number.NaN);
  readonly #hashes = new Int32Array(2 * PLACES);
  readonly #out = new Int32Array(2);
  /** Of the key that was looked up last. */
  hi = 0;
  lo = 0;

  constructor(seed: Seed) {
    this.#seed = seed;
  }

  /**
   * Puts what `keyedHash` gives into `hi` and `lo`.
   * @param key composed, as keys of limits are: a slice would keep the text alive that it was cut from
   */
  look(key: string, salt: number): void {
    const place = placeOf(key);
    if (this.#keys[place] !== key || this.#salts[place] !== salt) {
      keyedHash(key, salt, this.#seed, this.#out);
      const [hi = 0, lo = 0] = this.#out;
      this.hi = hi;
      this.lo = lo;
      if (key.length <= MAX_CHARS) this.#keep(place, key, salt);
      return;
    }
    this.hi = this.#hashes[2 * place] ?? 0;
    this.lo = this.#hashes[2 * place + 1] ?? 0;
  }

  #keep(place: number, key: string, salt: number): void {
    this.#keys[place] = key;
    this.#salts[place] = salt;
    this.#hashes[2 * place] = this.hi;
    this.#hashes[2 * place + 1] = this.lo;
  }
}

/** Keys of one limit mostly differ in their last chars. */
function placeOf(key: string): number {
  let hash = Math.imul(key.length, FACTOR);
  for (let at = Math.max(0, key.length - TAIL_CHARS); at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), FACTOR);
  }
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
