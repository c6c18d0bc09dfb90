// Reads the JSONPath of SelectToken as Newtonsoft.Json 13 does: `$.a['b c'][0,1][1:3]..x[?(@.n > 1 && @.s)]`.
// The regular expression operator `=~` is refused: patterns belong to the expression's own Regex.

import { doubleType, longType } from "../../type/well-known.ts";
import { Boxed } from "../boxed.ts";
import type { ClrException } from "../clr-exception.ts";
import { intRange } from "../number/integer-type.ts";
import { changeToInteger } from "./change-type.ts";
import { JValue } from "./j-value.ts";
import { jsonError } from "./json-error.ts";

export type PathFilter =
  /** `undefined` is `*`. */
  | { readonly kind: "field"; readonly name: string | undefined }
  | { readonly kind: "fields"; readonly names: readonly string[] }
  | { readonly kind: "index"; readonly index: number | undefined }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | {
      readonly kind: "slice";
      readonly start: number | undefined;
      readonly end: number | undefined;
      readonly step: number | undefined;
    }
  /** Everything below, for `..name`. */
  | { readonly kind: "scan"; readonly name: string | undefined }
  | { readonly kind: "scan-fields"; readonly names: readonly string[] }
  | { readonly kind: "root" }
  | { readonly kind: "query"; readonly isScan: boolean; readonly test: PathTest };

export type PathOperator = "==" | "===" | "!=" | "!==" | "<" | "<=" | ">" | ">=" | "exists";

export type PathOperand = readonly PathFilter[] | JValue;

export type PathTest =
  | { readonly kind: "and"; readonly tests: PathTest[] }
  | { readonly kind: "or"; readonly tests: PathTest[] }
  | {
      readonly kind: "compare";
      readonly operator: PathOperator;
      readonly left: PathOperand;
      readonly right: PathOperand | undefined;
    };

/** Longest first. */
const operators: readonly (readonly [string, PathOperator])[] = [
  ["===", "==="],
  ["!==", "!=="],
  ["==", "=="],
  ["!=", "!="],
  ["<>", "!="],
  ["<=", "<="],
  ["<", "<"],
  [">=", ">="],
  [">", ">"],
];

/** Queries may stand in queries. */
const MAX_NESTING = 64;

/** @throws ClrException JsonException */
export function parseJsonPath(text: string): readonly PathFilter[] {
  return new JsonPathParser(text).parse();
}

class JsonPathParser {
  readonly #text: string;
  #at = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): readonly PathFilter[] {
    if (this.#text.length === 0) return [];
    this.#skipBlanks();
    if (this.#here === "$") {
      if (this.#text.length === 1) return [];
      const next = this.#text.charAt(this.#at + 1);
      if (next === "." || next === "[") this.#at++;
    }
    const { filters, isWhole } = this.#path(this.#at, false);
    if (isWhole) return filters;
    const last = this.#at;
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw unexpected("path", this.#text.charAt(last));
    return filters;
  }

  get #here(): string {
    return this.#text.charAt(this.#at);
  }

  #skipBlanks(): void {
    while (this.#here === " ") this.#at++;
  }

  #ensure(message: string): void {
    if (this.#at >= this.#text.length) throw jsonError(message);
  }

  /** Fields, dots and indexers up to where they end. `from` is where the first name begins. */
  #path(from: number, isQuery: boolean): { filters: PathFilter[]; isWhole: boolean } {
    const filters: PathFilter[] = [];
    let start = from;
    let isScan = false;
    let follows: "indexer" | "dot" | "nothing" = "nothing";
    const takeName = (): void => {
      if (this.#at <= start) return;
      filters.push(fieldFilter(this.#text.slice(start, this.#at).trimEnd(), isScan));
      isScan = false;
    };
    while (this.#at < this.#text.length && !this.#endsPath(isQuery)) {
      const character = this.#here;
      if (character === "[" || character === "(") {
        takeName();
        filters.push(this.#indexer(character, isScan));
        isScan = false;
        this.#at++;
        start = this.#at;
        follows = "indexer";
      } else if (character === ".") {
        takeName();
        if (this.#text.charAt(this.#at + 1) === ".") {
          isScan = true;
          this.#at++;
        }
        this.#at++;
        start = this.#at;
        follows = "dot";
      } else {
        if (follows === "indexer") throw jsonError(`Unexpected character following indexer: ${character}`);
        this.#at++;
      }
    }
    const isWhole = this.#at >= this.#text.length;
    const hasName = this.#at > start;
    takeName();
    if (!hasName && follows === "dot" && (isWhole || isQuery)) {
      throw jsonError("Unexpected end while parsing path.");
    }
    return { filters, isWhole };
  }

  #endsPath(isQuery: boolean): boolean {
    return "]) ".includes(this.#here) || (isQuery && "=<!>|&".includes(this.#here));
  }

  #indexer(open: string, isScan: boolean): PathFilter {
    this.#at++;
    const close = open === "[" ? "]" : ")";
    this.#ensure("Path ended with open indexer.");
    this.#skipBlanks();
    if (this.#here === "'") return this.#quotedFields(close, isScan);
    if (this.#here === "?") return this.#query(close, isScan);
    return this.#arrayIndexer(close);
  }

  #quotedFields(close: string, isScan: boolean): PathFilter {
    const names: string[] = [];
    while (this.#at < this.#text.length) {
      names.push(this.#quoted());
      this.#skipBlanks();
      this.#ensure("Path ended with open indexer.");
      if (this.#here === close) return fieldsFilter(names, isScan);
      if (this.#here !== ",") throw unexpected("path indexer", this.#here);
      this.#at++;
      this.#skipBlanks();
    }
    throw jsonError("Path ended with open indexer.");
  }

  #quoted(): string {
    let found = "";
    this.#at++;
    while (this.#at < this.#text.length) {
      const character = this.#here;
      this.#at++;
      if (character === "'") return found;
      if (character === "\\" && this.#at < this.#text.length) found += this.#escaped();
      else found += character;
    }
    throw jsonError("Path ended with an open string.");
  }

  #escaped(): string {
    const names = "btnfr";
    const character = this.#here;
    this.#at++;
    const index = names.indexOf(character);
    if (index >= 0) return "\b\t\n\f\r".charAt(index);
    if ("\\\"'/".includes(character)) return character;
    throw jsonError(`Unknown escape character: \\${character}`);
  }

  /** `*`, `3`, `1,2`, `1:3:2`. */
  #arrayIndexer(close: string): PathFilter {
    if (this.#here === "*") return this.#anyIndex(close);
    const parts: (number | undefined)[] = [];
    let separator = "";
    for (;;) {
      parts.push(this.#indexPart());
      this.#ensure("Path ended with open indexer.");
      const character = this.#here;
      if (character === close) break;
      const isMixed = separator !== "" && separator !== character;
      if ((character !== "," && character !== ":") || isMixed) throw unexpected("path indexer", character);
      separator = character;
      this.#at++;
    }
    if (separator === ":") return { kind: "slice", start: parts[0], end: parts[1], step: parts[2] };
    const indexes = parts.filter((part) => part !== undefined);
    if (indexes.length < parts.length) throw jsonError("Array index expected.");
    return separator === "," ? { kind: "indexes", indexes } : { kind: "index", index: indexes[0] };
  }

  #anyIndex(close: string): PathFilter {
    this.#at++;
    this.#ensure("Path ended with open indexer.");
    this.#skipBlanks();
    if (this.#here !== close) throw unexpected("path indexer", "*");
    return { kind: "index", index: undefined };
  }

  #indexPart(): number | undefined {
    this.#skipBlanks();
    const start = this.#at;
    while (isDigit(this.#here) || this.#here === "-") this.#at++;
    const digits = this.#text.slice(start, this.#at);
    this.#skipBlanks();
    return digits === "" ? undefined : Number(changeToInteger(digits, intRange));
  }

  #query(close: string, isScan: boolean): PathFilter {
    this.#at++;
    this.#ensure("Path ended with open indexer.");
    if (this.#here !== "(") throw unexpected("path indexer", this.#here);
    this.#at++;
    this.#nesting++;
    if (this.#nesting > MAX_NESTING) throw jsonError("Path ended with open query.");
    const test = this.#test();
    this.#nesting--;
    this.#at++;
    this.#ensure("Path ended with open indexer.");
    this.#skipBlanks();
    if (this.#here !== close) throw unexpected("path indexer", this.#here);
    return { kind: "query", isScan, test };
  }

  /** `&&` and `||` have no precedence in Newtonsoft: a change of operator nests what follows. */
  #test(): PathTest {
    let root: PathTest | undefined;
    let parent: Exclude<PathTest, { kind: "compare" }> | undefined;
    while (this.#at < this.#text.length) {
      const test = this.#comparison();
      if (this.#here === ")") {
        parent?.tests.push(test);
        return root ?? test;
      }
      const kind = this.#here === "&" ? "and" : "or";
      if (!this.#take(kind === "and" ? "&&" : "||")) throw unexpected("path query", this.#here);
      if (parent?.kind !== kind) {
        const made: Exclude<PathTest, { kind: "compare" }> = { kind, tests: [] };
        parent?.tests.push(made);
        parent = made;
        root ??= made;
      }
      parent.tests.push(test);
    }
    throw jsonError("Path ended with open query.");
  }

  #comparison(): PathTest {
    const left = this.#operand();
    if (")|&".includes(this.#here)) return { kind: "compare", operator: "exists", left, right: undefined };
    const operator = this.#operator();
    return { kind: "compare", operator, left, right: this.#operand() };
  }

  #operator(): PathOperator {
    if (this.#at + 1 >= this.#text.length) throw jsonError("Path ended with open query.");
    for (const [text, operator] of operators) if (this.#take(text)) return operator;
    throw jsonError("Could not read query operator.");
  }

  #operand(): PathOperand {
    this.#skipBlanks();
    const operand = this.#subPath() ?? this.#value();
    this.#skipBlanks();
    this.#ensure("Path ended with open query.");
    return operand;
  }

  #subPath(): readonly PathFilter[] | undefined {
    if (this.#here !== "$" && this.#here !== "@") return undefined;
    const isRoot = this.#here === "$";
    this.#at++;
    const { filters, isWhole } = this.#path(this.#at, true);
    if (isWhole) throw jsonError("Path ended with open query.");
    return isRoot ? [{ kind: "root" }, ...filters] : filters;
  }

  #value(): JValue {
    const character = this.#here;
    if (character === "'") return new JValue(this.#quoted());
    if (isDigit(character) || character === "-") return this.#number();
    if (this.#take("true")) return new JValue(true);
    if (this.#take("false")) return new JValue(false);
    if (this.#take("null")) return new JValue(null);
    if (character === "") throw jsonError("Path ended with open query.");
    throw unexpected("path query", character);
  }

  #number(): JValue {
    const start = this.#at;
    this.#at++;
    while (this.#at < this.#text.length && this.#here !== " " && this.#here !== ")") this.#at++;
    const digits = this.#text.slice(start, this.#at);
    if (/^-?\d{1,18}$/.test(digits)) return new JValue(new Boxed(longType, BigInt(digits)));
    if (!/^-?\d{1,30}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,3})?$/.test(digits)) {
      throw jsonError("Could not read query value.");
    }
    return new JValue(new Boxed(doubleType, Number(digits)));
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function fieldFilter(name: string, isScan: boolean): PathFilter {
  return { kind: isScan ? "scan" : "field", name: name === "*" ? undefined : name };
}

function fieldsFilter(names: readonly string[], isScan: boolean): PathFilter {
  const [name] = names;
  if (names.length === 1) return { kind: isScan ? "scan" : "field", name };
  return { kind: isScan ? "scan-fields" : "fields", names };
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

function unexpected(where: string, character: string): ClrException {
  return jsonError(`Unexpected character while parsing ${where}: ${character}`);
}
