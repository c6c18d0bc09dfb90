// System.Decimal as expressions see it. Operators and conversions are the language's own (arithmetic.ts).

import { defineType, type Members } from "../../type/type-definition.ts";
import { intType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { argumentException, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import {
  addDecimal,
  ClrDecimal,
  decimalFromDouble,
  decimalMax,
  decimalMin,
  decimalOf,
  decimalZero,
  divideDecimal,
  floorDecimal,
  multiplyDecimal,
  negateDecimal,
  remainderDecimal,
  roundDecimal,
  subtractDecimal,
  truncateDecimal,
} from "./decimal.ts";
import { decimalParser } from "./decimal-text.ts";
import { formatDecimal } from "./format-number.ts";
import {
  byteRange,
  type IntegerType,
  intRange,
  longRange,
  sbyteRange,
  shortRange,
  uintRange,
  ulongRange,
  ushortRange,
} from "./integer-type.ts";
import { decimalToInteger } from "./numeric-conversion.ts";
import { numberStyles } from "./parse-digits.ts";
import { parseMembers } from "./parse-members.ts";

type Nullable<T> = T | null;

/** Math.Round and Decimal.Round: 0 to 28 places; `mode` 1 is away from zero.
 * @throws ClrException ArgumentOutOfRangeException, ArgumentException */
export function roundDecimalPlaces(value: ClrDecimal, places: number, mode: number): ClrDecimal {
  if (places < 0 || places > 28) {
    throw argumentOutOfRange("decimals", "Decimal can only round to between 0 and 28 digits of precision.");
  }
  checkRounding(mode);
  return roundDecimal(value, places, mode === 1);
}

/** @throws ClrException ArgumentException */
export function checkRounding(mode: number): void {
  if (mode === 0 || mode === 1) return;
  const message = `The value '${mode}' is not valid for this usage of the type MidpointRounding.`;
  throw argumentException(message, "mode");
}

const texts: Members = {
  ...parseMembers("decimal", decimalParser, numberStyles.Number),
  "string ToString()": (_run: Run, value: ClrDecimal) => value.toString(),
  "string ToString(string format)": (_run: Run, value: ClrDecimal, format: Nullable<string>) =>
    formatDecimal(value, format),
  "string ToString(IFormatProvider provider)": (_run: Run, value: ClrDecimal) => value.toString(),
  "string ToString(string format, IFormatProvider provider)": (
    _run: Run,
    value: ClrDecimal,
    format: Nullable<string>,
  ) => formatDecimal(value, format),
};

const comparisons: Members = {
  "static int Compare(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) => a.compareTo(b),
  "static bool Equals(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) => a.equals(b),
  "int CompareTo(decimal value)": (_run: Run, a: ClrDecimal, b: ClrDecimal) => a.compareTo(b),
  "int CompareTo(object value)": (_run: Run, a: ClrDecimal, b: unknown) => {
    if (b === null) return 1;
    if (b instanceof ClrDecimal) return a.compareTo(b);
    throw argumentException("Object must be of type Decimal.");
  },
  "bool Equals(decimal value)": (_run: Run, a: ClrDecimal, b: ClrDecimal) => a.equals(b),
  "bool Equals(object value)": (_run: Run, a: ClrDecimal, b: unknown) => a.equals(b),
};

const arithmetic: Members = {
  "static decimal Add(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) => addDecimal(a, b),
  "static decimal Subtract(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) =>
    subtractDecimal(a, b),
  "static decimal Multiply(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) =>
    multiplyDecimal(a, b),
  "static decimal Divide(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) =>
    divideDecimal(a, b),
  "static decimal Remainder(decimal d1, decimal d2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) =>
    remainderDecimal(a, b),
  "static decimal Negate(decimal d)": (_run: Run, value: ClrDecimal) => negateDecimal(value),
  "static decimal Floor(decimal d)": (_run: Run, value: ClrDecimal) => floorDecimal(value),
  "static decimal Ceiling(decimal d)": (_run: Run, value: ClrDecimal) =>
    negateDecimal(floorDecimal(negateDecimal(value))),
  "static decimal Truncate(decimal d)": (_run: Run, value: ClrDecimal) => truncateDecimal(value),
  "static decimal Round(decimal d)": (_run: Run, value: ClrDecimal) => roundDecimalPlaces(value, 0, 0),
  "static decimal Round(decimal d, int decimals)": (_run: Run, value: ClrDecimal, places: number) =>
    roundDecimalPlaces(value, places, 0),
  "static decimal Round(decimal d, MidpointRounding mode)": (_run: Run, value: ClrDecimal, mode: number) =>
    roundDecimalPlaces(value, 0, mode),
  "static decimal Round(decimal d, int decimals, MidpointRounding mode)": (
    _run: Run,
    value: ClrDecimal,
    places: number,
    mode: number,
  ) => roundDecimalPlaces(value, places, mode),
};

const to =
  (type: IntegerType) =>
  (_run: Run, value: ClrDecimal): number | bigint =>
    decimalToInteger(value, type);

const conversions: Members = {
  "static byte ToByte(decimal value)": to(byteRange),
  "static sbyte ToSByte(decimal value)": to(sbyteRange),
  "static short ToInt16(decimal value)": to(shortRange),
  "static ushort ToUInt16(decimal value)": to(ushortRange),
  "static int ToInt32(decimal d)": to(intRange),
  "static uint ToUInt32(decimal d)": to(uintRange),
  "static long ToInt64(decimal d)": to(longRange),
  "static ulong ToUInt64(decimal d)": to(ulongRange),
  "static double ToDouble(decimal d)": (_run: Run, value: ClrDecimal) => value.toNumber(),
  "static float ToSingle(decimal d)": (_run: Run, value: ClrDecimal) => Math.fround(value.toNumber()),
  "static int[] GetBits(decimal d)": (_run: Run, value: ClrDecimal) => new ClrArray(intType, bitsOf(value)),
  "int GetHashCode()": (_run: Run, value: ClrDecimal) =>
    bitsOf(value.withoutTrailingZeros()).reduce((sum, part) => sum ^ part, 0),
};

/** Low, middle and high word of the coefficient, then sign and scale. */
function bitsOf({ coefficient, scale }: ClrDecimal): number[] {
  const magnitude = coefficient < 0n ? -coefficient : coefficient;
  const word = (index: bigint): number => Number(BigInt.asIntN(32, magnitude >> (32n * index)));
  return [word(0n), word(1n), word(2n), (scale << 16) | (coefficient < 0n ? 1 << 31 : 0)];
}

/** @throws ClrException ArgumentOutOfRangeException */
function fromWords(low: number, mid: number, high: number, isNegative: boolean, scale: number): ClrDecimal {
  if (scale > 28) {
    throw argumentOutOfRange("scale", "Decimal's scale value must be between 0 and 28, inclusive.");
  }
  const magnitude = BigInt(low >>> 0) | (BigInt(mid >>> 0) << 32n) | (BigInt(high >>> 0) << 64n);
  return decimalOf(isNegative ? -magnitude : magnitude, scale);
}

const constructors: Members = {
  "new(int value)": (_run: Run, value: number) => new ClrDecimal(BigInt(value)),
  "new(uint value)": (_run: Run, value: number) => new ClrDecimal(BigInt(value)),
  "new(long value)": (_run: Run, value: bigint) => new ClrDecimal(value),
  "new(ulong value)": (_run: Run, value: bigint) => new ClrDecimal(value),
  "new(float value)": (_run: Run, value: number) => decimalFromDouble(value, 7),
  "new(double value)": (_run: Run, value: number) => decimalFromDouble(value, 15),
  "new(int lo, int mid, int hi, bool isNegative, byte scale)": (
    _run: Run,
    ...words: [number, number, number, boolean, number]
  ) => fromWords(...words),
};

export const decimalDefinition = defineType({
  name: "System.Decimal",
  kind: "struct",
  bases: ["IComparable", "IFormattable", "IConvertible", "IComparable<decimal>", "IEquatable<decimal>"],
  zero: decimalZero,
  isInstance: (value) => value instanceof ClrDecimal,
  members: {
    "const decimal MaxValue": () => decimalMax,
    "const decimal MinValue": () => decimalMin,
    "const decimal Zero": () => decimalZero,
    "const decimal One": () => new ClrDecimal(1n),
    "const decimal MinusOne": () => new ClrDecimal(-1n),
    ...texts,
    ...comparisons,
    ...arithmetic,
    ...conversions,
    ...constructors,
  },
});
