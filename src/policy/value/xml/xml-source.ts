// A text of XML that is read from left to right: characters, names, references, and the places that
// exceptions name. The messages and their places are those of .NET's XmlTextReaderImpl.

import type { ClrException } from "../clr-exception.ts";
import { firstInvalid, isNamePart, isNameStart, isXmlSpace } from "./xml-characters.ts";
import {
  badNameCharacter,
  badNameStart,
  characterText,
  invalidCharacter,
  type XmlPlace,
  xmlError,
} from "./xml-error.ts";

/** Characters that .NET wants to see of a comment, CDATA or instruction before it reads any. */
const MIN_UNENDED = 3;

export type QualifiedName = { readonly prefix: string; readonly local: string; readonly at: number };

export class XmlSource {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** NaN at the end. */
  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  startsWith(symbol: string): boolean {
    return this.text.startsWith(symbol, this.at);
  }

  take(symbol: string): boolean {
    if (!this.startsWith(symbol)) return false;
    this.at += symbol.length;
    return true;
  }

  skipSpace(): boolean {
    const start = this.at;
    while (isXmlSpace(this.code)) this.at++;
    return this.at > start;
  }

  placeOf(offset: number): XmlPlace {
    let line = 1;
    let start = 0;
    for (let at = 0; at < offset; at++) {
      const code = this.text.charCodeAt(at);
      if (code !== 10 && (code !== 13 || this.text.charCodeAt(at + 1) === 10)) continue;
      line += 1;
      start = at + 1;
    }
    return { line, position: offset - start + 1 };
  }

  error(message: string, offset = this.at): ClrException {
    return xmlError(message, this.placeOf(offset));
  }

  /** `'x' is an unexpected token. The expected token is '>'.`; `wanted` is such a sentence. */
  unexpected(wanted: string, offset = this.at): ClrException {
    let end = offset + 1;
    if (isNamePart(this.text.charCodeAt(offset))) {
      while (end < this.text.length && isNamePart(this.text.charCodeAt(end))) end++;
    }
    const token = this.text.slice(offset, end);
    return this.error(`'${token}' is an unexpected token. ${wanted}`, offset);
  }

  expected(token: string): ClrException {
    return this.unexpected(`The expected token is '${token}'.`);
  }

  /** `name` or `prefix:name`. */
  qualifiedName(): QualifiedName {
    const at = this.at;
    const first = this.simpleName();
    if (this.code !== 58) return { prefix: "", local: first, at };
    this.at++;
    const local = this.simpleName();
    if (this.code === 58) throw this.error(badNameCharacter(58));
    return { prefix: first, local, at };
  }

  simpleName(): string {
    const start = this.at;
    if (!isNameStart(this.code)) {
      // The last character of a text is not looked at before .NET misses the next.
      if (start + 1 >= this.text.length) throw this.#endInName();
      throw this.error(badNameStart(this.code));
    }
    while (isNamePart(this.code)) this.at++;
    if (this.isAtEnd()) throw this.#endInName();
    return this.text.slice(start, this.at);
  }

  #endInName(): ClrException {
    return this.error("Unexpected end of file while parsing Name has occurred.");
  }

  /** After a name: the next character must be able to end it. */
  checkNameEnd(ends: string): void {
    if (!isXmlSpace(this.code) && !ends.includes(this.text[this.at] ?? "")) {
      throw this.error(badNameCharacter(this.code));
    }
  }

  /** What stands before `end`, which is passed; line ends become `\n`. `name` is for the end of the file. */
  until(end: string, name: string): string {
    const start = this.at;
    const found = this.text.indexOf(end, start);
    if (found < 0) throw this.#unended(end, name);
    this.checkCharacters(start, found);
    this.at = found + end.length;
    return unifyLines(this.text.slice(start, found));
  }

  /** .NET has read on to the end, but for what could begin `end`; short texts it has not begun to read. */
  #unended(end: string, name: string): ClrException {
    const { text } = this;
    let offset = text.length;
    while (text.length - offset < end.length && text[offset - 1] === end[0]) offset--;
    const place = text.length - this.at < MIN_UNENDED ? this.at : Math.max(offset, this.at);
    return this.error(`Unexpected end of file while parsing ${name} has occurred.`, place);
  }

  checkCharacters(start: number, end: number): void {
    const wrong = firstInvalid(this.text, start, end);
    if (wrong >= 0) throw this.error(invalidCharacter(this.text.charCodeAt(wrong)), wrong);
  }

  /** `&amp;`, `&#65;`, `&#x41;`: the cursor stands on the `&`. */
  reference(): string {
    const start = this.at;
    this.at++;
    if (this.code === 35) return this.#characterReference(start);
    const nameStart = this.at;
    if (this.isAtEnd()) throw this.error("Unexpected end of file has occurred.", start);
    while (isNamePart(this.code)) this.at++;
    const name = this.text.slice(nameStart, this.at);
    if (this.isAtEnd() || name === "" || !isNameStart(name.charCodeAt(0))) {
      throw this.error("An error occurred while parsing EntityName.", nameStart);
    }
    if (!this.startsWith(";")) throw this.expected(";");
    const value = predefined.get(name);
    if (value === undefined) throw this.error(`Reference to undeclared entity '${name}'.`, nameStart);
    this.at++;
    return value;
  }

  #characterReference(start: number): string {
    this.at++;
    const isHex = this.take("x");
    const digitsAt = this.at;
    while (isHex ? isHexDigit(this.code) : isDecimalDigit(this.code)) this.at++;
    const digits = this.text.slice(digitsAt, this.at);
    if (this.isAtEnd()) throw this.error("Unexpected end of file while parsing  has occurred.", start);
    if (digits === "" || !this.take(";")) {
      const kind = isHex ? "hexadecimal" : "decimal";
      throw this.error(`Invalid syntax for a ${kind} numeric entity reference.`);
    }
    return this.#character(Number.parseInt(digits, isHex ? 16 : 10), digitsAt);
  }

  #character(code: number, digitsAt: number): string {
    if (code > 0x10ffff) {
      // As .NET shows it: the high surrogate that the number would have, cut to 16 bits.
      const shown = (0xd800 + ((code - 0x10000) >> 10)) & 0xffff;
      throw this.error(`${characterText(shown)}, is an invalid character.`, digitsAt);
    }
    const text = String.fromCodePoint(code);
    if (firstInvalid(text) >= 0) throw this.error(invalidCharacter(code & 0xffff), digitsAt);
    return text;
  }
}

const predefined: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

const isDecimalDigit = (code: number): boolean => code >= 48 && code <= 57;
const isHexDigit = (code: number): boolean =>
  isDecimalDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);

export function unifyLines(text: string): string {
  return text.includes("\r") ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text;
}
