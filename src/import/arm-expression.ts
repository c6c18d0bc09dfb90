// Expressions of Azure Resource Manager templates, as far as they can be worked out without a deployment:
// parameters with defaults, variables, and the functions that names and texts are made with.

export type ArmValue =
  | string
  | number
  | boolean
  | null
  | readonly ArmValue[]
  | { readonly [key: string]: ArmValue };

/** Undefined where only a deployment knows the value. */
export type ArmNames = {
  readonly parameter: (name: string) => ArmValue | undefined;
  readonly variable: (name: string) => ArmValue | undefined;
};

/** `[…]` is an expression; `[[…` is text that begins with a bracket. */
export const isArmExpression = (text: string): boolean =>
  text.startsWith("[") && !text.startsWith("[[") && text.endsWith("]");

/** Undefined where it cannot be worked out. @param text an expression, with its brackets */
export function evaluateArm(text: string, names: ArmNames): ArmValue | undefined {
  try {
    const reader = new ExpressionReader(text.slice(1, -1), names);
    const value = reader.value();
    return reader.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof Unresolved) return undefined;
    throw error;
  }
}

class Unresolved extends Error {}

const MAX_DEPTH = 100;

class ExpressionReader {
  readonly #text: string;
  readonly #names: ArmNames;
  #at = 0;
  #depth = 0;

  constructor(text: string, names: ArmNames) {
    this.#text = text;
    this.#names = names;
  }

  get isAtEnd(): boolean {
    return this.#take(/\s*/y) !== undefined && this.#at === this.#text.length;
  }

  value(): ArmValue {
    if (++this.#depth > MAX_DEPTH) throw new Unresolved();
    this.#take(/\s*/y);
    let value = this.#primary();
    for (;;) {
      const member = this.#take(/\s*\.\s*[A-Za-z_]\w*/y);
      if (member !== undefined) value = memberOf(value, member.replace(/^[\s.]+/, ""));
      else if (this.#take(/\s*\[/y) !== undefined) {
        value = memberOf(value, this.value());
        if (this.#take(/\s*\]/y) === undefined) throw new Unresolved();
      } else break;
    }
    this.#depth--;
    return value;
  }

  #primary(): ArmValue {
    const quoted = this.#take(/'(?:[^']|'')*'/y);
    if (quoted !== undefined) return quoted.slice(1, -1).replaceAll("''", "'");
    const number = this.#take(/-?[0-9]+/y);
    if (number !== undefined) return Number(number);
    const name = this.#take(/[A-Za-z_][\w.]*/y);
    if (name === undefined) throw new Unresolved();
    if (this.#take(/\s*\(/y) === undefined) {
      if (name === "true" || name === "false") return name === "true";
      if (name === "null") return null;
      throw new Unresolved();
    }
    return this.#call(name.toLowerCase(), this.#args());
  }

  /** Worked out when they are asked for: `if` needs one of two. */
  #args(): readonly ArmValue[] {
    const args: ArmValue[] = [];
    if (this.#take(/\s*\)/y) !== undefined) return args;
    for (;;) {
      args.push(this.value());
      if (this.#take(/\s*,/y) !== undefined) continue;
      if (this.#take(/\s*\)/y) !== undefined) return args;
      throw new Unresolved();
    }
  }

  #call(name: string, args: readonly ArmValue[]): ArmValue {
    const [first] = args;
    if (name === "parameters") return resolved(this.#names.parameter(textOf(first)));
    if (name === "variables") return resolved(this.#names.variable(textOf(first)));
    const run = functions.get(name);
    if (run === undefined) throw new Unresolved();
    return run(args);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function resolved(value: ArmValue | undefined): ArmValue {
  if (value === undefined) throw new Unresolved();
  return value;
}

function memberOf(value: ArmValue, key: ArmValue): ArmValue {
  if (isArmList(value) && typeof key === "number") return resolved(value[key]);
  if (typeof value !== "object" || value === null || isArmList(value)) throw new Unresolved();
  return resolved(Object.entries(value).find(([name]) => name === key)?.[1]);
}

const isArmList = (value: ArmValue): value is readonly ArmValue[] => Array.isArray(value);

const textOf = (value: ArmValue | undefined): string => {
  if (value === undefined || typeof value === "object") throw new Unresolved();
  return String(value);
};

const functions: ReadonlyMap<string, (args: readonly ArmValue[]) => ArmValue> = new Map([
  [
    "concat",
    (args: readonly ArmValue[]) => (args.every(isArmList) ? args.flat() : args.map(textOf).join("")),
  ],
  ["format", ([pattern, ...args]: readonly ArmValue[]) => format(textOf(pattern), args)],
  ["string", ([value]: readonly ArmValue[]) => textOf(value)],
  ["tolower", ([value]: readonly ArmValue[]) => textOf(value).toLowerCase()],
  ["toupper", ([value]: readonly ArmValue[]) => textOf(value).toUpperCase()],
  ["trim", ([value]: readonly ArmValue[]) => textOf(value).trim()],
  [
    "replace",
    ([value, from, to]: readonly ArmValue[]) => textOf(value).replaceAll(textOf(from), () => textOf(to)),
  ],
  ["bool", ([value]: readonly ArmValue[]) => textOf(value).toLowerCase() === "true" || value === 1],
  ["int", ([value]: readonly ArmValue[]) => Number(textOf(value))],
  ["if", ([condition = null, yes = null, no = null]: readonly ArmValue[]) => (condition === true ? yes : no)],
  ["resourceid", resourceId],
]);

function format(pattern: string, args: readonly ArmValue[]): string {
  return pattern.replace(/\{\{|\}\}|\{([0-9]+)(?::[^}]*)?\}/g, (whole, index: string | undefined) =>
    index === undefined ? whole.slice(1) : textOf(args[Number(index)]),
  );
}

/** Of a resource of the service, what extracts have: `/apis/orders`. Scopes before the type are left out. */
function resourceId(args: readonly ArmValue[]): string {
  const texts = args.map((arg) => textOf(arg));
  const at = texts.findIndex((text) => /^Microsoft\.ApiManagement\/service\b/i.test(text));
  if (at < 0) throw new Unresolved();
  const types = (texts[at] ?? "").split("/").slice(2);
  const names = texts.slice(at + 2);
  return types.map((type, index) => `/${type}/${names[index] ?? ""}`).join("");
}
