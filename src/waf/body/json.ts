// Flattens a JSON body into arguments, one per value: `{"user":{"name":"x"}}` gives `json.user.name` = `x`.
// One pass over the bytes, without a tree and without recursion. Duplicate keys are all kept. What cannot be
// read, and what is nested too deeply, becomes one argument with the rest of the body, so that rules see it
// all the same: an error never hides what comes behind it.

import { isUtf8 } from "node:buffer";
import { completeBody } from "./complete-body.ts";
import { childName, type JsonName, rootName } from "./json-names.ts";
import { stringEnd, unescapeJson } from "./json-string.ts";
import type { BodyLimits, BodyProcessor, JsonArrayNames } from "./parsed-body.ts";

export const processJson: BodyProcessor = (body, _contentType, limits) => {
  const reader = new JsonReader(body, limits);
  reader.read();
  return completeBody({
    args: { names: reader.names, values: reader.values },
    error: reader.error,
    isOverArgumentLimit: reader.isOverArgumentLimit,
  });
};

const BYTE_ORDER_MARK = "\xef\xbb\xbf";
const BACKSLASH = 92;
const [QUOTE, COMMA, MINUS, DOT, ZERO, NINE, COLON] = [34, 44, 45, 46, 48, 57, 58];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** What is done next: a value is read, or the key of a member, or what may follow a value. */
type State = "value" | "key" | "follow" | "end";

const NAME_BYTES = 65_536;
const NAME_BYTES_PER_BYTE = 16;

/** Index of a scope that is an object. */
const OBJECT = -1;

/** Of one body, thrown away after it. */
class JsonReader {
  readonly names: string[] = [];
  readonly values: string[] = [];
  error = "";
  isOverArgumentLimit = false;

  readonly #text: string;
  readonly #maxArguments: number;
  readonly #maxDepth: number;
  readonly #arrayNames: JsonArrayNames;
  #at = 0;
  /** False where it may not be. */
  #isAscii = true;
  /** How long all names may be together: deep nesting of long keys would multiply the body. */
  #nameBudget: number;
  /** Of the value that is read or was read last. */
  #name: JsonName;
  readonly #scopes: JsonName[] = [];
  /** By scope, the index of the element that is read, or OBJECT. */
  readonly #indexes: number[] = [];

  constructor(text: string, limits: BodyLimits) {
    this.#text = text;
    this.#maxArguments = limits.maxArguments;
    this.#maxDepth = limits.jsonDepth;
    this.#arrayNames = limits.jsonArrayNames ?? "parent";
    this.#nameBudget = NAME_BYTES + NAME_BYTES_PER_BYTE * text.length;
    this.#name = rootName();
  }

  read(): void {
    // An empty body is no body, and nothing in it is wrong.
    if (this.#text === "") return;
    if (this.#text.startsWith(BYTE_ORDER_MARK)) this.#at = BYTE_ORDER_MARK.length;
    let state: State = "value";
    while (state !== "end") {
      if (this.#text.charCodeAt(this.#at) <= 32) this.#skipSpace();
      if (state === "value") state = this.#value();
      else if (state === "key") state = this.#key();
      else state = this.#follow();
    }
    if (this.error === "" && !this.#isAscii && !isUtf8(Buffer.from(this.#text, "latin1"))) {
      // RFC 8259, section 8.1.
      this.error = "JSON: the body is not UTF-8";
    }
  }

  #skipSpace(): void {
    const text = this.#text;
    let at = this.#at;
    for (let code = text.charCodeAt(at); code <= 32; code = text.charCodeAt(++at)) {
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
    }
    this.#at = at;
  }

  #value(): State {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#string();
    if (code === OPEN_OBJECT) return this.#open(OBJECT);
    if (code === OPEN_ARRAY) return this.#open(0);
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.#number();
    return this.#literal();
  }

  #string(): State {
    const start = this.#at;
    const value = this.#readString();
    return value === undefined ? this.#fail("invalid string", start) : this.#add(value);
  }

  /** Reads a string and steps over it; undefined where it is none. */
  #readString(): string | undefined {
    const text = this.#text;
    const from = this.#at + 1;
    let end = from;
    let code = text.charCodeAt(end);
    let seen = 0;
    while (code >= 32 && code !== QUOTE && code !== BACKSLASH) {
      seen |= code;
      code = text.charCodeAt(++end);
    }
    if (seen > 127 || code === BACKSLASH) this.#isAscii = false;
    if (code === QUOTE) {
      this.#at = end + 1;
      return text.slice(from, end);
    }
    end = stringEnd(text, end);
    if (end < 0) return undefined;
    this.#at = end + 1;
    return unescapeJson(text, from, end);
  }

  #number(): State {
    const start = this.#at;
    const end = numberEnd(this.#text, start);
    if (end < 0) return this.#fail("invalid number", start);
    this.#at = end;
    return this.#add(this.#text.slice(start, end));
  }

  /** As the other engines have it, null is an empty value. */
  #literal(): State {
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith("true", at)) {
      this.#at += 4;
      return this.#add("true");
    }
    if (text.startsWith("false", at)) {
      this.#at += 5;
      return this.#add("false");
    }
    if (!text.startsWith("null", at)) return this.#fail("a value was expected", at);
    this.#at += 4;
    return this.#add("");
  }

  #add(value: string): State {
    if (this.names.length >= this.#maxArguments) {
      this.isOverArgumentLimit = true;
      return "end";
    }
    const name = this.#name.text;
    this.#nameBudget -= name.length;
    if (this.#nameBudget < 0) return this.#failNames(value);
    this.names.push(name);
    this.values.push(value);
    return "follow";
  }

  #open(index: number): State {
    const start = this.#at;
    if (this.#scopes.length >= this.#maxDepth) {
      return this.#fail(`nested more than ${this.#maxDepth} deep`, start);
    }
    this.#at++;
    this.#skipSpace();
    const isEmpty = this.#text.charCodeAt(this.#at) === (index === OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
    if (isEmpty) {
      this.#at++;
      // An argument all the same, or the key of an empty object would be seen by no rule.
      return this.#scopes.length === 0 ? "follow" : this.#add("");
    }
    this.#scopes.push(this.#name);
    this.#indexes.push(index);
    if (index === OBJECT) return "key";
    this.#nameElement(index);
    return "value";
  }

  #nameElement(index: number): void {
    if (this.#arrayNames === "parent") return;
    this.#name = childName(this.#name, this.#arrayNames === "array" ? `array_${index}` : String(index));
  }

  #key(): State {
    const start = this.#at;
    const scope = this.#scopes.at(-1);
    if (scope === undefined || this.#text.charCodeAt(start) !== QUOTE) {
      return this.#fail("a key was expected", start);
    }
    const key = this.#readString();
    if (key === undefined) return this.#fail("invalid string", start);
    if (this.#text.charCodeAt(this.#at) <= 32) this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== COLON) return this.#fail("a colon was expected", start);
    this.#at++;
    this.#name = childName(scope, key);
    return "value";
  }

  #follow(): State {
    const code = this.#text.charCodeAt(this.#at);
    const depth = this.#scopes.length;
    if (depth === 0) {
      return Number.isNaN(code) ? "end" : this.#fail("something follows the document", this.#at);
    }
    const index = this.#indexes[depth - 1] ?? OBJECT;
    if (code === COMMA) {
      this.#at++;
      if (index === OBJECT) return "key";
      this.#name = this.#scopes[depth - 1] ?? this.#name;
      this.#indexes[depth - 1] = index + 1;
      this.#nameElement(index + 1);
      return "value";
    }
    if (code !== (index === OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) {
      return this.#fail("a comma or the end of the container was expected", this.#at);
    }
    this.#at++;
    this.#indexes.pop();
    this.#name = this.#scopes.pop() ?? this.#name;
    return "follow";
  }

  #failNames(value: string): State {
    this.#nameBudget = Number.POSITIVE_INFINITY;
    this.#scopes[this.#scopes.length - 1] = rootName();
    this.#name = rootName();
    this.#add(value);
    return this.#fail("the names are too long together", this.#at);
  }

  /** The rest of the body, from what could not be read, becomes one argument. */
  #fail(message: string, at: number): State {
    this.error = `JSON: ${message} at byte ${at}`;
    if (at < this.#text.length) {
      this.#name = this.#scopes.at(-1) ?? this.#name;
      this.#add(this.#text.slice(at));
    }
    return "end";
  }
}

/** Where the number at `start` ends, or -1. What may follow is for the reader to say. */
function numberEnd(text: string, start: number): number {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start;
  if (text.charCodeAt(at) === ZERO) at++;
  else {
    const whole = digitsEnd(text, at);
    if (whole === at) return -1;
    at = whole;
  }
  if (text.charCodeAt(at) === DOT) {
    const fraction = digitsEnd(text, at + 1);
    if (fraction === at + 1) return -1;
    at = fraction;
  }
  if ((text.charCodeAt(at) | 32) !== 101) return at;
  const sign = text.charCodeAt(at + 1);
  const digits = sign === MINUS || sign === 43 ? at + 2 : at + 1;
  const exponent = digitsEnd(text, digits);
  return exponent === digits ? -1 : exponent;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) at++;
  return at;
}
