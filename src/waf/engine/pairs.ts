// Lists of names and values, as collections hand them out: two arrays of one length, without an object each.

import type { Pairs } from "../body/parsed-body.ts";

export const NO_PAIRS: Pairs = { names: [], values: [] };

export const newPairs = (): Pairs => ({ names: [], values: [] });

/** The names as values of their own: what the collections ending in _NAMES hold. */
export const namesAsValues = (pairs: Pairs): Pairs => ({ names: pairs.names, values: pairs.names });

export function joinPairs(first: Pairs, second: Pairs): Pairs {
  if (second.names.length === 0) return first;
  if (first.names.length === 0) return second;
  return {
    names: first.names.concat(second.names),
    values: first.values.concat(second.values),
  };
}
