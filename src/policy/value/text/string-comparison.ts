// StringComparison: the six ways to compare and search. Searches by culture are ordinal here: what a culture
// finds beyond that (é as e and an accent, ß in ss) differs between Windows, ICU and Mono, and no policy that
// relied on it would be the same on two gateways.

import { argumentException } from "../clr-exception.ts";
import {
  compareCulture,
  compareOrdinal,
  compareOrdinalIgnoreCase,
  upperInvariant,
} from "./culture-compare.ts";

export const stringComparisons = {
  CurrentCulture: 0,
  CurrentCultureIgnoreCase: 1,
  InvariantCulture: 2,
  InvariantCultureIgnoreCase: 3,
  Ordinal: 4,
  OrdinalIgnoreCase: 5,
} as const;

/** @throws ClrException ArgumentException */
export function checkComparison(comparison: number): void {
  if (Number.isInteger(comparison) && comparison >= 0 && comparison <= 5) return;
  const message = "The string comparison type passed in is currently not supported.";
  throw argumentException(message, "comparisonType");
}

export const ignoresCase = (comparison: number): boolean => comparison % 2 === 1;

/** Negative, zero, positive; null stands first. @throws ClrException ArgumentException */
export function compareBy(a: string | null, b: string | null, comparison: number): number {
  checkComparison(comparison);
  if (comparison === stringComparisons.Ordinal) return compareOrdinal(a, b);
  if (comparison === stringComparisons.OrdinalIgnoreCase) return compareOrdinalIgnoreCase(a, b);
  return compareCulture(a, b, ignoresCase(comparison));
}

/** @throws ClrException ArgumentException */
export function equalBy(a: string | null, b: string | null, comparison: number): boolean {
  checkComparison(comparison);
  return a === b || (a !== null && b !== null && compareBy(a, b, comparison) === 0);
}

/** The text in which a search runs: of the same length, so that places stay. */
export function searchable(text: string, comparison: number): string {
  return ignoresCase(comparison) ? upperInvariant(text) : text;
}
