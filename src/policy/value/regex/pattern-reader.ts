// Moves along a pattern: characters, numbers, names, blanks and comments.

import { ClrException } from "../clr-exception.ts";
import { isWord } from "./char-class.ts";
import { regexOptions } from "./regex-options.ts";

const optionLetters: ReadonlyMap<string, number> = new Map([
  ["i", regexOptions.IgnoreCase],
  ["m", regexOptions.Multiline],
  ["n", regexOptions.ExplicitCapture],
  ["s", regexOptions.Singleline],
  ["x", regexOptions.IgnorePatternWhitespace],
]);

const MAX_INT = 2147483647;
const blank = /^[ \t\n\f\r]$/;

export class PatternReader {
  readonly pattern: string;
  at = 0;
  options: number;

  constructor(pattern: string, options: number) {
    this.pattern = pattern;
    this.options = options;
  }

  get left(): number {
    return this.pattern.length - this.at;
  }

  /** "" past the end. */
  peek(ahead = 0): string {
    return this.pattern.charAt(this.at + ahead);
  }

  next(): string {
    return this.pattern.charAt(this.at++);
  }

  uses(option: number): boolean {
    return (this.options & option) !== 0;
  }

  fault(message: string): ClrException {
    return new ClrException("System.ArgumentException", `parsing "${this.pattern}" - ${message}`);
  }

  /** Digits as a number; 0 where there are none.
   * @throws ClrException ArgumentException */
  decimal(): number {
    let value = 0;
    while (/^[0-9]$/.test(this.peek())) {
      value = value * 10 + Number(this.next());
      if (value > MAX_INT) {
        throw this.fault("Capture group numbers must be less than or equal to Int32.MaxValue.");
      }
    }
    return value;
  }

  /** Word characters. */
  name(): string {
    const start = this.at;
    while (this.left > 0 && this.isWordNext()) this.at++;
    return this.pattern.slice(start, this.at);
  }

  isWordNext(): boolean {
    return this.left > 0 && isWord(this.pattern.charCodeAt(this.at));
  }

  /** Comments, and with IgnorePatternWhitespace blanks.
   * @throws ClrException ArgumentException */
  skipBlanks(): void {
    const isExtended = this.uses(regexOptions.IgnorePatternWhitespace);
    for (;;) {
      if (isExtended) while (blank.test(this.peek())) this.at++;
      if (isExtended && this.peek() === "#") {
        while (this.left > 0 && this.peek() !== "\n") this.at++;
      } else if (this.pattern.startsWith("(?#", this.at)) {
        const end = this.pattern.indexOf(")", this.at);
        if (end < 0) throw this.fault("Unterminated (?#...) comment.");
        this.at = end + 1;
      } else {
        return;
      }
    }
  }

  /** The letters of `(?i-s)`. */
  inlineOptions(): void {
    let isOff = false;
    for (; this.left > 0; this.at++) {
      const letter = this.peek();
      if (letter === "-" || letter === "+") {
        isOff = letter === "-";
        continue;
      }
      const option = optionLetters.get(letter.toLowerCase());
      if (option === undefined) return;
      this.options = isOff ? this.options & ~option : this.options | option;
    }
  }
}
