// System.Random: the subtractive generator of the .NET Framework (Knuth, volume 2, 3.2.2), so that a seed
// gives the numbers that it gave there. Not for secrets, there as here.

import { ClrObject } from "../clr-object.ts";

const BIG = 2147483647;
const SEED = 161803398;
const MIN_INT = -2147483648;

export class ClrRandom extends ClrObject {
  readonly clrName = "System.Random";
  readonly #state = new Int32Array(56);
  #next = 0;
  #nextP = 21;

  constructor(seed: number) {
    super();
    const state = this.#state;
    let last = (SEED - (seed === MIN_INT ? BIG : Math.abs(seed))) | 0;
    state[55] = last;
    let value = 1;
    for (let step = 1; step < 55; step++) {
      const index = (21 * step) % 55;
      state[index] = value;
      value = (last - value) | 0;
      if (value < 0) value += BIG;
      last = state[index] ?? 0;
    }
    for (let round = 0; round < 4; round++) this.#stir();
  }

  #stir(): void {
    const state = this.#state;
    for (let index = 1; index < 56; index++) {
      const mixed = ((state[index] ?? 0) - (state[1 + ((index + 30) % 55)] ?? 0)) | 0;
      state[index] = mixed < 0 ? mixed + BIG : mixed;
    }
  }

  /** [0, 2147483647) */
  nextInteger(): number {
    this.#next = this.#next >= 55 ? 1 : this.#next + 1;
    this.#nextP = this.#nextP >= 55 ? 1 : this.#nextP + 1;
    let value = ((this.#state[this.#next] ?? 0) - (this.#state[this.#nextP] ?? 0)) | 0;
    if (value === BIG) value -= 1;
    if (value < 0) value += BIG;
    this.#state[this.#next] = value;
    return value;
  }

  /** [0, 1) */
  nextDouble(): number {
    return this.nextInteger() * (1 / BIG);
  }

  /** [0, 1), for ranges beyond 31 bits. */
  nextLarge(): number {
    const magnitude = this.nextInteger();
    const isNegative = this.nextInteger() % 2 === 0;
    return ((isNegative ? -magnitude : magnitude) + (BIG - 1)) / (2 * BIG - 1);
  }
}
