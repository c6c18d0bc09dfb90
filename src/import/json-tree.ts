// JSON with the place of every value, and with what templates have beside it: comments, and line breaks in
// texts. Duplicate keys: the last one counts, as in every reader of such files.

import type { Place } from "#kernel/diagnostic.ts";

export type JsonNode = {
  readonly at: number;
} /** `isUnresolved`: an expression of a template, as written, whose value only a deployment knows. */ & (
  | {
      readonly kind: "scalar";
      readonly value: string | number | boolean | null;
      readonly isUnresolved?: true;
    }
  | { readonly kind: "list"; readonly items: readonly JsonNode[] }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, JsonNode> }
);

export class JsonError extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const MAX_DEPTH = 200;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORDS = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** @throws JsonError where it is no JSON */
export function parseJsonTree(text: string): JsonNode {
  return new JsonReader(text).whole();
}

/** The line and column of an offset. */
export function placeIn(file: string, text: string, at: number): Place {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { file, line, column: at - before.lastIndexOf("\n") };
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith("\uFEFF")) this.#at = 1;
  }

  whole(): JsonNode {
    const node = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) this.#fail("something follows the value");
    return node;
  }

  #value(): JsonNode {
    this.#skip();
    const at = this.#at;
    switch (this.#text[at]) {
      case "{":
        return this.#nested(() => ({ kind: "map", at, entries: this.#entries() }));
      case "[":
        return this.#nested(() => ({ kind: "list", at, items: this.#items() }));
      case '"':
        return { kind: "scalar", at, value: this.#string() };
      default:
        return { kind: "scalar", at, value: this.#word() };
    }
  }

  #nested(read: () => JsonNode): JsonNode {
    if (++this.#depth > MAX_DEPTH) this.#fail("it is nested too deeply");
    const node = read();
    this.#depth--;
    return node;
  }

  #entries(): ReadonlyMap<string, JsonNode> {
    const entries = new Map<string, JsonNode>();
    this.#each("}", () => {
      if (this.#text[this.#at] !== '"') this.#fail("a key in quotes is expected");
      const key = this.#string();
      this.#skip();
      if (this.#text[this.#at] !== ":") this.#fail("a colon is expected");
      this.#at++;
      entries.set(key, this.#value());
    });
    return entries;
  }

  #items(): readonly JsonNode[] {
    const items: JsonNode[] = [];
    this.#each("]", () => items.push(this.#value()));
    return items;
  }

  #each(end: string, read: () => void): void {
    this.#at++;
    this.#skip();
    while (this.#text[this.#at] !== end) {
      read();
      this.#skip();
      if (this.#text[this.#at] === ",") {
        this.#at++;
        this.#skip();
      } else if (this.#text[this.#at] !== end) this.#fail(`a comma or ${end} is expected`);
    }
    this.#at++;
  }

  #string(): string {
    const start = this.#at;
    const pattern = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
    pattern.lastIndex = start;
    const written = pattern.exec(this.#text)?.[0];
    if (written === undefined) this.#fail("a text does not end");
    this.#at += written.length;
    // Templates may break lines inside a text.
    const escaped = written.replace(/[\0-\x1f]/g, (char) => JSON.stringify(char).slice(1, -1));
    try {
      return String(JSON.parse(escaped));
    } catch {
      this.#at = start;
      return this.#fail("a text has an escape that JSON does not know");
    }
  }

  #word(): number | boolean | null {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) return this.#fail("a value is expected");
    this.#at += number.length;
    return Number(number);
  }

  /** Blanks and comments. */
  #skip(): void {
    const pattern = /(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #fail(message: string): never {
    throw new JsonError(this.#at, message);
  }
}
