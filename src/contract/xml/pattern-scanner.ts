// The characters, classes and quantifiers of a pattern of XML Schema (part 2, appendix F). Sets of characters
// are at least as large as they are: what is not known exactly is taken for more.

/** Ranges of code points, both ends included. */
export type CharSet = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;
const ALL: CharSet = [[0, LAST]];
const NON_ASCII = [0x80, LAST] as const;
const SPACE: CharSet = [
  [9, 10],
  [13, 13],
  [32, 32],
];
const DIGIT: CharSet = [[48, 57]];
const ALNUM: CharSet = [
  [48, 57],
  [65, 90],
  [97, 122],
];
const NAME: CharSet = [[45, 46], [48, 58], [65, 90], [95, 95], [97, 122], NON_ASCII];

export const noChars: CharSet = [];

export function overlaps(a: CharSet, b: CharSet): boolean {
  return a.some(([from, to]) => b.some(([begin, end]) => from <= end && begin <= to));
}

function complement(set: CharSet): CharSet {
  const sorted = [...set].sort(([a], [b]) => a - b);
  const found: [number, number][] = [];
  let next = 0;
  for (const [from, to] of sorted) {
    if (from > next) found.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) found.push([next, LAST]);
  return found;
}

/**
 * `most` holds all that may be in a class, `least` only what is in it for sure: the complement of each is the
 * other of the complement.
 */
type Class = { readonly most: CharSet; readonly least: CharSet };

const exactly = (set: CharSet): Class => ({ most: set, least: set });

/** Symbols count to `\w`, punctuation does not: of ASCII, letters and digits are sure. */
const CLASSES: Readonly<Record<string, Class>> = {
  s: exactly(SPACE),
  S: exactly(complement(SPACE)),
  d: { most: [...DIGIT, NON_ASCII], least: DIGIT },
  D: {
    most: complement(DIGIT),
    least: [
      [0, 47],
      [58, 127],
    ],
  },
  w: {
    most: [[36, 36], [43, 43], [48, 57], [60, 62], [65, 90], [94, 94], [96, 126], NON_ASCII],
    least: ALNUM,
  },
  W: { most: complement(ALNUM), least: [] },
  i: { most: NAME, least: [] },
  c: { most: NAME, least: [] },
};

const ESCAPED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

export class PatternScanner {
  readonly #pattern: readonly string[];
  /** Of the next character, counted in code points. */
  at = 0;

  constructor(pattern: string) {
    this.#pattern = Array.from(pattern);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#pattern.length;
  }

  sees(char: string): boolean {
    return this.#pattern[this.at] === char;
  }

  takes(char: string): boolean {
    if (!this.sees(char)) return false;
    this.at++;
    return true;
  }

  #next(): string {
    const char = this.#pattern[this.at];
    if (char === undefined) throw new RangeError("it cannot be read");
    this.at++;
    return char;
  }

  /** Once where there is none. */
  quantifier(): { readonly min: number; readonly max: number } {
    if (this.takes("?")) return { min: 0, max: 1 };
    if (this.takes("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.takes("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (!this.takes("{")) return { min: 1, max: 1 };
    let text = "";
    for (let char = this.#next(); char !== "}"; char = this.#next()) text += char;
    const found = /^(\d{1,5})(?:(,)(\d{0,5}))?$/.exec(text);
    if (found === null) throw new RangeError("it cannot be read");
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === "" ? Number.POSITIVE_INFINITY : Number(found[3]);
    return { min, max };
  }

  /** One character, or a class of them. */
  charSet(): CharSet {
    const char = this.#next();
    if (char === ".")
      return complement([
        [10, 10],
        [13, 13],
      ]);
    if (char === "[") return this.#class().most;
    if (char === "\\") return this.#escape().most;
    if ("?*+{}()]|".includes(char)) throw new RangeError("it cannot be read");
    return [[codeOf(char), codeOf(char)]];
  }

  #escape(): Class {
    const char = this.#next();
    if (char === "p" || char === "P") {
      while (!this.takes("}")) this.#next();
      return { most: ALL, least: [] };
    }
    const known = CLASSES[char];
    if (known !== undefined) return known;
    if (char === "I" || char === "C") return { most: ALL, least: [] };
    const code = ESCAPED[char] ?? codeOf(char);
    return exactly([[code, code]]);
  }

  /** Behind its bracket. What a class takes away from itself (`[a-z-[x]]`) is left in it. */
  #class(): Class {
    const isNegated = this.takes("^");
    const most: (readonly [number, number])[] = [];
    let least: (readonly [number, number])[] = [];
    for (let isFirst = true; isFirst || !this.sees("]"); isFirst = false) {
      if (!isFirst && this.sees("-") && this.#pattern[this.at + 1] === "[") {
        this.at += 2;
        this.#class();
        least = [];
        break;
      }
      const item = this.#classItem();
      most.push(...item.most);
      least.push(...item.least);
    }
    if (!this.takes("]")) throw new RangeError("it cannot be read");
    return isNegated ? { most: complement(least), least: complement(most) } : { most, least };
  }

  #classItem(): Class {
    const char = this.#next();
    const from = char === "\\" ? this.#escape() : exactly([[codeOf(char), codeOf(char)]]);
    const [low] = from.most;
    const isRange = this.sees("-") && ![undefined, "]", "["].includes(this.#pattern[this.at + 1]);
    if (!isRange || low === undefined || from.most.length !== 1 || low[0] !== low[1]) return from;
    this.at++;
    const end = this.#next();
    const to = end === "\\" ? this.#escape() : exactly([[codeOf(end), codeOf(end)]]);
    const high = to.most[0]?.[1] ?? LAST;
    return exactly([[low[0], Math.max(low[0], high)]]);
  }
}

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;
