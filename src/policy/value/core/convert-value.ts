// Convert.ToX: the conversions between the convertible types. Unlike casts they round halves to even, and
// always check.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { Boxed } from "../boxed.ts";
import { argumentNull, formatException, invalidCast } from "../clr-exception.ts";
import { isKnownEnum } from "../enum-names.ts";
import { ClrDecimal, decimalFromDouble, decimalZero, roundDecimal } from "../number/decimal.ts";
import { decimalParser } from "../number/decimal-text.ts";
import {
  fitsInteger,
  type IntegerType,
  integerTypeNamed,
  intRange,
  staticInteger,
} from "../number/integer-type.ts";
import { decimalToInteger } from "../number/numeric-conversion.ts";
import { arithmeticOverflow, tooLargeFor } from "../number/overflow.ts";
import { numberStyles } from "../number/parse-digits.ts";
import { floatingParser, integerParser, parseNumber } from "../number/parse-number.ts";
import { roundEven } from "../number/round-even.ts";
import type { Run } from "../run.ts";
import { parseBoolean } from "./boolean-type.ts";

/** Short names of the types that Convert knows, but for DateTime. */
export type Convertible =
  | "Boolean"
  | "Char"
  | "SByte"
  | "Byte"
  | "Int16"
  | "UInt16"
  | "Int32"
  | "UInt32"
  | "Int64"
  | "UInt64"
  | "Single"
  | "Double"
  | "Decimal"
  | "String";

/**
 * From one convertible type to another, both in static representation.
 * @throws ClrException FormatException, OverflowException, InvalidCastException
 */
export function convertValue(run: Run, value: unknown, from: Convertible, to: Convertible): unknown {
  if (from === to) return value;
  if (from === "String") return fromText(run, value === null || typeof value === "string" ? value : "", to);
  if (to === "Boolean") return toBoolean(value, from);
  if (to === "Char") return toChar(value, from);
  const integer = integerTypeNamed(`System.${to}`);
  if (integer !== undefined) return toInteger(value, from, integer);
  if (from === "Char") throw wrongCast(from, to);
  if (to === "Decimal") return toDecimal(value, from);
  const number = value instanceof ClrDecimal ? value.toNumber() : Number(value);
  return to === "Single" ? Math.fround(number) : number;
}

/** From an object: null is the type's zero, what is not convertible is an InvalidCastException. */
export function convertObject(run: Run, value: unknown, to: Convertible): unknown {
  if (value === null) return zeroOfConvertible(to);
  const from = convertibleOf(value);
  if (from === undefined) throw invalidCast("Specified cast is not valid.");
  return convertValue(run, value instanceof Boxed ? value.value : value, from, to);
}

/** The convertible type of a value in object representation; undefined for others. */
export function convertibleOf(value: unknown): Convertible | undefined {
  if (typeof value === "string") return "String";
  if (typeof value === "boolean") return "Boolean";
  if (value instanceof ClrDecimal) return "Decimal";
  return value instanceof Boxed ? convertibleType(value.type) : undefined;
}

function convertibleType(type: ClrType): Convertible | undefined {
  const name = typeName(type);
  if (name === "System.Single") return "Single";
  if (name === "System.Double") return "Double";
  if (isKnownEnum(name)) return "Int32";
  // The names of the integer types are the convertible ones.
  return integerTypeNamed(name) === undefined ? undefined : (name.slice(7) as Convertible);
}

function zeroOfConvertible(to: Convertible): unknown {
  if (to === "Boolean") return false;
  if (to === "String") return "";
  if (to === "Decimal") return decimalZero;
  return to === "Int64" || to === "UInt64" ? 0n : 0;
}

function fromText(run: Run, text: string | null, to: Convertible): unknown {
  if (to === "Char") {
    if (text === null) throw argumentNull("value");
    if (text.length !== 1) throw formatException("String must be exactly one character long.");
    return text.charCodeAt(0);
  }
  if (text === null) return zeroOfConvertible(to);
  if (to === "Boolean") return parseBoolean(run, text);
  const integer = integerTypeNamed(`System.${to}`);
  if (integer !== undefined) return parseNumber(run, integerParser(integer), text, numberStyles.Integer);
  if (to === "Decimal") return parseNumber(run, decimalParser, text, numberStyles.Number);
  return parseNumber(
    run,
    floatingParser(to === "Single"),
    text,
    numberStyles.Float | numberStyles.AllowThousands,
  );
}

function toBoolean(value: unknown, from: Convertible): boolean {
  if (from === "Char") throw wrongCast(from, "Boolean");
  if (value instanceof ClrDecimal) return value.coefficient !== 0n;
  return Number(value) !== 0;
}

function toChar(value: unknown, from: Convertible): number {
  if (from === "Boolean" || from === "Single" || from === "Double" || from === "Decimal") {
    throw wrongCast(from, "Char");
  }
  const code = Number(value);
  if (code < 0 || code > 0xffff) throw tooLargeFor("System.Char");
  return code;
}

function toInteger(value: unknown, from: Convertible, type: IntegerType): number | bigint {
  if (value instanceof ClrDecimal) return decimalToInteger(roundDecimal(value, 0, false), type);
  if (from === "Single" || from === "Double") return roundedInteger(Number(value), type);
  const exact = BigInt(toExact(value));
  if (!fitsInteger(exact, type)) throw tooLargeFor(type.name);
  return staticInteger(exact, type);
}

/** Booleans count as 0 and 1. */
function toExact(value: unknown): number | bigint {
  return typeof value === "bigint" ? value : Number(value);
}

function roundedInteger(value: number, type: IntegerType): number | bigint {
  const rounded = roundEven(value);
  if (type.isBig) {
    if (Number.isFinite(rounded) && fitsInteger(BigInt(rounded), type)) return BigInt(rounded);
    throw arithmeticOverflow();
  }
  // The small types go by way of Int32, and say so where that is too small already.
  const isThroughInt = type.bits < 32;
  if (isThroughInt && !within(rounded, intRange)) throw tooLargeFor(intRange.name);
  if (!within(rounded, type)) throw tooLargeFor(type.name);
  return rounded === 0 ? 0 : rounded;
}

const within = (value: number, type: IntegerType): boolean =>
  Number.isFinite(value) && fitsInteger(BigInt(value), type);

function toDecimal(value: unknown, from: Convertible): ClrDecimal {
  if (from === "Single") return decimalFromDouble(Number(value), 7);
  if (from === "Double") return decimalFromDouble(Number(value), 15);
  return new ClrDecimal(BigInt(toExact(value)));
}

const wrongCast = (from: Convertible, to: Convertible): Error =>
  invalidCast(`Invalid cast from '${from}' to '${to}'.`);
