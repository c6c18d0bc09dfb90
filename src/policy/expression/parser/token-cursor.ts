// A place among the tokens of an expression, the complaints about them, and how deep the parser is in them.

import type { Complain } from "../lexer/source-cursor.ts";
import { nameOf, type Token, type TokenKind } from "../lexer/token.ts";

/** Brackets, blocks, prefixes and branches in one another: all of the parser's recursion. */
export const NESTING_LIMIT = 200;

/** Characters of a word in a message. */
const MAX_SHOWN = 40;

/** Says that a construct cannot be read on; its complaint has been made. Caught where reading can go on. */
export class SyntaxFlaw extends Error {}

export class TokenCursor {
  index = 0;
  depth = 0;
  /** Too deep: nothing more is read. */
  isSpent = false;
  readonly tokens: readonly Token[];
  /** Of lists of type arguments that were looked at: the index behind each, -1 where there is none. */
  readonly typeArgumentEnds = new Map<number, number>();
  readonly #text: string;
  readonly #complain: Complain;
  readonly #last: Token;
  #complainedAt = -1;

  /** The tokens of `text`, the outermost brackets of its expression among them. */
  constructor(text: string, tokens: readonly Token[], complain: Complain) {
    this.#text = text;
    this.tokens = tokens;
    this.#complain = complain;
    const end = tokens.at(-1)?.end ?? text.length;
    this.#last = { kind: "end", text: "", at: end, end, literal: undefined, partner: -1 };
  }

  get token(): Token {
    return this.tokens[this.index] ?? this.#last;
  }

  tokenAt(index: number): Token {
    return this.tokens[index] ?? this.#last;
  }

  peek(ahead: number): Token {
    return this.tokens[this.index + ahead] ?? this.#last;
  }

  next(): Token {
    return this.tokens[this.index++] ?? this.#last;
  }

  /** Whether the next token begins a line of its own. */
  isAfterLineEnd(): boolean {
    const gap = this.#text.slice(this.tokenAt(this.index - 1).end, this.token.at);
    return gap.includes("\n") || gap.includes("\r");
  }

  /** Whether the word or sign `text` comes next. */
  is(text: string): boolean {
    return this.token.text === text;
  }

  isKind(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  /** Steps over `text` where it comes next. */
  take(text: string): boolean {
    if (this.token.text !== text) return false;
    this.index++;
    return true;
  }

  expect(text: string, where: string): Token {
    if (this.token.text === text) return this.next();
    const hint = `write ${text} before it, or take it out`;
    return this.fail("unexpected-token", `${this.found()} stands where ${text} ${where}`, hint);
  }

  expectName(what: string): Token {
    if (this.token.kind === "identifier") return this.next();
    const hint =
      this.token.kind === "keyword"
        ? `a keyword is a name with @ before it: @${this.token.text}`
        : "write one";
    return this.fail("name-expected", `${this.found()} stands where ${what} has its name`, hint);
  }

  name(what: string): string {
    return nameOf(this.expectName(what));
  }

  /** The next token, as a message calls it. */
  found(): string {
    const { kind, text } = this.token;
    if (kind === "end") return "the end";
    if (kind === "hole-end") return "}";
    if (kind === "hole-format") return ":";
    if (kind === "literal") return "a literal";
    if (text.length > MAX_SHOWN) return `${text.slice(0, MAX_SHOWN)}…`;
    return text === "" ? "a string" : text;
  }

  /** One complaint per place: what follows from the first is not told. */
  complain(at: number, code: string, message: string, hint: string): void {
    if (at === this.#complainedAt) return;
    this.#complainedAt = at;
    this.#complain(at, code, message, hint);
  }

  fail(code: string, message: string, hint: string, at = this.token.at): never {
    this.complain(at, code, message, hint);
    throw new SyntaxFlaw(message);
  }

  /** Ends the reading of a construct that has been complained of. */
  giveUp(): never {
    throw new SyntaxFlaw();
  }

  /** Every recursion of the parser goes through here; `leave` ends it. */
  enter(): void {
    if (++this.depth > NESTING_LIMIT) this.failTooDeep();
  }

  /** Ends the reading of the whole expression. */
  failTooDeep(): never {
    this.isSpent = true;
    const hint = "keep parts of it in variables";
    this.fail("nested-too-deeply", `the expression is nested more than ${NESTING_LIMIT} levels deep`, hint);
  }

  leave(): void {
    this.depth--;
  }

  /**
   * Runs `read`; where it fails, goes on at the first of `stops` that stands in no bracket, or before the
   * bracket that closes around it, and gives undefined.
   */
  recover<T>(stops: readonly string[], read: () => T): T | undefined {
    const { depth } = this;
    const start = this.index;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SyntaxFlaw) || this.isSpent) throw error;
      this.depth = depth;
      this.#skipTo(start, stops);
      return undefined;
    }
  }

  /** From `start`, so that brackets are skipped as wholes whatever the failed reading was in. */
  #skipTo(start: number, stops: readonly string[]): void {
    const reached = this.index;
    let index = start;
    for (;;) {
      const token = this.tokenAt(index);
      if (token.kind === "end" || isCloser(token)) break;
      if (index >= reached && stops.includes(token.text)) break;
      index = token.partner > index ? token.partner + 1 : index + 1;
      if (token.text === "{" && index > reached && stops.includes(";") && !this.#continues(index)) break;
    }
    this.index = index;
  }

  /** Whether the statement that a block at its end belongs to goes on behind it. */
  #continues(index: number): boolean {
    const { kind, text } = this.tokenAt(index);
    if (kind === "keyword") return text === "else" || text === "catch" || text === "finally";
    return kind === "punctuation" && text !== "{" && text !== "}" && text !== "(";
  }
}

const isCloser = ({ kind, text }: Token): boolean =>
  text === ")" || text === "]" || text === "}" || kind === "hole-end";
