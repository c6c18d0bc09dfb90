// System.Char. Classes of characters are Unicode's; a char is one UTF-16 code unit.

import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentException, argumentNull, argumentOutOfRange, formatException } from "../clr-exception.ts";
import { isBoxedAs } from "../number/is-boxed-as.ts";
import type { Run } from "../run.ts";
import { lowerInvariant, upperInvariant } from "./culture-compare.ts";
import { numericValueOf } from "./numeric-value.ts";
import { isWhiteSpace } from "./white-space.ts";

type Test = (code: number) => boolean;

const matches =
  (pattern: RegExp): Test =>
  (code) =>
    pattern.test(String.fromCharCode(code));

const isHighSurrogate: Test = (code) => code >= 0xd800 && code <= 0xdbff;
const isLowSurrogate: Test = (code) => code >= 0xdc00 && code <= 0xdfff;

const tests: Readonly<Record<string, Test>> = {
  IsControl: matches(/^\p{Cc}$/u),
  IsDigit: matches(/^\p{Nd}$/u),
  IsLetter: matches(/^\p{L}$/u),
  IsLetterOrDigit: matches(/^[\p{L}\p{Nd}]$/u),
  // The .NET Framework still has the ordinal indicators as lower case, and the soft hyphen as a dash.
  IsLower: matches(/^[\p{Ll}ªº]$/u),
  IsUpper: matches(/^\p{Lu}$/u),
  IsNumber: matches(/^\p{N}$/u),
  IsPunctuation: matches(/^[\p{P}\u00ad]$/u),
  IsSeparator: matches(/^\p{Z}$/u),
  IsSymbol: matches(/^\p{S}$/u),
  IsWhiteSpace: isWhiteSpace,
  IsHighSurrogate: isHighSurrogate,
  IsLowSurrogate: isLowSurrogate,
  IsSurrogate: (code) => code >= 0xd800 && code <= 0xdfff,
};

/** @throws ClrException ArgumentNullException, ArgumentOutOfRangeException */
function codeAt(text: string | null, index: number): number {
  if (text === null) throw argumentNull("s");
  if (index < 0 || index >= text.length) {
    throw argumentOutOfRange("index", "Specified argument was out of the range of valid values.");
  }
  return text.charCodeAt(index);
}

const classes: Members = Object.fromEntries(
  Object.entries(tests).flatMap(([name, test]): [string, Implementation][] => [
    [`static bool ${name}(char c)`, (_run: Run, code: number) => test(code)],
    [
      `static bool ${name}(string s, int index)`,
      (_run: Run, text: string | null, index: number) => test(codeAt(text, index)),
    ],
  ]),
);

const lower = (_run: Run, code: number): number => lowerInvariant(String.fromCharCode(code)).charCodeAt(0);
const upper = (_run: Run, code: number): number => upperInvariant(String.fromCharCode(code)).charCodeAt(0);

const cases: Members = {
  "static char ToLower(char c)": lower,
  "static char ToLower(char c, CultureInfo culture)": lower,
  "static char ToLowerInvariant(char c)": lower,
  "static char ToUpper(char c)": upper,
  "static char ToUpper(char c, CultureInfo culture)": upper,
  "static char ToUpperInvariant(char c)": upper,
};

function isPair(_run: Run, text: string | null, index: number): boolean {
  const high = codeAt(text, index);
  return isHighSurrogate(high) && isLowSurrogate(text?.charCodeAt(index + 1) ?? 0);
}

function toUtf32(_run: Run, text: string | null, index: number): number {
  if (text !== null && (index < 0 || index >= text.length)) {
    const message = "Index was out of range. Must be non-negative and less than the size of the collection.";
    throw argumentOutOfRange("index", message);
  }
  const code = codeAt(text, index);
  if (!isHighSurrogate(code) && !isLowSurrogate(code)) return code;
  const low = text?.charCodeAt(index + 1) ?? 0;
  if (isHighSurrogate(code) && isLowSurrogate(low)) return combined(code, low);
  const side = isHighSurrogate(code) ? "high" : "low";
  throw argumentException(
    `Found a ${side} surrogate char without a ${side === "high" ? "following low" : "preceding high"} surrogate ` +
      `at index: ${index}. The input may not be in this encoding, or may not contain valid Unicode (UTF-16) characters.`,
    "s",
  );
}

const combined = (high: number, low: number): number => (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;

function pairToUtf32(_run: Run, high: number, low: number): number {
  const message = (range: string): string =>
    `A valid ${range} surrogate character is between 0x${range === "high" ? "d800 and 0xdbff" : "dc00 and 0xdfff"}, inclusive.`;
  if (!isHighSurrogate(high)) throw argumentOutOfRange("highSurrogate", message("high"));
  if (!isLowSurrogate(low)) throw argumentOutOfRange("lowSurrogate", message("low"));
  return combined(high, low);
}

function fromUtf32(_run: Run, code: number): string {
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw argumentOutOfRange(
      "utf32",
      "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values (0x00d800 ~ 0x00dfff).",
    );
  }
  return String.fromCodePoint(code);
}

const surrogates: Members = {
  "static bool IsSurrogatePair(char highSurrogate, char lowSurrogate)": (
    _run: Run,
    high: number,
    low: number,
  ) => isHighSurrogate(high) && isLowSurrogate(low),
  "static bool IsSurrogatePair(string s, int index)": isPair,
  "static int ConvertToUtf32(char highSurrogate, char lowSurrogate)": pairToUtf32,
  "static int ConvertToUtf32(string s, int index)": toUtf32,
  "static string ConvertFromUtf32(int utf32)": fromUtf32,
  "static double GetNumericValue(char c)": (_run: Run, code: number) => numericValueOf(code),
  "static double GetNumericValue(string s, int index)": (_run: Run, text: string | null, index: number) =>
    numericValueOf(codeAt(text, index)),
};

function parse(_run: Run, text: string | null): number {
  if (text === null) throw argumentNull("s");
  if (text.length !== 1) throw formatException("String must be exactly one character long.");
  return text.charCodeAt(0);
}

const plain: Members = {
  "const char MaxValue": () => 0xffff,
  "const char MinValue": () => 0,
  "static char Parse(string s)": parse,
  "static bool TryParse(string s, out char result)": (_run: Run, text: string | null, result: Ref) => {
    result.value = text?.length === 1 ? text.charCodeAt(0) : 0;
    return text?.length === 1;
  },
  "static string ToString(char c)": (_run: Run, code: number) => String.fromCharCode(code),
  "string ToString()": (_run: Run, code: number) => String.fromCharCode(code),
  "string ToString(IFormatProvider provider)": (_run: Run, code: number) => String.fromCharCode(code),
  "int GetHashCode()": (_run: Run, code: number) => code | (code << 16),
  "int CompareTo(char value)": (_run: Run, a: number, b: number) => a - b,
  "int CompareTo(object value)": (_run: Run, a: number, b: unknown) => {
    if (b === null) return 1;
    if (!isBoxedAs(b, "System.Char")) throw argumentException("Object must be of type Char.");
    return a - Number(b.value);
  },
  "bool Equals(char obj)": (_run: Run, a: number, b: number) => a === b,
  "bool Equals(object obj)": (_run: Run, a: number, b: unknown) =>
    isBoxedAs(b, "System.Char") && a === b.value,
};

export const charDefinition = defineType({
  name: "System.Char",
  kind: "struct",
  bases: ["IComparable", "IConvertible", "IComparable<char>", "IEquatable<char>"],
  zero: 0,
  isInstance: (value) => isBoxedAs(value, "System.Char"),
  members: { ...plain, ...classes, ...cases, ...surrogates },
});
