// A set of rules by their places in the list, read in that order.

const WORD_BITS = 32;

export class RuleBits {
  readonly #words: Uint32Array;

  constructor(rules: number) {
    this.#words = new Uint32Array(Math.ceil(rules / WORD_BITS));
  }

  /** Holds from now on what the other one, of as many rules, holds. */
  copyFrom(other: RuleBits): void {
    // A few words: to call the copy of typed arrays costs more.
    const [to, from] = [this.#words, other.#words];
    for (let word = 0; word < to.length; word++) to[word] = from[word] ?? 0;
  }

  addAll(rules: readonly number[]): void {
    for (const rule of rules) {
      const word = rule >>> 5;
      this.#words[word] = (this.#words[word] ?? 0) | (1 << (rule & 31));
    }
  }

  /** The first rule of the set at or after a place; -1 where there is none. */
  next(from: number): number {
    const words = this.#words;
    let at = from >>> 5;
    if (at >= words.length) return -1;
    let word = (words[at] ?? 0) & (-1 << (from & 31));
    while (word === 0) {
      at++;
      if (at >= words.length) return -1;
      word = words[at] ?? 0;
    }
    return at * WORD_BITS + (WORD_BITS - 1 - Math.clz32(word & -word));
  }
}
