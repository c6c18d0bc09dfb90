// System.StringComparer: equality and order of strings as an object, for dictionaries, sets and sorting.

import { Comparer } from "../comparer.ts";
import { compareValues, equalObjects, hashKeyOf } from "../equality.ts";
import { lowerInvariant } from "./culture-compare.ts";
import { compareBy, equalBy, ignoresCase, stringComparisons } from "./string-comparison.ts";

const isText = (value: unknown): value is string | null => typeof value === "string" || value === null;

export class StringComparer extends Comparer {
  readonly clrName = "System.StringComparer";
  /** A StringComparison. */
  readonly comparison: number;

  constructor(comparison: number) {
    super();
    this.comparison = comparison;
  }

  /** IComparer: what is no string is compared as Comparer.Default does. */
  override compare(a: unknown, b: unknown): number {
    if (isText(a) && isText(b)) return compareBy(a, b, this.comparison);
    return compareValues(a, b);
  }

  /** IEqualityComparer: what is no string is compared as Object.Equals does. */
  equalItems(a: unknown, b: unknown): boolean {
    return isText(a) && isText(b) ? equalBy(a, b, this.comparison) : equalObjects(a, b);
  }

  /** A Map key that equal strings share, and only they. */
  override keyOf(value: unknown): unknown {
    if (typeof value !== "string") return hashKeyOf(value);
    const text = this.comparison < stringComparisons.Ordinal ? value.normalize() : value;
    return hashKeyOf(ignoresCase(this.comparison) ? lowerInvariant(text) : text);
  }

  override equals(other: unknown): boolean {
    return other instanceof StringComparer && other.comparison === this.comparison;
  }

  override hashKey(): unknown {
    return `StringComparer ${this.comparison}`;
  }
}

const comparers: ReadonlyMap<string, StringComparer> = new Map(
  Object.entries(stringComparisons).map(([name, comparison]) => [name, new StringComparer(comparison)]),
);

/** By the name of its property: `OrdinalIgnoreCase`. */
export function comparerNamed(name: string): StringComparer | undefined {
  return comparers.get(name);
}
