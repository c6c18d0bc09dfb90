// Bracket expressions: `[^a-z\d-[aeiou]]`, and \p{…}.

import {
  isAsciiDigit,
  isAsciiSpace,
  isAsciiWord,
  isDigit,
  isSpace,
  isWord,
  namedClass,
} from "./char-class.ts";
import { CharSet, type CodeTest } from "./char-set.ts";
import { parseCharEscape } from "./parse-escape.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { regexOptions } from "./regex-options.ts";

/** What \d, \w and \s hold under the options. */
export function shorthandClass(letter: string, isEcma: boolean): CodeTest {
  switch (letter.toLowerCase()) {
    case "d":
      return isEcma ? isAsciiDigit : isDigit;
    case "w":
      return isEcma ? isAsciiWord : isWord;
    default:
      return isEcma ? isAsciiSpace : isSpace;
  }
}

/** After `\p`: `{name}`.
 * @throws ClrException ArgumentException */
export function parseProperty(reader: PatternReader): CodeTest {
  if (reader.left < 3) throw reader.fault("Incomplete \\p{X} character escape.");
  if (reader.next() !== "{") throw reader.fault("Malformed \\p{X} character escape.");
  const start = reader.at;
  while (reader.isWordNext() || reader.peek() === "-") reader.at++;
  const name = reader.pattern.slice(start, reader.at);
  if (reader.left === 0 || reader.next() !== "}") throw reader.fault("Incomplete \\p{X} character escape.");
  const found = namedClass(name);
  if (found === undefined) throw reader.fault(`Unknown property '${name}'.`);
  return found;
}

/** Deeper subtractions are nobody's. */
const MAX_DEPTH = 100;

/** After `[`. @throws ClrException ArgumentException */
export function parseClass(reader: PatternReader, depth = 0): CharSet {
  if (depth > MAX_DEPTH) throw reader.fault("Unterminated [] set.");
  return new ClassParser(reader, depth).parse();
}

class ClassParser {
  readonly #reader: PatternReader;
  readonly #depth: number;
  readonly #set = new CharSet();
  /** The first character of a range whose last is to come. */
  #rangeFirst: number | undefined;

  constructor(reader: PatternReader, depth: number) {
    this.#reader = reader;
    this.#depth = depth;
  }

  parse(): CharSet {
    const reader = this.#reader;
    if (reader.peek() === "^") {
      reader.at++;
      this.#set.negate();
    }
    if (reader.uses(regexOptions.IgnoreCase)) this.#set.foldCase();
    for (let isFirst = true; reader.left > 0; isFirst = false) {
      const char = reader.next();
      if (char === "]" && !isFirst) return this.#set;
      if (char === "\\" && reader.left > 0) this.#escape(isFirst);
      else this.#take(char.charCodeAt(0), false, isFirst);
    }
    throw reader.fault("Unterminated [] set.");
  }

  #escape(isFirst: boolean): void {
    const reader = this.#reader;
    const letter = reader.peek();
    if (/^[dDwWsSpP]$/.test(letter)) {
      reader.at++;
      if (this.#rangeFirst !== undefined) {
        throw reader.fault(`Cannot include class \\${letter} in character range.`);
      }
      const test = /^p$/i.test(letter)
        ? parseProperty(reader)
        : shorthandClass(letter, reader.uses(regexOptions.ECMAScript));
      this.#set.addClass(test, letter < "a");
    } else if (letter === "-") {
      reader.at++;
      this.#set.addRange(45, 45);
    } else {
      this.#take(parseCharEscape(reader), true, isFirst);
    }
  }

  #take(code: number, isEscaped: boolean, isFirst: boolean): void {
    const reader = this.#reader;
    const char = isEscaped ? "" : String.fromCharCode(code);
    if (char === "[" && this.#rangeFirst === undefined) this.#skipPosixName();
    if (this.#rangeFirst !== undefined) {
      this.#endRange(this.#rangeFirst, code, char === "[" && !isFirst);
    } else if (reader.left >= 2 && reader.peek() === "-" && reader.peek(1) !== "]") {
      this.#rangeFirst = code;
      reader.at++;
    } else if (char === "-" && reader.peek() === "[" && !isFirst) {
      reader.at++;
      this.#subtract();
    } else {
      this.#set.addRange(code, code);
    }
  }

  #endRange(first: number, last: number, isSubtraction: boolean): void {
    this.#rangeFirst = undefined;
    if (isSubtraction) {
      this.#set.addRange(first, first);
      this.#subtract();
      return;
    }
    if (first > last) throw this.#reader.fault("[x-y] range in reverse order.");
    this.#set.addRange(first, last);
  }

  #subtract(): void {
    const reader = this.#reader;
    this.#set.subtract(parseClass(reader, this.#depth + 1));
    if (reader.left > 0 && reader.peek() !== "]") {
      throw reader.fault("A subtraction must be the last element in a character class.");
    }
  }

  /** `[:alpha:]` is read and means nothing but its bracket, in .NET. */
  #skipPosixName(): void {
    const found = /^:\w*:\]/.exec(this.#reader.pattern.slice(this.#reader.at, this.#reader.at + 32));
    if (found !== null) this.#reader.at += found[0].length;
  }
}
