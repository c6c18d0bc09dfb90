// IndexOf, LastIndexOf, IndexOfAny, StartsWith and their kin, with the bounds that the CLR checks.

import type { Members } from "../../type/type-definition.ts";
import type { ClrArray } from "../boxed.ts";
import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { checkComparison, searchable, stringComparisons } from "./string-comparison.ts";

type Nullable<T> = T | null;

const { CurrentCulture, Ordinal } = stringComparisons;

const wrongIndex = (): Error =>
  argumentOutOfRange(
    "startIndex",
    "Index was out of range. Must be non-negative and less than the size of the collection.",
  );
const wrongCount = (): Error =>
  argumentOutOfRange(
    "count",
    "Count must be positive and count must refer to a location within the string/array/collection.",
  );

/** Charges for a search of one text in another. */
function spendSearch(run: Run, text: string, value: string): void {
  run.spend(text.length + value.length);
}

function checkForward(text: string, start: number, count: number): void {
  if (start < 0 || start > text.length) throw wrongIndex();
  if (count < 0 || start > text.length - count) throw wrongCount();
}

/** @throws ClrException ArgumentNullException, ArgumentOutOfRangeException, ArgumentException */
function indexOfText(
  run: Run,
  text: string,
  value: Nullable<string>,
  start: number,
  count: number,
  comparison: number,
): number {
  if (value === null) throw argumentNull("value");
  checkForward(text, start, count);
  checkComparison(comparison);
  spendSearch(run, text, value);
  const place = searchable(text.slice(start, start + count), comparison).indexOf(
    searchable(value, comparison),
  );
  return place < 0 ? -1 : place + start;
}

/** @throws ClrException ArgumentNullException, ArgumentOutOfRangeException, ArgumentException */
function lastIndexOfText(
  run: Run,
  text: string,
  value: Nullable<string>,
  startIndex: number,
  countOfChars: number,
  comparison: number,
): number {
  if (value === null) throw argumentNull("value");
  checkComparison(comparison);
  let start = startIndex;
  let count = countOfChars;
  if (text === "" && (start === -1 || start === 0)) return value === "" ? 0 : -1;
  if (start < 0 || start > text.length) throw wrongIndex();
  if (start === text.length) {
    start -= 1;
    if (count > 0) count -= 1;
  }
  if (count < 0 || start - count + 1 < 0) throw wrongCount();
  if (value === "") return start;
  spendSearch(run, text, value);
  const first = start - count + 1;
  const range = searchable(text.slice(first, start + 1), comparison);
  const place = range.lastIndexOf(searchable(value, comparison));
  return place < 0 ? -1 : place + first;
}

function indexOfChar(run: Run, text: string, code: number, start: number, count: number): number {
  checkForward(text, start, count);
  run.spend(count);
  const place = text.indexOf(String.fromCharCode(code), start);
  return place >= start + count ? -1 : place;
}

function checkBackward(text: string, start: number, count: number): void {
  if (start < 0 || start >= text.length) throw wrongIndex();
  if (count < 0 || start - count + 1 < 0) throw wrongCount();
}

function lastIndexOfChar(run: Run, text: string, code: number, start: number, count: number): number {
  if (text === "") return -1;
  checkBackward(text, start, count);
  run.spend(count);
  const place = text.lastIndexOf(String.fromCharCode(code), start);
  return place < start - count + 1 ? -1 : place;
}

function charsOf(anyOf: Nullable<ClrArray>): ReadonlySet<unknown> {
  if (anyOf === null) throw argumentNull("anyOf");
  return new Set(anyOf.items);
}

function indexOfAny(run: Run, text: string, anyOf: Nullable<ClrArray>, start: number, count: number): number {
  const chars = charsOf(anyOf);
  checkForward(text, start, count);
  run.spend(count + chars.size);
  for (let at = start; at < start + count; at++) if (chars.has(text.charCodeAt(at))) return at;
  return -1;
}

function lastIndexOfAny(
  run: Run,
  text: string,
  anyOf: Nullable<ClrArray>,
  start: number,
  count: number,
): number {
  const chars = charsOf(anyOf);
  if (text === "") return -1;
  checkBackward(text, start, count);
  run.spend(count + chars.size);
  for (let at = start; at > start - count; at--) if (chars.has(text.charCodeAt(at))) return at;
  return -1;
}

type Side = "startsWith" | "endsWith";

function hasSide(run: Run, text: string, value: Nullable<string>, comparison: number, side: Side): boolean {
  if (value === null) throw argumentNull("value");
  checkComparison(comparison);
  run.spend(value.length);
  if (value.length > text.length) return false;
  const part = side === "startsWith" ? text.slice(0, value.length) : text.slice(text.length - value.length);
  return searchable(part, comparison) === searchable(value, comparison);
}

/** `StartsWith(string, bool ignoreCase, CultureInfo)`. */
const cultureFor = (ignoreCase: boolean): number => (ignoreCase ? CurrentCulture + 1 : CurrentCulture);

const sides: Members = {
  "bool StartsWith(string value)": (run: Run, text: string, value: Nullable<string>) =>
    hasSide(run, text, value, CurrentCulture, "startsWith"),
  "bool StartsWith(string value, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, comparison]: [string, Nullable<string>, number]
  ) => hasSide(run, text, value, comparison, "startsWith"),
  "bool StartsWith(string value, bool ignoreCase, CultureInfo culture)": (
    run: Run,
    ...[text, value, ignoreCase]: [string, Nullable<string>, boolean]
  ) => hasSide(run, text, value, cultureFor(ignoreCase), "startsWith"),
  "bool StartsWith(char value)": (_run: Run, text: string, value: number) => text.charCodeAt(0) === value,
  "bool EndsWith(string value)": (run: Run, text: string, value: Nullable<string>) =>
    hasSide(run, text, value, CurrentCulture, "endsWith"),
  "bool EndsWith(string value, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, comparison]: [string, Nullable<string>, number]
  ) => hasSide(run, text, value, comparison, "endsWith"),
  "bool EndsWith(string value, bool ignoreCase, CultureInfo culture)": (
    run: Run,
    ...[text, value, ignoreCase]: [string, Nullable<string>, boolean]
  ) => hasSide(run, text, value, cultureFor(ignoreCase), "endsWith"),
  "bool EndsWith(char value)": (_run: Run, text: string, value: number) =>
    text.charCodeAt(text.length - 1) === value,
  "bool Contains(string value)": (run: Run, text: string, value: Nullable<string>) =>
    indexOfText(run, text, value, 0, text.length, Ordinal) >= 0,
  "bool Contains(string value, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, comparison]: [string, Nullable<string>, number]
  ) => indexOfText(run, text, value, 0, text.length, comparison) >= 0,
  "bool Contains(char value)": (run: Run, text: string, value: number) =>
    indexOfChar(run, text, value, 0, text.length) >= 0,
};

type Value = Nullable<string>;

const forwards: Members = {
  "int IndexOf(char value)": (run: Run, text: string, value: number) =>
    indexOfChar(run, text, value, 0, text.length),
  "int IndexOf(char value, int startIndex)": (run: Run, ...[text, value, start]: [string, number, number]) =>
    indexOfChar(run, text, value, start, text.length - start),
  "int IndexOf(char value, int startIndex, int count)": (
    run: Run,
    ...operands: [string, number, number, number]
  ) => indexOfChar(run, ...operands),
  "int IndexOf(string value)": (run: Run, text: string, value: Value) =>
    indexOfText(run, text, value, 0, text.length, CurrentCulture),
  "int IndexOf(string value, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, comparison]: [string, Value, number]
  ) => indexOfText(run, text, value, 0, text.length, comparison),
  "int IndexOf(string value, int startIndex)": (run: Run, ...[text, value, start]: [string, Value, number]) =>
    indexOfText(run, text, value, start, text.length - start, CurrentCulture),
  "int IndexOf(string value, int startIndex, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, start, comparison]: [string, Value, number, number]
  ) => indexOfText(run, text, value, start, text.length - start, comparison),
  "int IndexOf(string value, int startIndex, int count)": (
    run: Run,
    ...operands: [string, Value, number, number]
  ) => indexOfText(run, ...operands, CurrentCulture),
  "int IndexOf(string value, int startIndex, int count, StringComparison comparisonType)": (
    run: Run,
    ...operands: [string, Value, number, number, number]
  ) => indexOfText(run, ...operands),
  "int IndexOfAny(char[] anyOf)": (run: Run, text: string, anyOf: Nullable<ClrArray>) =>
    indexOfAny(run, text, anyOf, 0, text.length),
  "int IndexOfAny(char[] anyOf, int startIndex)": (
    run: Run,
    ...[text, anyOf, start]: [string, Nullable<ClrArray>, number]
  ) => indexOfAny(run, text, anyOf, start, text.length - start),
  "int IndexOfAny(char[] anyOf, int startIndex, int count)": (
    run: Run,
    ...operands: [string, Nullable<ClrArray>, number, number]
  ) => indexOfAny(run, ...operands),
};

const backwards: Members = {
  "int LastIndexOf(char value)": (run: Run, text: string, value: number) =>
    lastIndexOfChar(run, text, value, text.length - 1, text.length),
  "int LastIndexOf(char value, int startIndex)": (
    run: Run,
    ...[text, value, start]: [string, number, number]
  ) => lastIndexOfChar(run, text, value, start, start + 1),
  "int LastIndexOf(char value, int startIndex, int count)": (
    run: Run,
    ...operands: [string, number, number, number]
  ) => lastIndexOfChar(run, ...operands),
  "int LastIndexOf(string value)": (run: Run, text: string, value: Value) =>
    lastIndexOfText(run, text, value, text.length - 1, text.length, CurrentCulture),
  "int LastIndexOf(string value, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, comparison]: [string, Value, number]
  ) => lastIndexOfText(run, text, value, text.length - 1, text.length, comparison),
  "int LastIndexOf(string value, int startIndex)": (
    run: Run,
    ...[text, value, start]: [string, Value, number]
  ) => lastIndexOfText(run, text, value, start, start + 1, CurrentCulture),
  "int LastIndexOf(string value, int startIndex, StringComparison comparisonType)": (
    run: Run,
    ...[text, value, start, comparison]: [string, Value, number, number]
  ) => lastIndexOfText(run, text, value, start, start + 1, comparison),
  "int LastIndexOf(string value, int startIndex, int count)": (
    run: Run,
    ...operands: [string, Value, number, number]
  ) => lastIndexOfText(run, ...operands, CurrentCulture),
  "int LastIndexOf(string value, int startIndex, int count, StringComparison comparisonType)": (
    run: Run,
    ...operands: [string, Value, number, number, number]
  ) => lastIndexOfText(run, ...operands),
  "int LastIndexOfAny(char[] anyOf)": (run: Run, text: string, anyOf: Nullable<ClrArray>) =>
    lastIndexOfAny(run, text, anyOf, text.length - 1, text.length),
  "int LastIndexOfAny(char[] anyOf, int startIndex)": (
    run: Run,
    ...[text, anyOf, start]: [string, Nullable<ClrArray>, number]
  ) => lastIndexOfAny(run, text, anyOf, start, start + 1),
  "int LastIndexOfAny(char[] anyOf, int startIndex, int count)": (
    run: Run,
    ...operands: [string, Nullable<ClrArray>, number, number]
  ) => lastIndexOfAny(run, ...operands),
};

export const searchMembers: Members = { ...sides, ...forwards, ...backwards };
