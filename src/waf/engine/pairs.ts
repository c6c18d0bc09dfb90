// Lists of names and values, as collections hand them out: two arrays of one length, without an object each.

import type { Pairs } from "../body/parsed-body.ts";
import type { HeaderField } from "./request-input.ts";

export const NO_PAIRS: Pairs = { names: [], values: [] };

export const newPairs = (): Pairs => ({ names: [], values: [] });

export function headerPairs(fields: readonly HeaderField[]): Pairs {
  const names: string[] = [];
  const values: string[] = [];
  const keys: string[] = [];
  for (const { name, value, key } of fields) {
    names.push(name);
    values.push(value);
    keys.push(key);
  }
  return { names, values, keys };
}

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
