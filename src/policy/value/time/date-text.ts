// A text that is read from left to right, for the parsers of dates and spans: digits, names, white space.

import { isWhiteSpace } from "../text/white-space.ts";

export class DateText {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get next(): string {
    return this.text[this.at] ?? "";
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  take(symbol: string): boolean {
    if (!this.text.startsWith(symbol, this.at)) return false;
    this.at += symbol.length;
    return true;
  }

  skipBlanks(): boolean {
    const start = this.at;
    while (this.at < this.text.length && isWhiteSpace(this.text.charCodeAt(this.at))) this.at++;
    return this.at > start;
  }

  /** At most `most` digits, perhaps none. */
  digits(most = Number.POSITIVE_INFINITY): string {
    const start = this.at;
    while (this.at - start < most && isDigit(this.text[this.at])) this.at++;
    return this.text.slice(start, this.at);
  }

  /** Letters of any script, perhaps none. */
  word(): string {
    const start = this.at;
    while (/^\p{L}$/u.test(this.next)) this.at++;
    return this.text.slice(start, this.at);
  }

  /** The place of the first of `names` that comes next, whatever its case; nothing is taken for undefined. */
  oneOf(names: readonly string[], length?: number): number | undefined {
    for (const [index, name] of names.entries()) {
      const wanted = length === undefined ? name : name.slice(0, length);
      if (this.text.slice(this.at, this.at + wanted.length).toLowerCase() !== wanted.toLowerCase()) continue;
      this.at += wanted.length;
      return index;
    }
    return undefined;
  }
}

export function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** Ticks of a second's fraction: the eighth digit rounds. */
export function fractionTicks(digits: string): bigint {
  const ticks = BigInt(digits.slice(0, 7).padEnd(7, "0"));
  return (digits[7] ?? "0") >= "5" ? ticks + 1n : ticks;
}
