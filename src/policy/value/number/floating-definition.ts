// The members that Single and Double have alike. Texts are those of the .NET Framework: 7 and 15 digits.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentException } from "../clr-exception.ts";
import { compareNumbers } from "../equality.ts";
import type { Run } from "../run.ts";
import { formatDouble } from "./format-number.ts";
import { isBoxedAs } from "./is-boxed-as.ts";
import { numberStyles } from "./parse-digits.ts";
import { parseMembers } from "./parse-members.ts";
import { floatingParser } from "./parse-number.ts";

const singleMax = 3.4028234663852886e38;
const singleEpsilon = 1.401298464324817e-45;

export function floatingDefinition(isSingle: boolean): TypeDefinition {
  const name = isSingle ? "System.Single" : "System.Double";
  const keyword = isSingle ? "float" : "double";
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
    zero: 0,
    isInstance: (value) => isBoxedAs(value, name),
    members: {
      [`const ${keyword} MaxValue`]: () => (isSingle ? singleMax : Number.MAX_VALUE),
      [`const ${keyword} MinValue`]: () => (isSingle ? -singleMax : -Number.MAX_VALUE),
      [`const ${keyword} Epsilon`]: () => (isSingle ? singleEpsilon : Number.MIN_VALUE),
      [`const ${keyword} NaN`]: () => Number.NaN,
      [`const ${keyword} PositiveInfinity`]: () => Number.POSITIVE_INFINITY,
      [`const ${keyword} NegativeInfinity`]: () => Number.NEGATIVE_INFINITY,
      [`static bool IsNaN(${keyword} d)`]: (_run: Run, d: number) => Number.isNaN(d),
      [`static bool IsInfinity(${keyword} d)`]: (_run: Run, d: number) =>
        Math.abs(d) === Number.POSITIVE_INFINITY,
      [`static bool IsPositiveInfinity(${keyword} d)`]: (_run: Run, d: number) =>
        d === Number.POSITIVE_INFINITY,
      [`static bool IsNegativeInfinity(${keyword} d)`]: (_run: Run, d: number) =>
        d === Number.NEGATIVE_INFINITY,
      ...parseMembers(keyword, floatingParser(isSingle), numberStyles.Float | numberStyles.AllowThousands),
      ...printing(isSingle),
      ...comparing(name, keyword),
    },
  });
}

function printing(isSingle: boolean): Members {
  const digits = isSingle ? 7 : 15;
  const print = (_run: Run, value: number, format: string | null): string =>
    formatDouble(value, digits, format);
  return {
    "string ToString()": (_run: Run, value: number) => formatDouble(value, digits, null),
    "string ToString(string format)": print,
    "string ToString(IFormatProvider provider)": (_run: Run, value: number) =>
      formatDouble(value, digits, null),
    "string ToString(string format, IFormatProvider provider)": print,
    "int GetHashCode()": (_run: Run, value: number) => hashOf(value, isSingle),
  };
}

function hashOf(value: number, isSingle: boolean): number {
  const view = new DataView(new ArrayBuffer(8));
  if (value === 0) return 0;
  if (isSingle) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return view.getInt32(0) ^ view.getInt32(4);
}

function comparing(name: string, keyword: string): Members {
  const isEqual = (a: number, b: unknown): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));
  return {
    [`int CompareTo(${keyword} value)`]: (_run: Run, a: number, b: number) => compareNumbers(a, b),
    "int CompareTo(object value)": (_run: Run, a: number, b: unknown) => {
      if (b === null) return 1;
      if (!isBoxedAs(b, name)) throw argumentException(`Object must be of type ${name.slice(7)}.`);
      return compareNumbers(a, Number(b.value));
    },
    [`bool Equals(${keyword} obj)`]: (_run: Run, a: number, b: number) => isEqual(a, b),
    "bool Equals(object obj)": (_run: Run, a: number, b: unknown) =>
      isBoxedAs(b, name) && isEqual(a, b.value),
  };
}
