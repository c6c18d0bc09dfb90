// Newtonsoft's JsonTextReader: one token after the other, with the path to each. It is lenient as that is
// (single quotes, bare names, comments, trailing commas, `new Date(1)`), and stops at 64 levels.

import { doubleType } from "../../type/well-known.ts";
import { Boxed } from "../boxed.ts";
import type { Run } from "../run.ts";
import { BigInteger } from "./big-integer.ts";
import { TOKEN_BYTES } from "./j-token.ts";
import { parseJsonDate } from "./json-date.ts";
import { parseJsonNumber } from "./json-number.ts";
import { JsonScanner } from "./json-scanner.ts";
import { namePath } from "./json-string.ts";

export type JsonTokenName =
  | "None"
  | "StartObject"
  | "StartArray"
  | "StartConstructor"
  | "PropertyName"
  | "Comment"
  | "Integer"
  | "Float"
  | "String"
  | "Boolean"
  | "Null"
  | "Undefined"
  | "EndObject"
  | "EndArray"
  | "EndConstructor"
  | "Date";

type Container = "Object" | "Array" | "Constructor";
type State = "start" | "property" | "open" | "next" | "after-value" | "finished";
type Level = { readonly kind: Container; index: number; name: string | undefined };

/** The default of Newtonsoft.Json 13: deeper texts end the call stacks of those who walk the tree. */
const MAX_DEPTH = 64;

const closers: ReadonlyMap<string, Container> = new Map([
  ["}", "Object"],
  ["]", "Array"],
  [")", "Constructor"],
]);

export class JsonTextReader extends JsonScanner {
  readonly #run: Run;
  readonly #levels: Level[] = [];
  #state: State = "start";
  /** The kind of token that `read` came upon. */
  token: JsonTokenName = "None";
  /** Its value in object representation; the name for properties and constructors. */
  value: unknown = null;

  readonly #findsDates: boolean;

  constructor(run: Run, text: string, findsDates = true) {
    super(text);
    this.#findsDates = findsDates;
    run.spend(text.length);
    run.allocate(text.length * 2);
    this.#run = run;
  }

  get depth(): number {
    return this.#levels.length;
  }

  protected get isAtStart(): boolean {
    return this.#state === "start" && this.token !== "Comment";
  }

  /** `a.b[0]['c d']` of the token. */
  get path(): string {
    const isInside = this.#state !== "open";
    const levels = isInside ? this.#levels : this.#levels.slice(0, -1);
    return levels.map(levelText).join("").replace(/^\./, "");
  }

  /** Goes to the next token; false at the end of the text.
   * @throws ClrException JsonReaderException */
  read(): boolean {
    for (;;) {
      switch (this.#state) {
        case "finished":
          return this.#readAfterEnd();
        case "after-value":
          if (this.#readAfterValue()) return true;
          if (this.#state === "after-value") return this.#end();
          break;
        default:
          if (this.#state !== "start" && this.#state !== "property" && this.#kind === "Object") {
            return this.#readProperty();
          }
          return this.#readValue();
      }
    }
  }

  get #kind(): Container | undefined {
    return this.#levels.at(-1)?.kind;
  }

  #end(): boolean {
    this.token = "None";
    this.value = null;
    return false;
  }

  #readAfterEnd(): boolean {
    this.skipSpace();
    if (this.isAtEnd) return this.#end();
    if (this.here === "/") return this.#comment();
    throw this.fail(`Additional text encountered after finished reading JSON content: ${this.here}`);
  }

  /** True when a token was found; false at a comma or at the end of the text. */
  #readAfterValue(): boolean {
    this.skipSpace();
    if (this.isAtEnd) return false;
    const character = this.here;
    const closed = closers.get(character);
    if (closed !== undefined) {
      this.at++;
      return this.#close(closed);
    }
    if (character === "/") return this.#comment();
    if (character !== ",") {
      throw this.fail(`After parsing a value an unexpected character was encountered: ${character}`);
    }
    this.at++;
    this.#state = "next";
    return false;
  }

  #readProperty(): boolean {
    this.skipSpace();
    if (this.isAtEnd) return this.#end();
    const character = this.here;
    if (character === "}") {
      this.at++;
      return this.#close("Object");
    }
    if (character === "/") return this.#comment();
    const name = this.#takePropertyName(character);
    this.skipSpace();
    if (this.here !== ":") {
      throw this.fail(`Invalid character after parsing property name. Expected ':' but got: ${this.here}`);
    }
    this.at++;
    const level = this.#levels.at(-1);
    if (level !== undefined) level.name = name;
    this.#state = "property";
    return this.#found("PropertyName", name);
  }

  #takePropertyName(first: string): string {
    if (first === '"' || first === "'") return this.takeString();
    if (this.isNameStart(first)) return this.takeName();
    throw this.fail(`Invalid property identifier character: ${first}`);
  }

  #readValue(): boolean {
    this.skipSpace();
    if (this.isAtEnd) return this.#end();
    const character = this.here;
    switch (character) {
      case '"':
      case "'":
        return this.#stringOrDate(this.takeString());
      case "{":
        return this.#open("Object", "StartObject", null);
      case "[":
        return this.#open("Array", "StartArray", null);
      case "]":
      case ")":
        this.at++;
        return this.#close(character === "]" ? "Array" : "Constructor");
      case ",":
        // Stays where it is: it also ends the missing value.
        return this.#scalar("Undefined", null);
      case "/":
        return this.#comment();
      default:
        return this.#readWord(character);
    }
  }

  #readWord(character: string): boolean {
    switch (character) {
      case "t":
        return this.#literal("true", "boolean", "Boolean", true);
      case "f":
        return this.#literal("false", "boolean", "Boolean", false);
      case "u":
        return this.#literal("undefined", "undefined", "Undefined", null);
      case "n":
        return this.#readNullOrNew();
      case "N":
        return this.#literal("NaN", "NaN", "Float", new Boxed(doubleType, Number.NaN));
      case "I":
        return this.#literal(
          "Infinity",
          "Infinity",
          "Float",
          new Boxed(doubleType, Number.POSITIVE_INFINITY),
        );
      case "-":
        if (this.text.charAt(this.at + 1) !== "I") return this.#number();
        return this.#literal(
          "-Infinity",
          "-Infinity",
          "Float",
          new Boxed(doubleType, Number.NEGATIVE_INFINITY),
        );
      default:
        if (this.isNumberStart(character)) return this.#number();
        throw this.fail(`Unexpected character encountered while parsing value: ${character}`);
    }
  }

  #readNullOrNew(): boolean {
    const next = this.text.charAt(this.at + 1);
    if (next === "u") return this.#literal("null", "null", "Null", null);
    if (next === "e") {
      if (!this.takeWord("new", false)) throw this.fail("Unexpected content while parsing JSON.");
      const name = this.takeConstructorName();
      this.at--;
      return this.#open("Constructor", "StartConstructor", name);
    }
    if (next !== "") throw this.fail("Unexpected character encountered while parsing value: n");
    this.at++;
    throw this.fail("Unexpected end when reading JSON.");
  }

  #literal(word: string, label: string, token: JsonTokenName, value: unknown): boolean {
    if (!this.takeWord(word, this.#kind === "Constructor")) {
      throw this.fail(`Error parsing ${label} value.`);
    }
    return this.#scalar(token, value);
  }

  #number(): boolean {
    const text = this.takeNumber();
    const value = parseJsonNumber(text);
    this.#finishValue();
    if (value === "invalid") throw this.fail(`Input string '${text}' is not a valid number.`);
    if (value === "too-large") throw this.fail(`JSON integer ${text} is too large to parse.`);
    const isInteger = value instanceof BigInteger || typeof value.value === "bigint";
    return this.#found(isInteger ? "Integer" : "Float", value);
  }

  #stringOrDate(text: string): boolean {
    const date = this.#findsDates ? parseJsonDate(text) : undefined;
    return date === undefined ? this.#scalar("String", text) : this.#scalar("Date", date);
  }

  #comment(): boolean {
    return this.#found("Comment", this.takeComment());
  }

  #scalar(token: JsonTokenName, value: unknown): boolean {
    this.#finishValue();
    return this.#found(token, value);
  }

  #found(token: JsonTokenName, value: unknown): boolean {
    this.#run.allocate(TOKEN_BYTES);
    this.token = token;
    this.value = value;
    return true;
  }

  /** A value begins or stands in its container: arrays count it. */
  #countValue(): void {
    const level = this.#levels.at(-1);
    if (level !== undefined) level.index++;
  }

  #finishValue(): void {
    this.#countValue();
    this.#state = this.#levels.length === 0 ? "finished" : "after-value";
  }

  #open(kind: Container, token: JsonTokenName, value: unknown): boolean {
    this.at++;
    this.#countValue();
    this.#levels.push({ kind, index: -1, name: undefined });
    this.#state = "open";
    if (this.#levels.length > MAX_DEPTH) {
      throw this.fail(`The reader's MaxDepth of ${MAX_DEPTH} has been exceeded.`);
    }
    return this.#found(token, value);
  }

  #close(kind: Container): boolean {
    const level = this.#levels.pop();
    if (level?.kind !== kind) {
      throw this.fail(`JsonToken End${kind} is not valid for closing JsonType ${level?.kind ?? "None"}.`);
    }
    this.#state = this.#levels.length === 0 ? "finished" : "after-value";
    return this.#found(`End${kind}`, null);
  }
}

function levelText(level: Level): string {
  if (level.kind !== "Object") return level.index < 0 ? "" : `[${level.index}]`;
  return level.name === undefined ? "" : namePath(level.name);
}
