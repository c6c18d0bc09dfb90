// Reads types as signatures write them (`Dictionary<string, List<T>>`, `int?`, `byte[]`) and moves along the
// text. Signatures are ours: what cannot be read is a programmer's error.

import { strict as assert } from "node:assert";
import { arrayOf, type ClrType, nullable } from "./clr-type.ts";

/** Finds what a name with so many arguments means: a keyword, a type parameter, a type of the catalogue. */
export type NameLookup = (name: string, args: readonly ClrType[]) => ClrType | undefined;

export class SignatureText {
  readonly text: string;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  isAtEnd(): boolean {
    this.#skipBlanks();
    return this.#at === this.text.length;
  }

  /** Takes `symbol` when it comes next. Words only whole: `out` is not the start of `outer`. */
  take(symbol: string): boolean {
    this.#skipBlanks();
    if (!this.text.startsWith(symbol, this.#at)) return false;
    const next = this.text[this.#at + symbol.length] ?? " ";
    if (isNameCharacter(symbol.at(-1) ?? "") && isNameCharacter(next)) return false;
    this.#at += symbol.length;
    return true;
  }

  expect(symbol: string): void {
    assert(this.take(symbol), `signature "${this.text}": ${symbol} expected at ${this.#at}`);
  }

  /** A name, dots included. */
  name(): string {
    this.#skipBlanks();
    const start = this.#at;
    while (isNameCharacter(this.text[this.#at] ?? "") || this.#isInnerDot()) this.#at++;
    assert(this.#at > start, `signature "${this.text}": a name expected at ${start}`);
    return this.text.slice(start, this.#at);
  }

  /** Everything up to one of `ends`, which stays. For default values and operators. */
  until(ends: string): string {
    this.#skipBlanks();
    const start = this.#at;
    while (this.#at < this.text.length && !ends.includes(this.text[this.#at] ?? "")) this.#at++;
    return this.text.slice(start, this.#at).trim();
  }

  type(lookup: NameLookup): ClrType {
    const name = this.name();
    const args: ClrType[] = [];
    if (this.take("<")) {
      do args.push(this.type(lookup));
      while (this.take(","));
      this.expect(">");
    }
    const found = lookup(name, args);
    assert(found !== undefined, `signature "${this.text}": unknown type ${name} of ${args.length}`);
    return this.#suffixed(found);
  }

  #suffixed(type: ClrType): ClrType {
    if (this.take("[]")) return this.#suffixed(arrayOf(type));
    if (this.take("?")) return this.#suffixed(nullable(type));
    return type;
  }

  #isInnerDot(): boolean {
    return this.text[this.#at] === "." && isNameCharacter(this.text[this.#at + 1] ?? "");
  }

  #skipBlanks(): void {
    while (this.text[this.#at] === " ") this.#at++;
  }
}

function isNameCharacter(character: string): boolean {
  return /^[\w@]$/.test(character);
}
