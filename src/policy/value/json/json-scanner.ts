// The characters of a JSON text with line and position, and the pieces that are the same wherever they stand:
// white space, strings, numbers, names. Nothing here knows of objects and arrays.

import type { ClrException } from "../clr-exception.ts";
import { type JsonPlace, jsonReaderError } from "./json-error.ts";

const REPLACEMENT = "\uFFFD";
const letter = /^[\p{L}\p{Nd}]$/u;
const number = /^\p{N}$/u;
const space = /^[\s\u0085]$/u;
const digits4 = /^[0-9a-fA-F]{4}$/;

const escapes: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["t", "\t"],
  ["n", "\n"],
  ["f", "\f"],
  ["r", "\r"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
  ["/", "/"],
]);

export abstract class JsonScanner {
  protected readonly text: string;
  protected at = 0;
  protected line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  abstract readonly path: string;
  /** Nothing was read yet: Newtonsoft tells line 0 then. */
  protected abstract readonly isAtStart: boolean;

  /** JsonReaderException at the present place. */
  fail(message: string): ClrException {
    return jsonReaderError(this.place, message);
  }

  get place(): JsonPlace {
    const position = this.at - this.#lineStart;
    return { path: this.path, line: this.isAtStart && position === 0 ? 0 : this.line, position };
  }

  protected get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character here; NUL at the end, as Newtonsoft's buffer has it. */
  protected get here(): string {
    return this.isAtEnd ? "\0" : this.text.charAt(this.at);
  }

  protected skipSpace(): void {
    while (!this.isAtEnd && this.skipBlank()) {
      // Each turn takes one character or line end.
    }
  }

  /** Takes one white-space character (NUL is one of them) or line end; false when something else is here. */
  protected skipBlank(): boolean {
    const character = this.here;
    if (character === "\r" || character === "\n") this.takeLineEnd();
    else if (character === " " || character === "\t" || character === "\0" || space.test(character))
      this.at++;
    else return false;
    return true;
  }

  protected takeLineEnd(): void {
    const isPair = this.here === "\r" && this.text.charAt(this.at + 1) === "\n";
    this.at += isPair ? 2 : 1;
    this.line++;
    this.#lineStart = this.at;
  }

  /** The text of a string whose opening quote is here. */
  protected takeString(): string {
    const quote = this.here;
    this.at++;
    let from = this.at;
    let found = "";
    for (;;) {
      if (this.isAtEnd) throw this.fail(`Unterminated string. Expected delimiter: ${quote}`);
      const character = this.here;
      if (character === quote) break;
      if (character === "\\") {
        found += this.text.slice(from, this.at) + this.#takeEscape();
        from = this.at;
      } else if (character === "\r" || character === "\n") this.takeLineEnd();
      else this.at++;
    }
    found += this.text.slice(from, this.at);
    this.at++;
    return found;
  }

  #takeEscape(): string {
    this.at++;
    if (this.isAtEnd) {
      throw this.fail('Unterminated string. Expected delimiter: "');
    }
    const name = this.here;
    this.at++;
    if (name === "u") return this.#takeUnicode();
    const character = escapes.get(name);
    if (character === undefined) throw this.fail(`Bad JSON escape sequence: \\${name}`);
    return character;
  }

  /** `\u` is taken already. Halves of surrogate pairs that stand alone become U+FFFD. */
  #takeUnicode(): string {
    let unit = this.#takeHex();
    let found = "";
    for (;;) {
      if (isLowSurrogate(unit)) return found + REPLACEMENT;
      if (!isHighSurrogate(unit)) return found + String.fromCharCode(unit);
      if (this.text.slice(this.at, this.at + 2) !== "\\u") return found + REPLACEMENT;
      this.at += 2;
      const next = this.#takeHex();
      if (isLowSurrogate(next)) return found + String.fromCharCode(unit, next);
      found += REPLACEMENT;
      unit = next;
    }
  }

  #takeHex(): number {
    if (this.at + 4 > this.text.length)
      throw this.fail("Unexpected end while parsing Unicode escape sequence.");
    const digits = this.text.slice(this.at, this.at + 4);
    if (!digits4.test(digits)) throw this.fail(`Invalid Unicode escape sequence: \\u${digits}.`);
    this.at += 4;
    return Number.parseInt(digits, 16);
  }

  /** The characters of a number, whatever they make. */
  protected takeNumber(): string {
    const from = this.at;
    while (isNumberPart(this.text.charCodeAt(this.at))) this.at++;
    const end = this.here;
    if (!this.isAtEnd && end !== "\0" && !space.test(end) && !",}])/".includes(end)) {
      throw this.fail(`Unexpected character encountered while parsing number: ${end}`);
    }
    return this.text.slice(from, this.at);
  }

  protected isNumberStart(character: string): boolean {
    return character === "-" || character === "." || number.test(character);
  }

  /** A property name without quotes. */
  protected takeName(): string {
    const from = this.at;
    for (;;) {
      if (this.isAtEnd) throw this.fail("Unexpected end while parsing unquoted property name.");
      const character = this.here;
      if (isNameCharacter(character)) this.at++;
      else if (character === ":" || character === "\0" || space.test(character)) break;
      else throw this.fail(`Invalid JavaScript property identifier character: ${character}`);
    }
    return this.text.slice(from, this.at);
  }

  protected isNameStart(character: string): boolean {
    return isNameCharacter(character);
  }

  /** The name between `new` and `(`; both sides may have white space. */
  protected takeConstructorName(): string {
    this.skipSpace();
    const from = this.at;
    while (!this.isAtEnd && letter.test(this.here)) this.at++;
    if (this.isAtEnd) throw this.fail("Unexpected end while parsing constructor.");
    const name = this.text.slice(from, this.at);
    this.skipSpace();
    if (this.here !== "(") throw this.fail(`Unexpected character while parsing constructor: ${this.here}`);
    this.at++;
    return name;
  }

  /** The text of a comment whose slash is here. */
  protected takeComment(): string {
    this.at++;
    if (this.at + 1 >= this.text.length) {
      throw this.fail("Unexpected end while parsing comment.");
    }
    if (this.here !== "*" && this.here !== "/") {
      throw this.fail(`Error parsing comment. Expected: *, got ${this.here}`);
    }
    const isLine = this.here === "/";
    this.at++;
    const from = this.at;
    return isLine ? this.#takeLineComment(from) : this.#takeBlockComment(from);
  }

  #takeLineComment(from: number): string {
    while (!this.isAtEnd && this.here !== "\r" && this.here !== "\n") this.at++;
    return this.text.slice(from, this.at);
  }

  #takeBlockComment(from: number): string {
    for (;;) {
      if (this.isAtEnd) throw this.fail("Unexpected end while parsing comment.");
      if (this.here === "*" && this.text.charAt(this.at + 1) === "/") break;
      if (this.here === "\r" || this.here === "\n") this.takeLineEnd();
      else this.at++;
    }
    const found = this.text.slice(from, this.at);
    this.at += 2;
    return found;
  }

  /**
   * Takes a literal word. False when another character stands in it or follows it without a separator.
   * @throws ClrException when the text ends before the word does
   */
  protected takeWord(word: string, isInConstructor: boolean): boolean {
    if (this.at + word.length > this.text.length) {
      this.at = this.text.length;
      throw this.fail("Unexpected end when reading JSON.");
    }
    for (let index = 0; index < word.length; index++) {
      if (this.text.charAt(this.at) !== word.charAt(index)) return false;
      this.at++;
    }
    return this.isAtEnd || this.#isSeparator(isInConstructor);
  }

  #isSeparator(isInConstructor: boolean): boolean {
    const character = this.here;
    if (character === "/") return "*/".includes(this.text.charAt(this.at + 1) || " ");
    if (character === ")") return isInConstructor;
    return ",}]\0".includes(character) || space.test(character);
  }
}

function isNumberPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || // 0-9
    (code >= 0x41 && code <= 0x46) || // A-F
    (code >= 0x61 && code <= 0x66) || // a-f
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x58 || // X
    code === 0x78
  );
}

function isNameCharacter(character: string): boolean {
  return character === "_" || character === "$" || letter.test(character);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
