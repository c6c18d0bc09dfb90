// The members that SByte, Byte, Int16, UInt16, Int32, UInt32, Int64 and UInt64 have alike.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { formatInteger } from "./format-number.ts";
import { type IntegerType, staticInteger } from "./integer-type.ts";
import { isBoxedAs } from "./is-boxed-as.ts";
import { numberStyles } from "./parse-digits.ts";
import { integerParser, parseNumber, tryParseNumber } from "./parse-number.ts";

type Integer = number | bigint;

/** `keyword` is the type's name in signatures. */
export function integerDefinition(type: IntegerType, keyword: string): TypeDefinition {
  const { name } = type;
  return defineType({
    name,
    kind: "struct",
    bases: [
      "IComparable",
      "IFormattable",
      "IConvertible",
      `IComparable<${keyword}>`,
      `IEquatable<${keyword}>`,
    ],
    zero: type.isBig ? 0n : 0,
    isInstance: (value) => isBoxedAs(value, name),
    members: {
      [`const ${keyword} MaxValue`]: () => staticInteger(type.max, type),
      [`const ${keyword} MinValue`]: () => staticInteger(type.min, type),
      ...parsing(type, keyword),
      ...printing(type),
      ...comparing(type, keyword),
    },
  });
}

function parsing(type: IntegerType, keyword: string): Members {
  const parser = integerParser(type);
  const { Integer } = numberStyles;
  const attempt = (run: Run, text: string | null, styles: number, result: Ref): boolean => {
    const value = tryParseNumber(run, parser, text, styles);
    result.value = value ?? parser.zero;
    return value !== undefined;
  };
  return {
    [`static ${keyword} Parse(string s)`]: (run: Run, s: string | null) =>
      parseNumber(run, parser, s, Integer),
    [`static ${keyword} Parse(string s, NumberStyles style)`]: (run: Run, s: string | null, style: number) =>
      parseNumber(run, parser, s, style),
    [`static ${keyword} Parse(string s, IFormatProvider provider)`]: (run: Run, s: string | null) =>
      parseNumber(run, parser, s, Integer),
    [`static ${keyword} Parse(string s, NumberStyles style, IFormatProvider provider)`]: (
      run: Run,
      s: string | null,
      style: number,
    ) => parseNumber(run, parser, s, style),
    [`static bool TryParse(string s, out ${keyword} result)`]: (run: Run, s: string | null, result: Ref) =>
      attempt(run, s, Integer, result),
    [`static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out ${keyword} result)`]: (
      run: Run,
      s: string | null,
      style: number,
      _provider: unknown,
      result: Ref,
    ) => attempt(run, s, style, result),
  };
}

function printing(type: IntegerType): Members {
  const print = (_run: Run, value: Integer, format: string | null): string =>
    formatInteger(value, type.bits, format);
  return {
    "string ToString()": (_run: Run, value: Integer) => String(value),
    "string ToString(string format)": print,
    "string ToString(IFormatProvider provider)": (_run: Run, value: Integer) => String(value),
    "string ToString(string format, IFormatProvider provider)": print,
    "int GetHashCode()": (_run: Run, value: Integer) => hashOf(value),
  };
}

function hashOf(value: Integer): number {
  if (typeof value === "number") return value | 0;
  return Number(BigInt.asIntN(32, value)) ^ Number(BigInt.asIntN(32, value >> 32n));
}

function comparing({ name, isBig }: IntegerType, keyword: string): Members {
  const compare = (a: Integer, b: Integer): number => (a < b ? -1 : a > b ? 1 : 0);
  // Int16 and the smaller ones subtract.
  const isSmall = !isBig && name !== "System.Int32" && name !== "System.UInt32";
  const order = isSmall ? (a: Integer, b: Integer) => Number(a) - Number(b) : compare;
  return {
    [`int CompareTo(${keyword} value)`]: (_run: Run, a: Integer, b: Integer) => order(a, b),
    "int CompareTo(object value)": (_run: Run, a: Integer, b: unknown) => {
      if (b === null) return 1;
      if (!isBoxedAs(b, name)) throw argumentException(`Object must be of type ${name.slice(7)}.`);
      return order(a, b.value);
    },
    [`bool Equals(${keyword} obj)`]: (_run: Run, a: Integer, b: Integer) => a === b,
    "bool Equals(object obj)": (_run: Run, a: Integer, b: unknown) => isBoxedAs(b, name) && a === b.value,
  };
}
