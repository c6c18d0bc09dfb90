// Whether a pattern of an XML Schema can be matched without going back. libxml2 tries one way after another:
// `(a|aa)+b` takes twice as long with every `a` or two, and `a*a*b` the square of them, whoever sends them.
// So only patterns are taken in which the next character always says where to go on (one-unambiguous ones:
// Brüggemann-Klein and Wood, 1998), by the positions of their characters (Glushkov, 1961).

import { type CharSet, noChars, overlaps, PatternScanner } from "./pattern-scanner.ts";

/** Positions, counted repetitions written out. */
const MAX_POSITIONS = 1500;
const MAX_COMPARISONS = 2_000_000;

type Part = {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
};

const nothing: Part = { nullable: true, first: [], last: [] };

/** Undefined where it can; else why not. */
export function patternAmbiguity(pattern: string): string | undefined {
  try {
    return new Positions(pattern).ambiguity();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

class Positions {
  readonly #scan: PatternScanner;
  readonly #sets: CharSet[] = [];
  readonly #follow: Set<number>[] = [];
  #left = MAX_COMPARISONS;

  constructor(pattern: string) {
    this.#scan = new PatternScanner(pattern);
  }

  ambiguity(): string | undefined {
    const { first } = this.#choice();
    if (!this.#scan.isAtEnd) return "it cannot be read";
    const isTwofold = [first, ...this.#follow].some((ways) => this.#hasOverlap([...ways]));
    return isTwofold ? "it can match a text in two ways" : undefined;
  }

  #hasOverlap(ways: readonly number[]): boolean {
    this.#left -= ways.length ** 2;
    if (this.#left < 0) throw new RangeError("it is too large to be looked through");
    return ways.some((a, i) => ways.slice(i + 1).some((b) => overlaps(this.#at(a), this.#at(b))));
  }

  #at(position: number): CharSet {
    return this.#sets[position] ?? noChars;
  }

  #choice(): Part {
    let part = this.#sequence();
    while (this.#scan.takes("|")) {
      const other = this.#sequence();
      part = {
        nullable: part.nullable || other.nullable,
        first: [...part.first, ...other.first],
        last: [...part.last, ...other.last],
      };
    }
    return part;
  }

  #sequence(): Part {
    let part = nothing;
    while (!this.#scan.isAtEnd && !this.#scan.sees("|") && !this.#scan.sees(")")) {
      part = this.#joined(part, this.#repeated());
    }
    return part;
  }

  #joined(a: Part, b: Part): Part {
    for (const end of a.last) for (const start of b.first) this.#follow[end]?.add(start);
    return {
      nullable: a.nullable && b.nullable,
      first: a.nullable ? [...a.first, ...b.first] : a.first,
      last: b.nullable ? [...a.last, ...b.last] : b.last,
    };
  }

  /** A part as often as its quantifier says: `x{2,4}` is xx(x(x)?)?, written out by reading it again. */
  #repeated(): Part {
    const begin = this.#scan.at;
    const once = this.#atom();
    const { min, max } = this.#scan.quantifier();
    if (max === Number.POSITIVE_INFINITY && min <= 1) return this.#looped(once, min === 0);
    if (min === 1 && max === 1) return once;
    const after = this.#scan.at;
    const parts = [once];
    const count = max === Number.POSITIVE_INFINITY ? min : max;
    while (parts.length < count) {
      this.#scan.at = begin;
      parts.push(this.#atom());
    }
    this.#scan.at = after;
    let part = nothing;
    for (let copy = count - 1; copy >= 0; copy--) {
      const own = parts[copy] ?? nothing;
      const isLooped = copy === count - 1 && max === Number.POSITIVE_INFINITY;
      const from = this.#joined(isLooped ? this.#looped(own, false) : own, part);
      part = copy >= min ? { ...from, nullable: true } : from;
    }
    return part;
  }

  #looped(part: Part, isOptional: boolean): Part {
    for (const end of part.last) for (const start of part.first) this.#follow[end]?.add(start);
    return isOptional ? { ...part, nullable: true } : part;
  }

  #atom(): Part {
    if (this.#scan.takes("(")) {
      const part = this.#choice();
      if (!this.#scan.takes(")")) throw new RangeError("it cannot be read");
      return part;
    }
    const position = this.#sets.length;
    if (position >= MAX_POSITIONS)
      throw new RangeError(`it has more than ${MAX_POSITIONS} characters, repeated`);
    this.#sets.push(this.#scan.charSet());
    this.#follow.push(new Set());
    return { nullable: false, first: [position], last: [position] };
  }
}
