// Numbers as C's atoll reads them, which the numeric operators go by: white space, a sign, digits, whatever
// comes behind. What is no number is zero; beyond 64 bits the end of the range.

import { isSpace } from "../transformation/white-space.ts";

/** Exact: a bigint where a double is not. Compare by `<` and `>` only. */
export type Integer = number | bigint;

const LARGEST = 2n ** 63n - 1n;
/** So many digits are exact in a double, and so many may fit into 64 bits. */
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const PLUS = 0x2b;

export function leadingInteger(text: string): Integer {
  let at = 0;
  while (isSpace(text.charCodeAt(at))) at++;
  const sign = text.charCodeAt(at);
  const isNegative = sign === MINUS;
  if (isNegative || sign === PLUS) at++;
  while (text.charCodeAt(at) === ZERO) at++;
  const start = at;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at++;
  const count = at - start;
  if (count === 0) return 0;
  if (count > EXACT_DIGITS) return wide(text.slice(start, at), isNegative);
  let value = 0;
  for (let digit = start; digit < at; digit++) value = value * 10 + (text.charCodeAt(digit) - ZERO);
  return isNegative ? -value : value;
}

function wide(digits: string, isNegative: boolean): bigint {
  const limit = isNegative ? LARGEST + 1n : LARGEST;
  const value = digits.length > MOST_DIGITS ? limit : BigInt(digits);
  const clamped = value > limit ? limit : value;
  return isNegative ? -clamped : clamped;
}
