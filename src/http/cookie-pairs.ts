// The pairs of a request's Cookie fields (RFC 6265 §5.4), one after the other. Several fields are one list:
// HTTP/2 lets a client part them (RFC 9113 §8.2.3). Values stay as they came, quotes and all.

import { indexOrEnd } from "#kernel/index-or-end.ts";
import type { Field } from "./field.ts";

const COOKIE = "cookie";

/**
 * A walk that takes out no text but what is asked for: most requests have many cookies, and few of them
 * matter. A part without `=`, and one that begins with it, is no pair and is left out; white space around
 * names and values is no part of them.
 */
export class CookiePairs {
  readonly #fields: readonly Field[];
  #nextField = 0;
  /** The value of the field under way, and where its next part begins. */
  #text = "";
  #nextAt = 0;
  /** The first `=` from there on, or before: looked for once, however many parts have none. */
  #equalsAt = -1;
  /** Of the pair at hand: of the name without white space, and of what follows its `=`. */
  #nameAt = 0;
  #nameEnd = 0;
  #valueAt = 0;
  #valueEnd = 0;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  /** Goes on to the next pair; false where there is none. */
  next(): boolean {
    do {
      while (this.#nextAt < this.#text.length) if (this.#takePart()) return true;
    } while (this.#openField());
    return false;
  }

  /** True where the name of the pair is this very one: names are case-sensitive. */
  isNamed(name: string): boolean {
    return this.#nameEnd - this.#nameAt === name.length && this.#text.startsWith(name, this.#nameAt);
  }

  /** Empty where white space alone stands before the `=`. */
  get name(): string {
    return this.#text.slice(this.#nameAt, this.#nameEnd);
  }

  get value(): string {
    return this.#text.slice(this.#valueAt, this.#valueEnd).trim();
  }

  #openField(): boolean {
    while (this.#nextField < this.#fields.length) {
      const field = this.#fields[this.#nextField++];
      if (field === undefined || field.key.length !== COOKIE.length || field.key !== COOKIE) continue;
      this.#text = field.value;
      this.#nextAt = 0;
      this.#equalsAt = -1;
      return true;
    }
    return false;
  }

  /** False where the part is no pair. */
  #takePart(): boolean {
    const text = this.#text;
    const from = this.#nextAt;
    const end = indexOrEnd(text, ";", from);
    this.#nextAt = end + 1;
    if (this.#equalsAt < from) this.#equalsAt = indexOrEnd(text, "=", from);
    const equals = this.#equalsAt;
    if (equals === from || equals >= end) return false;
    this.#valueAt = equals + 1;
    this.#valueEnd = end;
    this.#setName(from, equals);
    return true;
  }

  #setName(from: number, to: number): void {
    let start = from;
    let end = to;
    while (start < end && isWhiteSpace(this.#text.charCodeAt(start))) start++;
    while (end > start && isWhiteSpace(this.#text.charCodeAt(end - 1))) end--;
    this.#nameAt = start;
    this.#nameEnd = end;
  }
}

/** What `trim` takes for white space among the bytes of a latin1 string. */
function isWhiteSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
}
