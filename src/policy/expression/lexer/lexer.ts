// Text of a policy expression → tokens, in linear time and without recursion: brackets, interpolated strings
// and their holes lie on a stack. It stops where the bracket that it began at is closed, which is how the
// end of an expression in a document is found.

import type { Literal } from "../syntax.ts";
import { isDigit, isLineEnd, isSpace } from "./characters.ts";
import { scanHoleFormat, scanInterpolationText } from "./scan-interpolation.ts";
import { scanNumber } from "./scan-number.ts";
import { scanCharacter, scanString, scanVerbatimString, unterminated } from "./scan-text.ts";
import { isWordStart, scanWord } from "./scan-word.ts";
import { type Complain, SourceCursor } from "./source-cursor.ts";
import { punctuation, type Token, type TokenKind } from "./token.ts";

type Frame =
  | {
      readonly kind: "bracket" | "hole";
      readonly closer: string;
      readonly opener: number;
      readonly at: number;
    }
  | { readonly kind: "string"; readonly isVerbatim: boolean; readonly at: number };

/** After one of these nobody can tell any more what is code and what is text. */
const breaking: ReadonlySet<string> = new Set([
  "unterminated-string",
  "unterminated-character",
  "unterminated-comment",
  "raw-string",
  "unclosed-bracket",
  "unexpected-bracket",
  "preprocessor-directive",
]);

const closers: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

const INTERPOLATED = /\$@?"|@\$"/y;
const noSigns: readonly string[] = [];

export class Lexer {
  readonly tokens: Token[] = [];
  /** Nothing behind the last token can be told. */
  isBroken = false;
  readonly #cursor: SourceCursor;
  readonly #frames: Frame[] = [];

  /** `at` is where the `@` of `@(` or `@{` stands. */
  constructor(text: string, at: number, complain: Complain) {
    this.#cursor = new SourceCursor(text, at + 1, (offset, code, message, hint) => {
      if (breaking.has(code)) this.isBroken = true;
      complain(offset, code, message, hint);
    });
  }

  /** Reads up to the closing bracket: the offset behind it, or undefined where there is none. */
  run(): number | undefined {
    do {
      this.#step();
    } while (!this.isBroken && this.#frames.length > 0);
    return this.isBroken ? undefined : this.#cursor.at;
  }

  #step(): void {
    const frame = this.#frames.at(-1);
    if (frame?.kind === "string") {
      this.#stepInString(frame.isVerbatim, frame.at);
      return;
    }
    this.#skipTrivia();
    if (this.isBroken) return;
    const start = this.#cursor.at;
    if (this.#cursor.isAtEnd) this.#breakOff();
    else if (!this.#scanLiteral(start) && !this.#scanName(start)) this.#scanSign(start, frame);
  }

  #skipTrivia(): void {
    const cursor = this.#cursor;
    for (;;) {
      cursor.skipWhile(isSpace);
      if (cursor.text.startsWith("//", cursor.at)) cursor.skipWhile((code) => !isLineEnd(code));
      else if (cursor.text.startsWith("/*", cursor.at)) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    const start = this.#cursor.at;
    const end = this.#cursor.text.indexOf("*/", start + 2);
    this.#cursor.at = end < 0 ? this.#cursor.text.length : end + 2;
    if (end < 0) this.#complain(start, "unterminated-comment", "the comment has no end", "close it with */");
  }

  #scanLiteral(start: number): boolean {
    const cursor = this.#cursor;
    const code = cursor.code();
    let literal: Literal | undefined;
    if (code === 0x22) literal = scanString(cursor);
    else if (code === 0x27) literal = scanCharacter(cursor);
    else if (isDigit(code) || (code === 0x2e && isDigit(cursor.code(1)))) literal = scanNumber(cursor);
    else if (code === 0x40 && cursor.code(1) === 0x22) literal = scanVerbatimString(cursor);
    else return (code === 0x24 || code === 0x40) && this.#beginInterpolation(start);
    this.#push("literal", "", start, literal);
    return true;
  }

  #beginInterpolation(start: number): boolean {
    INTERPOLATED.lastIndex = start;
    const opening = INTERPOLATED.exec(this.#cursor.text)?.[0];
    if (opening === undefined) return false;
    this.#cursor.at += opening.length;
    this.#frames.push({ kind: "string", isVerbatim: opening.length === 3, at: start });
    this.#push("interpolation-start", "", start);
    return true;
  }

  #stepInString(isVerbatim: boolean, begin: number): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const value = scanInterpolationText(cursor, isVerbatim);
    if (cursor.at > start) {
      this.#push("interpolation-text", "", start, { type: "string", value });
    } else if (cursor.take("{")) {
      this.#open("hole", start, "}");
    } else if (cursor.take('"')) {
      this.#frames.pop();
      this.#push("interpolation-end", "", start);
    } else {
      unterminated(cursor, begin, !cursor.isAtEnd);
    }
  }

  #scanName(start: number): boolean {
    if (!isWordStart(this.#cursor)) return false;
    const { kind, text } = scanWord(this.#cursor);
    this.#push(kind, text, start);
    return true;
  }

  #scanSign(start: number, frame: Frame | undefined): void {
    const { text } = this.#cursor;
    const sign = (punctuation.get(text.charAt(start)) ?? noSigns).find((s) => text.startsWith(s, start));
    if (sign === undefined) {
      this.#refuse(start);
      return;
    }
    if (frame?.kind === "hole" && sign === ":") {
      this.#scanFormat(start);
      return;
    }
    // `a?.5:b` is a conditional with the number .5.
    const isNumber = sign === "?." && isDigit(text.charCodeAt(start + 2));
    const taken = isNumber ? "?" : sign;
    this.#cursor.at += taken.length;
    const closer = closers.get(taken);
    if (closer !== undefined) this.#open("bracket", start, closer);
    else if (taken === ")" || taken === "]" || taken === "}") this.#close(start, taken, frame);
    else this.#push("punctuation", taken, start);
  }

  #scanFormat(start: number): void {
    const string = this.#frames.at(-2);
    this.#cursor.at++;
    const value = scanHoleFormat(this.#cursor, string?.kind === "string" && string.isVerbatim);
    this.#push("hole-format", "", start, { type: "string", value });
  }

  #open(kind: "bracket" | "hole", start: number, closer: string): void {
    this.#frames.push({ kind, closer, opener: this.tokens.length, at: start });
    if (kind === "hole") this.#push("hole-start", "", start);
    else this.#push("punctuation", this.#cursor.text.charAt(start), start);
  }

  #close(start: number, sign: string, frame: Frame | undefined): void {
    if (frame === undefined || frame.kind === "string" || frame.closer !== sign) {
      this.#unbalanced(start, sign, frame);
      return;
    }
    this.#frames.pop();
    const opener = this.tokens[frame.opener];
    if (opener !== undefined) opener.partner = this.tokens.length;
    if (frame.kind === "hole") this.#push("hole-end", "", start);
    else this.#push("punctuation", sign, start);
  }

  /** The bracket that is open is the one to blame where the sign closes one further out. */
  #unbalanced(start: number, sign: string, frame: Frame | undefined): void {
    const closesOuter = this.#frames.some((outer) => outer.kind !== "string" && outer.closer === sign);
    if (frame?.kind !== "string" && frame !== undefined && closesOuter) this.#unclosed(frame);
    else
      this.#complain(
        start,
        "unexpected-bracket",
        `the ${sign} closes nothing`,
        `take it out, or open it before`,
      );
  }

  #unclosed(frame: Frame): void {
    if (frame.kind === "string") {
      unterminated(this.#cursor, frame.at, false);
      return;
    }
    const opener = this.#cursor.text.charAt(frame.at);
    this.#complain(
      frame.at,
      "unclosed-bracket",
      `the ${opener} is not closed`,
      `close it with ${frame.closer}`,
    );
  }

  #breakOff(): void {
    const innermost = this.#frames.at(-1);
    if (innermost !== undefined) this.#unclosed(innermost);
    else this.#complain(this.#cursor.at, "unclosed-bracket", "there is no expression", "write @(…) or @{…}");
  }

  #refuse(start: number): void {
    const character = String.fromCodePoint(this.#cursor.text.codePointAt(start) ?? 0);
    this.#cursor.at += character.length;
    const shown = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0") ?? "";
    if (character === "#") {
      const hint = "leave it out: policy expressions have no #if, #region or #pragma";
      this.#complain(start, "preprocessor-directive", "directives are not allowed in expressions", hint);
    } else if (character === "@") {
      const hint = "one @ stands before the whole expression; leave this one out";
      this.#complain(start, "nested-expression", "an @ stands inside an expression", hint);
    } else {
      const message = `the character ${character} (U+${shown}) has no place in C#`;
      this.#complain(start, "unexpected-character", message, "take it out, or put it into a string");
    }
  }

  #push(kind: TokenKind, text: string, at: number, literal?: Literal): void {
    this.tokens.push({ kind, text, at, end: this.#cursor.at, literal, partner: -1 });
  }

  #complain(at: number, code: string, message: string, hint: string): void {
    this.#cursor.complain(at, code, message, hint);
  }
}
