// The groups of a pattern and their numbers: unnamed ones from left to right, then the named ones; names that
// are numbers are their numbers.

import { parseClass } from "./parse-class.ts";
import { PatternReader } from "./pattern-reader.ts";
import { regexOptions } from "./regex-options.ts";

export class GroupNames {
  readonly #numbers: readonly number[];
  readonly #known: ReadonlySet<number>;
  readonly #byName: ReadonlyMap<string, number>;
  readonly #byNumber: ReadonlyMap<number, string>;

  constructor(numbers: ReadonlySet<number>, byName: ReadonlyMap<string, number>) {
    this.#known = numbers;
    this.#numbers = [...numbers].sort((a, b) => a - b);
    this.#byName = byName;
    this.#byNumber = new Map([...byName].map(([name, number]) => [number, name]));
  }

  /** Ascending, 0 (the whole match) first. */
  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** Names in the order of the numbers; an unnamed group's is its number. */
  get names(): readonly string[] {
    return this.#numbers.map((number) => this.nameOf(number));
  }

  has(number: number): boolean {
    return this.#known.has(number);
  }

  /** "" where there is no such group. */
  nameOf(number: number): string {
    return this.#byNumber.get(number) ?? (this.has(number) ? String(number) : "");
  }

  numberOf(name: string): number | undefined {
    const named = this.#byName.get(name);
    if (named !== undefined) return named;
    if (!/^(?:0|[1-9][0-9]{0,8})$/.test(name)) return undefined;
    return this.has(Number(name)) ? Number(name) : undefined;
  }

  /** For the tree: names only. */
  namedNumber(name: string): number | undefined {
    return this.#byName.get(name);
  }
}

/** @throws ClrException ArgumentException for brackets and comments that do not end */
export function findGroups(pattern: string, options: number): GroupNames {
  return new GroupFinder(new PatternReader(pattern, options)).find();
}

class GroupFinder {
  readonly #reader: PatternReader;
  readonly #numbers = new Set([0]);
  readonly #names: string[] = [];
  readonly #outerOptions: number[] = [];
  #nextNumber = 1;
  #isNextFree = false;

  constructor(reader: PatternReader) {
    this.#reader = reader;
  }

  find(): GroupNames {
    const reader = this.#reader;
    while (reader.left > 0) {
      const char = reader.next();
      if (char === "\\") reader.at++;
      else if (char === "[") parseClass(reader);
      else if (char === ")") reader.options = this.#outerOptions.pop() ?? reader.options;
      else if (char === "(") this.#open();
      else if (char === "#" && reader.uses(regexOptions.IgnorePatternWhitespace)) {
        reader.at--;
        reader.skipBlanks();
      }
    }
    return new GroupNames(this.#numbers, this.#numberNames());
  }

  #open(): void {
    const reader = this.#reader;
    if (reader.peek() === "?" && reader.peek(1) === "#") {
      reader.at--;
      reader.skipBlanks();
      return;
    }
    this.#outerOptions.push(reader.options);
    const isFree = this.#isNextFree;
    this.#isNextFree = false;
    if (reader.peek() === "?") this.#openSpecial();
    else if (!reader.uses(regexOptions.ExplicitCapture) && !isFree) this.#numbers.add(this.#nextNumber++);
  }

  #openSpecial(): void {
    const reader = this.#reader;
    reader.at++;
    if (reader.left > 1 && (reader.peek() === "<" || reader.peek() === "'")) {
      reader.at++;
      if (reader.peek() === "0" || !reader.isWordNext()) return;
      if (/^[1-9]$/.test(reader.peek())) this.#numbers.add(reader.decimal());
      else this.#names.push(reader.name());
      return;
    }
    reader.inlineOptions();
    if (reader.peek() === ")") {
      reader.at++;
      this.#outerOptions.pop();
    } else if (reader.peek() === "(") {
      this.#isNextFree = true;
    }
  }

  #numberNames(): Map<string, number> {
    const byName = new Map<string, number>();
    for (const name of this.#names) {
      if (byName.has(name)) continue;
      while (this.#numbers.has(this.#nextNumber)) this.#nextNumber++;
      this.#numbers.add(this.#nextNumber);
      byName.set(name, this.#nextNumber++);
    }
    return byName;
  }
}
