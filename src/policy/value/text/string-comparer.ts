// System.StringComparer: equality and order of strings as an object, for dictionaries, sets and sorting.

import { ClrObject } from "../clr-object.ts";
import { equalObjects, hashKeyOf } from "../equality.ts";
import { lowerInvariant } from "./culture-compare.ts";
import { compareBy, equalBy, ignoresCase, stringComparisons } from "./string-comparison.ts";

export class StringComparer extends ClrObject {
  readonly clrName = "System.StringComparer";
  /** A StringComparison. */
  readonly comparison: number;

  constructor(comparison: number) {
    super();
    this.comparison = comparison;
  }

  compare(a: string | null, b: string | null): number {
    return compareBy(a, b, this.comparison);
  }

  /** IEqualityComparer: what is no string is compared as Object.Equals does. */
  equalItems(a: unknown, b: unknown): boolean {
    if ((typeof a === "string" || a === null) && (typeof b === "string" || b === null)) {
      return equalBy(a, b, this.comparison);
    }
    return equalObjects(a, b);
  }

  /** A Map key that equal strings share, and only they. */
  keyOf(value: unknown): unknown {
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
