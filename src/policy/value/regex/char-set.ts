// Sets of UTF-16 code units as bracket expressions write them: ranges, classes, negation, subtraction.

import { lowerCode, upperCode } from "./code-case.ts";

export type CodeTest = (code: number) => boolean;

export class CharSet {
  readonly #ranges: number[] = [];
  readonly #classes: CodeTest[] = [];
  readonly #ascii = new Int8Array(256).fill(-1);
  #isNegated = false;
  #foldsCase = false;
  #without: CharSet | undefined;

  /** `foldsCase`: what is asked for is lower-cased first, and ranges hold both cases of a letter. */
  static of(ranges: readonly number[], isNegated = false, foldsCase = false): CharSet {
    const set = new CharSet();
    set.#ranges.push(...ranges);
    set.#isNegated = isNegated;
    set.#foldsCase = foldsCase;
    return set;
  }

  static ofClass(test: CodeTest, isNegated = false): CharSet {
    const set = new CharSet();
    set.addClass(test, isNegated);
    return set;
  }

  addRange(first: number, last: number): void {
    this.#ranges.push(first, last);
  }

  addClass(test: CodeTest, isNegated: boolean): void {
    this.#classes.push(isNegated ? (code) => !test(code) : test);
  }

  negate(): void {
    this.#isNegated = true;
  }

  foldCase(): void {
    this.#foldsCase = true;
  }

  subtract(without: CharSet): void {
    this.#without = without;
  }

  has(code: number): boolean {
    if (code >= 256) return this.#test(code);
    const known = this.#ascii[code] ?? -1;
    if (known >= 0) return known === 1;
    const found = this.#test(code);
    this.#ascii[code] = found ? 1 : 0;
    return found;
  }

  #test(code: number): boolean {
    const asked = this.#foldsCase ? lowerCode(code) : code;
    if (this.#holds(asked) === this.#isNegated) return false;
    return this.#without === undefined || !this.#without.has(code);
  }

  #holds(code: number): boolean {
    if (this.#inRanges(code) || this.#classes.some((test) => test(code))) return true;
    return this.#foldsCase && this.#inRanges(upperCode(code));
  }

  #inRanges(code: number): boolean {
    const ranges = this.#ranges;
    for (let at = 0; at < ranges.length; at += 2) {
      if (code >= (ranges[at] ?? 0) && code <= (ranges[at + 1] ?? 0)) return true;
    }
    return false;
  }
}
