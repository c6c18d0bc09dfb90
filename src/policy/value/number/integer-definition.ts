// The members that SByte, Byte, Int16, UInt16, Int32, UInt32, Int64 and UInt64 have alike.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { formatInteger } from "./format-number.ts";
import { type IntegerType, staticInteger } from "./integer-type.ts";
import { isBoxedAs } from "./is-boxed-as.ts";
import { numberStyles } from "./parse-digits.ts";
import { parseMembers } from "./parse-members.ts";
import { integerParser } from "./parse-number.ts";

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
      ...parseMembers(keyword, integerParser(type), numberStyles.Integer),
      ...printing(type),
      ...comparing(type, keyword),
    },
  });
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
