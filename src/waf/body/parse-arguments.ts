// Reads query strings and urlencoded bodies into names and values, as ModSecurity does: every piece between
// two separators is an argument, one without `=` has an empty value, an empty piece is one without a name.

import type { Pairs } from "./parsed-body.ts";
import { hasInvalidEscape, percentDecode } from "./percent-decode.ts";

export type ParsedArguments = Pairs & {
  readonly hasInvalidEncoding: boolean;
  /** There were more than `maxArguments`: the rest is not read. */
  readonly isOverLimit: boolean;
};

const EQUALS = 61;
const PERCENT = 37;
const PLUS = 43;

/**
 * @param text without the `?` of a query
 * @param separator its first character counts (SecArgumentSeparator); `&` where it is empty
 */
export function parseArguments(text: string, separator: string, maxArguments: number): ParsedArguments {
  const names: string[] = [];
  const values: string[] = [];
  const separatorCode = separator === "" ? 38 : separator.charCodeAt(0);
  let start = 0;
  while (start < text.length) {
    if (names.length >= maxArguments) {
      return { names, values, hasInvalidEncoding: hasInvalidEscape(text), isOverLimit: true };
    }
    start = readOne(text, start, separatorCode, names, values);
  }
  return { names, values, hasInvalidEncoding: hasInvalidEscape(text), isOverLimit: false };
}

/** @returns where the next argument begins */
function readOne(text: string, start: number, separator: number, names: string[], values: string[]): number {
  let equalsAt = -1;
  let isNameCoded = false;
  let isCoded = false;
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === separator) break;
    if (code === PERCENT || code === PLUS) isCoded = true;
    else if (code === EQUALS && equalsAt < 0) {
      equalsAt = end;
      isNameCoded = isCoded;
      isCoded = false;
    }
  }
  if (equalsAt < 0) {
    const name = text.slice(start, end);
    names.push(isCoded ? percentDecode(name) : name);
    values.push("");
    return end + 1;
  }
  const name = text.slice(start, equalsAt);
  const value = text.slice(equalsAt + 1, end);
  names.push(isNameCoded ? percentDecode(name) : name);
  values.push(isCoded ? percentDecode(value) : value);
  return end + 1;
}
