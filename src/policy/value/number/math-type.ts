// System.Math.

import { defineType, type Members } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import { argumentOutOfRange, ClrException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { divideInt, remainderInt } from "./arithmetic.ts";
import { type ClrDecimal, floorDecimal, negateDecimal, truncateDecimal } from "./decimal.ts";
import { checkRounding, roundDecimalPlaces } from "./decimal-type.ts";
import { divideByZero } from "./overflow.ts";
import { roundEven } from "./round-even.ts";

/** Above this a double has no fraction. */
const ROUND_LIMIT = 1e16;

/** @throws ClrException ArgumentOutOfRangeException, ArgumentException */
function round(value: number, places: number, mode: number): number {
  if (places < 0 || places > 15) {
    throw argumentOutOfRange("digits", "Rounding digits must be between 0 and 15, inclusive.");
  }
  checkRounding(mode);
  if (!(Math.abs(value) < ROUND_LIMIT)) return value;
  const power = 10 ** places;
  const shifted = value * power;
  if (mode === 0) return roundEven(shifted) / power;
  const whole = Math.trunc(shifted);
  return (Math.abs(shifted - whole) >= 0.5 ? whole + Math.sign(shifted) : whole) / power;
}

const minOverflow = (): ClrException =>
  new ClrException(
    "System.OverflowException",
    "Negating the minimum value of a twos complement number is invalid.",
  );

const absInteger =
  (min: number | bigint) =>
  <T extends number | bigint>(_run: Run, value: T): T => {
    if (value === min) throw minOverflow();
    // The negation of a bigint is a bigint, of a number a number.
    return value < 0 ? (-value as T) : value;
  };

const absDecimal = (_run: Run, value: ClrDecimal): ClrDecimal =>
  value.coefficient < 0n ? negateDecimal(value) : value;

/** @throws ClrException ArithmeticException for NaN */
function sign(_run: Run, value: number | bigint): number {
  if (Number.isNaN(value)) {
    const message = "Function does not accept floating point Not-a-Number values.";
    throw new ClrException("System.ArithmeticException", message);
  }
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

const integerKeywords = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];

const max = (_run: Run, a: number | bigint, b: number | bigint): number | bigint => (a >= b ? a : b);
const min = (_run: Run, a: number | bigint, b: number | bigint): number | bigint => (a <= b ? a : b);

const extremes: Members = {
  ...Object.fromEntries(
    integerKeywords.flatMap((type) => [
      [`static ${type} Max(${type} val1, ${type} val2)`, max],
      [`static ${type} Min(${type} val1, ${type} val2)`, min],
    ]),
  ),
  ...Object.fromEntries(
    ["float", "double"].flatMap((type) => [
      [`static ${type} Max(${type} val1, ${type} val2)`, (_run: Run, a: number, b: number) => Math.max(a, b)],
      [`static ${type} Min(${type} val1, ${type} val2)`, (_run: Run, a: number, b: number) => Math.min(a, b)],
    ]),
  ),
  "static decimal Max(decimal val1, decimal val2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) =>
    a.compareTo(b) >= 0 ? a : b,
  "static decimal Min(decimal val1, decimal val2)": (_run: Run, a: ClrDecimal, b: ClrDecimal) =>
    a.compareTo(b) < 0 ? a : b,
};

const signs: Members = {
  "static sbyte Abs(sbyte value)": absInteger(-128),
  "static short Abs(short value)": absInteger(-32768),
  "static int Abs(int value)": absInteger(-2147483648),
  "static long Abs(long value)": absInteger(-(2n ** 63n)),
  "static float Abs(float value)": (_run: Run, value: number) => Math.abs(value),
  "static double Abs(double value)": (_run: Run, value: number) => Math.abs(value),
  "static decimal Abs(decimal value)": absDecimal,
  ...Object.fromEntries(
    ["sbyte", "short", "int", "long", "float", "double"].map((type) => [
      `static int Sign(${type} value)`,
      sign,
    ]),
  ),
  "static int Sign(decimal value)": (run: Run, value: ClrDecimal) => sign(run, value.coefficient),
};

const rounding: Members = {
  "static double Round(double a)": (_run: Run, value: number) => roundEven(value),
  "static double Round(double value, int digits)": (_run: Run, value: number, digits: number) =>
    round(value, digits, 0),
  "static double Round(double value, MidpointRounding mode)": (_run: Run, value: number, mode: number) =>
    round(value, 0, mode),
  "static double Round(double value, int digits, MidpointRounding mode)": (
    _run: Run,
    ...operands: [number, number, number]
  ) => round(...operands),
  "static decimal Round(decimal d)": (_run: Run, value: ClrDecimal) => roundDecimalPlaces(value, 0, 0),
  "static decimal Round(decimal d, int decimals)": (_run: Run, value: ClrDecimal, places: number) =>
    roundDecimalPlaces(value, places, 0),
  "static decimal Round(decimal d, MidpointRounding mode)": (_run: Run, value: ClrDecimal, mode: number) =>
    roundDecimalPlaces(value, 0, mode),
  "static decimal Round(decimal d, int decimals, MidpointRounding mode)": (
    _run: Run,
    ...operands: [ClrDecimal, number, number]
  ) => roundDecimalPlaces(...operands),
  "static double Floor(double d)": (_run: Run, value: number) => Math.floor(value),
  "static decimal Floor(decimal d)": (_run: Run, value: ClrDecimal) => floorDecimal(value),
  "static double Ceiling(double a)": (_run: Run, value: number) => Math.ceil(value),
  "static decimal Ceiling(decimal d)": (_run: Run, value: ClrDecimal) =>
    negateDecimal(floorDecimal(negateDecimal(value))),
  "static double Truncate(double d)": (_run: Run, value: number) => Math.trunc(value),
  "static decimal Truncate(decimal d)": (_run: Run, value: ClrDecimal) => truncateDecimal(value),
};

const one =
  (compute: (value: number) => number) =>
  (_run: Run, value: number): number =>
    compute(value);

/** A base of 1, and of -1 under an infinite exponent, gives 1 (IEEE 754-2008, which JavaScript is not). */
function pow(_run: Run, x: number, y: number): number {
  const isInfinite = y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY;
  return x === 1 || (x === -1 && isInfinite) ? 1 : x ** y;
}

function log(_run: Run, a: number, base: number): number {
  if (Number.isNaN(a) || Number.isNaN(base) || base === 1) return Number.NaN;
  if (a !== 1 && (base === 0 || base === Number.POSITIVE_INFINITY)) return Number.NaN;
  return Math.log(a) / Math.log(base);
}

function ieeeRemainder(_run: Run, x: number, y: number): number {
  const plain = x % y;
  if (Number.isNaN(plain) || y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY) return plain;
  if (plain === 0 && x < 0) return -0;
  const other = plain - Math.abs(y) * Math.sign(x);
  if (Math.abs(other) !== Math.abs(plain)) return Math.abs(other) < Math.abs(plain) ? other : plain;
  const quotient = x / y;
  return Math.abs(roundEven(quotient)) > Math.abs(Math.trunc(quotient)) ? other : plain;
}

const functions: Members = {
  "static double Acos(double d)": one(Math.acos),
  "static double Asin(double d)": one(Math.asin),
  "static double Atan(double d)": one(Math.atan),
  "static double Atan2(double y, double x)": (_run: Run, y: number, x: number) => Math.atan2(y, x),
  "static double Cos(double d)": one(Math.cos),
  "static double Cosh(double value)": one(Math.cosh),
  "static double Sin(double a)": one(Math.sin),
  "static double Sinh(double value)": one(Math.sinh),
  "static double Tan(double a)": one(Math.tan),
  "static double Tanh(double value)": one(Math.tanh),
  "static double Exp(double d)": one(Math.exp),
  "static double Log(double d)": one(Math.log),
  "static double Log(double a, double newBase)": log,
  "static double Log10(double d)": one(Math.log10),
  "static double Sqrt(double d)": one(Math.sqrt),
  "static double Pow(double x, double y)": pow,
  "static double IEEERemainder(double x, double y)": ieeeRemainder,
};

const integers: Members = {
  "static long BigMul(int a, int b)": (_run: Run, a: number, b: number) => BigInt(a) * BigInt(b),
  "static int DivRem(int a, int b, out int result)": (_run: Run, a: number, b: number, result: Ref) => {
    result.value = remainderInt(a, b);
    return divideInt(a, b);
  },
  "static long DivRem(long a, long b, out long result)": (_run: Run, a: bigint, b: bigint, result: Ref) => {
    if (b === 0n) throw divideByZero();
    result.value = a % b;
    return BigInt.asIntN(64, a / b);
  },
};

export const mathDefinition = defineType({
  name: "System.Math",
  kind: "static",
  members: {
    "const double E": () => Math.E,
    "const double PI": () => Math.PI,
    ...extremes,
    ...signs,
    ...rounding,
    ...functions,
    ...integers,
  },
});
