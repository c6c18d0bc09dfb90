// System.String as expressions see it. Searching, splitting, editing and joining stand in files of their own.

import { defineType, type Members } from "../../type/type-definition.ts";
import type { ClrArray } from "../boxed.ts";
import { argumentException, argumentNull, argumentOutOfRange, indexOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { compareCulture, compareOrdinal } from "./culture-compare.ts";
import { compareBy, equalBy, stringComparisons } from "./string-comparison.ts";
import { chargeText, editMembers } from "./string-edit.ts";
import { joinMembers } from "./string-join.ts";
import { searchMembers } from "./string-search.ts";
import { splitMembers } from "./string-split.ts";
import { isBlank } from "./white-space.ts";

type Text = string | null;

function charAt(_run: Run, text: string, index: number): number {
  if (index < 0 || index >= text.length) throw indexOutOfRange();
  return text.charCodeAt(index);
}

function repeated(run: Run, code: number, count: number): string {
  if (count < 0) throw argumentOutOfRange("count", "Count cannot be less than zero.");
  chargeText(run, count);
  return String.fromCharCode(code).repeat(count);
}

/** The string of an array's chars, or of a range of them. */
export function textOfChars(run: Run, array: ClrArray, start = 0, count = array.items.length): string {
  chargeText(run, count);
  const parts: string[] = [];
  for (const item of array.items.slice(start, start + count)) parts.push(String.fromCharCode(Number(item)));
  return parts.join("");
}

function fromRange(run: Run, array: ClrArray | null, start: number, length: number): string {
  if (array === null) throw argumentNull("value");
  if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (length < 0) throw argumentOutOfRange("length", "Length cannot be less than zero.");
  if (start > array.items.length - length) {
    throw argumentOutOfRange(
      "startIndex",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  }
  return textOfChars(run, array, start, length);
}

const constructors: Members = {
  "new(char c, int count)": repeated,
  "new(char[] value)": (run: Run, array: ClrArray | null) => (array === null ? "" : textOfChars(run, array)),
  "new(char[] value, int startIndex, int length)": fromRange,
};

type Range = [Text, number, Text, number, number];

/** @throws ClrException ArgumentOutOfRangeException */
function compareRanges([a, startA, b, startB, length]: Range, comparison: number): number {
  if (comparison >= stringComparisons.Ordinal) checkOrdinalRanges([a, startA, b, startB, length]);
  else checkCultureRanges([a, startA, b, startB, length]);
  const partOf = (text: Text, start: number): Text => text?.slice(start, start + length) ?? null;
  return compareBy(partOf(a, startA), partOf(b, startB), comparison);
}

function checkOrdinalRanges([a, startA, b, startB, length]: Range): void {
  if (a === null || b === null) return;
  if (length < 0) throw argumentOutOfRange("length", "Count cannot be less than zero.");
  const message = "Index was out of range. Must be non-negative and less than the size of the collection.";
  if (startA < 0 || startA > a.length) throw argumentOutOfRange("indexA", message);
  if (startB < 0 || startB > b.length) throw argumentOutOfRange("indexB", message);
}

/** The checks and parameter names of CompareInfo, which the CLR lets shine through here. */
function checkCultureRanges([a, startA, b, startB, length]: Range): void {
  const lengthOf = (text: Text, start: number): number =>
    text === null ? length : Math.min(length, text.length - start);
  const message = "Positive number required.";
  if (lengthOf(a, startA) < 0) throw argumentOutOfRange("length1", message);
  if (lengthOf(b, startB) < 0) throw argumentOutOfRange("length2", message);
  if (startA < 0) throw argumentOutOfRange("offset1", message);
  if (startB < 0) throw argumentOutOfRange("offset2", message);
  const beyond = "Offset and length must refer to a position in the string.";
  if (a === null && startA + length > 0) throw argumentOutOfRange("string1", beyond);
  if (b === null && startB + length > 0) throw argumentOutOfRange("string2", beyond);
}

function spendTexts(run: Run, a: Text, b: Text): void {
  run.spend(Math.min(a?.length ?? 0, b?.length ?? 0));
}

const { InvariantCulture, InvariantCultureIgnoreCase, Ordinal } = stringComparisons;

const comparisons: Members = {
  "static int Compare(string strA, string strB)": (run: Run, a: Text, b: Text) => {
    spendTexts(run, a, b);
    return compareCulture(a, b);
  },
  "static int Compare(string strA, string strB, bool ignoreCase)": (
    run: Run,
    ...[a, b, ignoreCase]: [Text, Text, boolean]
  ) => {
    spendTexts(run, a, b);
    return compareCulture(a, b, ignoreCase);
  },
  "static int Compare(string strA, string strB, bool ignoreCase, CultureInfo culture)": (
    run: Run,
    ...[a, b, ignoreCase]: [Text, Text, boolean]
  ) => {
    spendTexts(run, a, b);
    return compareCulture(a, b, ignoreCase);
  },
  "static int Compare(string strA, string strB, StringComparison comparisonType)": (
    run: Run,
    ...[a, b, comparison]: [Text, Text, number]
  ) => {
    spendTexts(run, a, b);
    return compareBy(a, b, comparison);
  },
  "static int Compare(string strA, int indexA, string strB, int indexB, int length)": (
    run: Run,
    ...range: Range
  ) => {
    spendTexts(run, range[0], range[2]);
    return compareRanges(range, InvariantCulture);
  },
  "static int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase)": (
    run: Run,
    ...[a, startA, b, startB, length, ignoreCase]: [...Range, boolean]
  ) => {
    spendTexts(run, a, b);
    const comparison = ignoreCase ? InvariantCultureIgnoreCase : InvariantCulture;
    return compareRanges([a, startA, b, startB, length], comparison);
  },
  "static int Compare(string strA, int indexA, string strB, int indexB, int length, StringComparison comparisonType)":
    (run: Run, ...[a, startA, b, startB, length, comparison]: [...Range, number]) => {
      spendTexts(run, a, b);
      return compareRanges([a, startA, b, startB, length], comparison);
    },
  "static int CompareOrdinal(string strA, string strB)": (run: Run, a: Text, b: Text) => {
    spendTexts(run, a, b);
    return compareOrdinal(a, b);
  },
  "static int CompareOrdinal(string strA, int indexA, string strB, int indexB, int length)": (
    run: Run,
    ...range: Range
  ) => {
    spendTexts(run, range[0], range[2]);
    return compareRanges(range, Ordinal);
  },
  "int CompareTo(string strB)": (run: Run, a: string, b: Text) => {
    spendTexts(run, a, b);
    return compareCulture(a, b);
  },
  "int CompareTo(object value)": (run: Run, a: string, b: unknown) => {
    if (b === null) return 1;
    if (typeof b !== "string") throw argumentException("Object must be of type String.");
    spendTexts(run, a, b);
    return compareCulture(a, b);
  },
};

const equality: Members = {
  "bool Equals(object obj)": (_run: Run, a: string, b: unknown) => a === b,
  "bool Equals(string value)": (_run: Run, a: string, b: Text) => a === b,
  "bool Equals(string value, StringComparison comparisonType)": (
    run: Run,
    ...[a, b, comparison]: [string, Text, number]
  ) => {
    spendTexts(run, a, b);
    return equalBy(a, b, comparison);
  },
  "static bool Equals(string a, string b)": (_run: Run, a: Text, b: Text) => a === b,
  "static bool Equals(string a, string b, StringComparison comparisonType)": (
    run: Run,
    ...[a, b, comparison]: [Text, Text, number]
  ) => {
    spendTexts(run, a, b);
    return equalBy(a, b, comparison);
  },
  "int GetHashCode()": hashCode,
};

/** 31-based over the code units. The CLR promises no value; this one is at least the same everywhere. */
function hashCode(run: Run, text: string): number {
  run.spend(text.length);
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

const plain: Members = {
  "static string Empty": () => "",
  "int Length": (_run: Run, text: string) => text.length,
  "char this[int index]": charAt,
  "static string Copy(string str)": (_run: Run, text: Text) => {
    if (text === null) throw argumentNull("str");
    return text;
  },
  "object Clone()": (_run: Run, text: string) => text,
  "static bool IsNullOrEmpty(string value)": (_run: Run, text: Text) => text === null || text === "",
  "static bool IsNullOrWhiteSpace(string value)": (run: Run, text: Text) => {
    run.spend(text?.length ?? 0);
    return text === null || isBlank(text);
  },
  "string ToString()": (_run: Run, text: string) => text,
  "string ToString(IFormatProvider provider)": (_run: Run, text: string) => text,
};

export const stringDefinition = defineType({
  name: "System.String",
  kind: "class",
  bases: ["IComparable", "IConvertible", "IComparable<string>", "IEquatable<string>", "IEnumerable<char>"],
  isInstance: (value) => typeof value === "string",
  members: {
    ...constructors,
    ...plain,
    ...comparisons,
    ...equality,
    ...searchMembers,
    ...splitMembers,
    ...editMembers,
    ...joinMembers,
  },
});
