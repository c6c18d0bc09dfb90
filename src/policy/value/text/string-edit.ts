// Members of String that make one string of another: Substring, Remove, Replace, padding, trimming, case.

import type { Members } from "../../type/type-definition.ts";
import { charType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { argumentException, argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { lowerInvariant, upperInvariant } from "./culture-compare.ts";
import { checkComparison, ignoresCase, searchable } from "./string-comparison.ts";
import { isWhiteSpace } from "./white-space.ts";

type Nullable<T> = T | null;

/** Takes what a text of `length` costs. */
export function chargeText(run: Run, length: number): void {
  run.spend(length);
  run.allocate(length * 2);
}

function substring(run: Run, text: string, start: number, length: number): string {
  if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (start > text.length) {
    throw argumentOutOfRange("startIndex", "startIndex cannot be larger than length of string.");
  }
  if (length < 0) throw argumentOutOfRange("length", "Length cannot be less than zero.");
  if (start > text.length - length) {
    throw argumentOutOfRange("length", "Index and length must refer to a location within the string.");
  }
  chargeText(run, length);
  return text.slice(start, start + length);
}

function removeRest(run: Run, text: string, start: number): string {
  if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (start >= text.length) {
    throw argumentOutOfRange("startIndex", "startIndex must be less than length of string.");
  }
  return substring(run, text, 0, start);
}

function remove(run: Run, text: string, start: number, count: number): string {
  if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (count < 0) throw argumentOutOfRange("count", "Count cannot be less than zero.");
  if (count > text.length - start) {
    throw argumentOutOfRange("count", "Index and count must refer to a location within the string.");
  }
  chargeText(run, text.length - count);
  return text.slice(0, start) + text.slice(start + count);
}

function insert(run: Run, text: string, start: number, value: Nullable<string>): string {
  if (value === null) throw argumentNull("value");
  if (start < 0 || start > text.length) {
    throw argumentOutOfRange("startIndex", "Specified argument was out of the range of valid values.");
  }
  chargeText(run, text.length + value.length);
  return text.slice(0, start) + value + text.slice(start);
}

function pad(run: Run, text: string, width: number, code: number, isLeft: boolean): string {
  if (width < 0) throw argumentOutOfRange("totalWidth", "Non-negative number required.");
  chargeText(run, Math.max(width, text.length));
  const char = String.fromCharCode(code);
  return isLeft ? text.padStart(width, char) : text.padEnd(width, char);
}

/** Ordinal; a null `after` removes. @throws ClrException ArgumentNullException, ArgumentException */
export function replaceText(
  run: Run,
  text: string,
  before: Nullable<string>,
  after: Nullable<string>,
  comparison: number,
): string {
  checkComparison(comparison);
  if (before === null) throw argumentNull("oldValue");
  if (before === "") throw argumentException("String cannot be of zero length.", "oldValue");
  chargeText(run, text.length);
  const parts = ignoresCase(comparison) ? partsOf(text, before, comparison) : text.split(before);
  if (parts.length === 1) return text;
  chargeText(run, text.length + (parts.length - 1) * ((after?.length ?? 0) - before.length));
  return parts.join(after ?? "");
}

/** The pieces of a text between the places of another, without case. */
function partsOf(text: string, before: string, comparison: number): string[] {
  const folded = searchable(text, comparison);
  const value = searchable(before, comparison);
  const parts: string[] = [];
  let start = 0;
  for (let at = folded.indexOf(value); at >= 0; at = folded.indexOf(value, start)) {
    parts.push(text.slice(start, at));
    start = at + value.length;
  }
  parts.push(text.slice(start));
  return parts;
}

function trim(
  run: Run,
  text: string,
  chars: Nullable<ClrArray>,
  fromStart: boolean,
  fromEnd: boolean,
): string {
  const set = chars === null || chars.items.length === 0 ? undefined : new Set(chars.items);
  const goes = (code: number): boolean => (set === undefined ? isWhiteSpace(code) : set.has(code));
  run.spend(text.length);
  let start = 0;
  let end = text.length;
  if (fromStart) while (start < end && goes(text.charCodeAt(start))) start += 1;
  if (fromEnd) while (end > start && goes(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function toChars(run: Run, text: string, start: number, length: number): ClrArray {
  if (start < 0 || start > text.length || start > text.length - length) {
    throw argumentOutOfRange(
      "startIndex",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  }
  if (length < 0) {
    throw argumentOutOfRange(
      "length",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  }
  run.spend(length);
  run.allocate(length * 8);
  return new ClrArray(
    charType,
    Array.from({ length }, (_, at) => text.charCodeAt(start + at)),
  );
}

const normalForms = new Map([
  [1, "NFC"],
  [2, "NFD"],
  [5, "NFKC"],
  [6, "NFKD"],
]);

function normalize(run: Run, text: string, form: number): string {
  const name = normalForms.get(form);
  if (name === undefined)
    throw argumentException("Invalid or unsupported normalization form.", "normalizationForm");
  chargeText(run, text.length * 4);
  return text.normalize(name);
}

function changeCase(run: Run, text: string, change: (text: string) => string): string {
  chargeText(run, text.length);
  return change(text);
}

const SPACE = 32;
const ORDINAL = 4;

const cuts: Members = {
  "string Substring(int startIndex)": (run: Run, text: string, start: number) =>
    substring(run, text, start, Math.max(text.length - start, 0)),
  "string Substring(int startIndex, int length)": (run: Run, ...operands: [string, number, number]) =>
    substring(run, ...operands),
  "string Remove(int startIndex)": removeRest,
  "string Remove(int startIndex, int count)": remove,
  "string Insert(int startIndex, string value)": insert,
  "string Trim()": (run: Run, text: string) => trim(run, text, null, true, true),
  "string Trim(params char[] trimChars)": (run: Run, text: string, chars: Nullable<ClrArray>) =>
    trim(run, text, chars, true, true),
  "string TrimStart(params char[] trimChars)": (run: Run, text: string, chars: Nullable<ClrArray>) =>
    trim(run, text, chars, true, false),
  "string TrimEnd(params char[] trimChars)": (run: Run, text: string, chars: Nullable<ClrArray>) =>
    trim(run, text, chars, false, true),
  "char[] ToCharArray()": (run: Run, text: string) => toChars(run, text, 0, text.length),
  "char[] ToCharArray(int startIndex, int length)": toChars,
};

const changes: Members = {
  "string PadLeft(int totalWidth)": (run: Run, text: string, width: number) =>
    pad(run, text, width, SPACE, true),
  "string PadLeft(int totalWidth, char paddingChar)": (run: Run, ...operands: [string, number, number]) =>
    pad(run, ...operands, true),
  "string PadRight(int totalWidth)": (run: Run, text: string, width: number) =>
    pad(run, text, width, SPACE, false),
  "string PadRight(int totalWidth, char paddingChar)": (run: Run, ...operands: [string, number, number]) =>
    pad(run, ...operands, false),
  "string Replace(char oldChar, char newChar)": (
    run: Run,
    ...[text, before, after]: [string, number, number]
  ) => replaceText(run, text, String.fromCharCode(before), String.fromCharCode(after), ORDINAL),
  "string Replace(string oldValue, string newValue)": (
    run: Run,
    ...operands: [string, Nullable<string>, Nullable<string>]
  ) => replaceText(run, ...operands, ORDINAL),
  // Of .NET Core.
  "string Replace(string oldValue, string newValue, StringComparison comparisonType)": replaceText,
  "string ToLower()": (run: Run, text: string) => changeCase(run, text, lowerInvariant),
  "string ToLower(CultureInfo culture)": (run: Run, text: string) => changeCase(run, text, lowerInvariant),
  "string ToLowerInvariant()": (run: Run, text: string) => changeCase(run, text, lowerInvariant),
  "string ToUpper()": (run: Run, text: string) => changeCase(run, text, upperInvariant),
  "string ToUpper(CultureInfo culture)": (run: Run, text: string) => changeCase(run, text, upperInvariant),
  "string ToUpperInvariant()": (run: Run, text: string) => changeCase(run, text, upperInvariant),
  "string Normalize()": (run: Run, text: string) => normalize(run, text, 1),
  "string Normalize(NormalizationForm normalizationForm)": normalize,
  "bool IsNormalized()": (run: Run, text: string) => normalize(run, text, 1) === text,
  "bool IsNormalized(NormalizationForm normalizationForm)": (run: Run, text: string, form: number) =>
    normalize(run, text, form) === text,
};

export const editMembers: Members = { ...cuts, ...changes };
