// Conversions between numeric types, char and enums (C# 7, "Explicit numeric conversions"): a function per
// pair of types, chosen when an expression is compiled. Doubles that do not fit become what x64 makes of
// them.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { ClrDecimal, decimalFromDouble } from "./decimal.ts";
import {
  fitsInteger,
  type IntegerType,
  integerTypeNamed,
  intRange,
  staticInteger,
  wrapInteger,
} from "./integer-type.ts";
import { arithmeticOverflow, tooLargeFor } from "./overflow.ts";

/** From and to static representation. May throw ClrException OverflowException. */
export type NumericConversion = (value: never) => number | bigint | ClrDecimal;

type Form = IntegerType | "System.Single" | "System.Double" | "System.Decimal";

/** `from` and `to` are numeric types, char or enums. */
export function numericConversion(from: ClrType, to: ClrType, isChecked: boolean): NumericConversion {
  const source = formOf(from);
  const target = formOf(to);
  if (typeof target === "object") return toInteger(source, target, isChecked);
  if (target === "System.Decimal") return toDecimal(source);
  return toFloating(source, target === "System.Single");
}

function formOf(type: ClrType): Form {
  const name = typeName(type);
  if (name === "System.Single" || name === "System.Double" || name === "System.Decimal") return name;
  return integerTypeNamed(name) ?? intRange;
}

function toInteger(source: Form, target: IntegerType, isChecked: boolean): NumericConversion {
  if (source === "System.Decimal") return (value: ClrDecimal) => decimalToInteger(value, target);
  if (typeof source === "object") return betweenIntegers(source, target, isChecked);
  return isChecked
    ? (value: number) => doubleToIntegerChecked(value, target)
    : (value: number) => doubleToInteger(value, target);
}

function betweenIntegers(source: IntegerType, target: IntegerType, isChecked: boolean): NumericConversion {
  const isWidening = source.min >= target.min && source.max <= target.max;
  if (isWidening || isChecked) {
    if (isWidening && source.isBig === target.isBig) return (value: number | bigint) => value;
    if (isWidening) return (value: number) => BigInt(value);
    return (value: number | bigint) => {
      const exact = BigInt(value);
      if (!fitsInteger(exact, target)) throw arithmeticOverflow();
      return staticInteger(exact, target);
    };
  }
  if (source.isBig || target.isBig) return (value: number | bigint) => wrapInteger(BigInt(value), target);
  return (value: number) => wrapSmall(value, target);
}

/** Of an int-sized number. */
function wrapSmall(value: number, type: IntegerType): number {
  const shift = 32 - type.bits;
  return type.isSigned ? (value << shift) >> shift : (value << shift) >>> shift;
}

/** Truncates as cvttsd2si does: what does not fit becomes the smallest number of the register's width. */
function doubleToInteger(value: number, type: IntegerType): number | bigint {
  if (type.bits === 64)
    return wrapInteger(type.isSigned ? truncated64(value) : truncatedUnsigned(value), type);
  if (type.bits === 32 && !type.isSigned) return wrapInteger(truncated64(value), type);
  const fits = value > -2147483649 && value < 2147483648;
  return wrapSmall(fits ? Math.trunc(value) : -2147483648, type);
}

const TWO_63 = 2 ** 63;

function truncated64(value: number): bigint {
  return value >= -TWO_63 && value < TWO_63 ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

function truncatedUnsigned(value: number): bigint {
  return value < TWO_63 ? truncated64(value) : truncated64(value - TWO_63) ^ (2n ** 63n);
}

/** @throws ClrException OverflowException */
function doubleToIntegerChecked(value: number, type: IntegerType): number | bigint {
  if (!Number.isFinite(value)) throw arithmeticOverflow();
  const exact = BigInt(Math.trunc(value));
  if (!fitsInteger(exact, type)) throw arithmeticOverflow();
  return staticInteger(exact, type);
}

/** Truncates; always checked. @throws ClrException OverflowException */
export function decimalToInteger(value: ClrDecimal, type: IntegerType): number | bigint {
  const exact = value.coefficient / 10n ** BigInt(value.scale);
  if (!fitsInteger(exact, type)) throw tooLargeFor(type.name);
  return staticInteger(exact, type);
}

function toDecimal(source: Form): NumericConversion {
  if (source === "System.Decimal") return (value: ClrDecimal) => value;
  if (source === "System.Single") return (value: number) => decimalFromDouble(value, 7);
  if (source === "System.Double") return (value: number) => decimalFromDouble(value, 15);
  return (value: number | bigint) => new ClrDecimal(BigInt(value));
}

function toFloating(source: Form, isSingle: boolean): NumericConversion {
  if (source === "System.Decimal") {
    return (value: ClrDecimal) => (isSingle ? Math.fround(value.toNumber()) : value.toNumber());
  }
  return isSingle
    ? (value: number | bigint) => Math.fround(Number(value))
    : (value: number | bigint) => Number(value);
}
