// System.Convert.ChangeType and the Convert.ToX under it, for the values that JSON holds. Values come in
// object representation; results are in static representation of the target.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { Boxed } from "../boxed.ts";
import { type ClrException, formatException, invalidCast } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { ClrDecimal, decimalFromDouble, decimalOf } from "../number/decimal.ts";
import { decimalParser } from "../number/decimal-text.ts";
import {
  charRange,
  fitsInteger,
  type IntegerType,
  integerTypeNamed,
  intRange,
  staticInteger,
} from "../number/integer-type.ts";
import { arithmeticOverflow, tooLargeFor } from "../number/overflow.ts";
import { numberStyles } from "../number/parse-digits.ts";
import { floatingParser, integerParser, type NumberParser } from "../number/parse-number.ts";
import { textOf } from "../object-text.ts";
import { TICKS_PER_DAY } from "../time/calendar.ts";
import { dateTimeOfText } from "../time/convert-date-time.ts";
import { DateTime } from "../time/date-time.ts";
import { BigInteger } from "./big-integer.ts";

/** The end of the year 1, where texts without a year land. */
const YEAR_ONE_TICKS = 365n * TICKS_PER_DAY;

/**
 * Convert.ChangeType(value, type). `value` is not null.
 * @throws ClrException InvalidCastException, FormatException, OverflowException
 */
export function changeType(value: unknown, type: ClrType): unknown {
  const name = typeName(type);
  if (clrTypeNameOf(value) === name) return value instanceof Boxed ? value.value : value;
  if (value instanceof Uint8Array || (value instanceof ClrObject && !isConvertible(value))) {
    throw invalidCast("Object must implement IConvertible.");
  }
  if (name === "System.Object") return value;
  if (name === "System.Char") return changeToChar(value);
  const integer = integerTypeNamed(name);
  return integer === undefined ? changeToOther(value, name) : changeToInteger(value, integer);
}

function changeToOther(value: unknown, name: string): unknown {
  switch (name) {
    case "System.String":
      return textOf(value);
    case "System.Boolean":
      return changeToBoolean(value);
    case "System.Double":
      return changeToDouble(value);
    case "System.Single":
      return Math.fround(changeToDouble(value));
    case "System.Decimal":
      return changeToDecimal(value);
    case "System.DateTime":
      return changeToDateTime(value);
    default:
      throw invalidCast(`Invalid cast from '${clrTypeNameOf(value)}' to '${name}'.`);
  }
}

function isConvertible(value: ClrObject): boolean {
  return value instanceof ClrDecimal || value instanceof DateTime;
}

function cannot(value: unknown, target: string): ClrException {
  const short = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
  return invalidCast(`Invalid cast from '${short(clrTypeNameOf(value))}' to '${short(target)}'.`);
}

/** X.Parse with the styles that Convert gives it. Nothing is charged: strings were when they were read. */
function parsed<T>(parser: NumberParser<T>, text: string, styles: number): T {
  const result = parser.parse(text, styles);
  if (result === "format") throw formatException("Input string was not in a correct format.");
  if (result === "overflow") throw tooLargeFor(parser.typeName);
  return result;
}

/** Convert.ToInt32 and its like, in static representation. Fractions are rounded half to even. */
export function changeToInteger(value: unknown, type: IntegerType): number | bigint {
  if (typeof value === "string") return parsed(integerParser(type), value, numberStyles.Integer);
  const exact = exactInteger(value, type.name);
  if (exact !== undefined && fitsInteger(exact, type)) return staticInteger(exact, type);
  throw outside(value, exact, type);
}

/** Doubles reach the narrow types by way of an int, and it is that conversion which fails. */
function outside(value: unknown, exact: bigint | undefined, type: IntegerType): ClrException {
  const isReal = value instanceof Boxed && typeof value.value === "number";
  if (isReal && type.isBig) return arithmeticOverflow();
  const isByWayOfInt = (isReal || value instanceof BigInteger) && type.bits < 32;
  const isBeyondInt = exact === undefined || !fitsInteger(exact, intRange);
  return tooLargeFor(isByWayOfInt && isBeyondInt ? intRange.name : type.name);
}

/** Undefined where the number is not finite. */
function exactInteger(value: unknown, target: string): bigint | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (value instanceof BigInteger) return value.value;
  if (value instanceof ClrDecimal) return BigInt(roundHalfEven(value.toNumber()));
  if (!(value instanceof Boxed)) throw cannot(value, target);
  if (typeof value.value === "bigint") return value.value;
  return Number.isFinite(value.value) ? BigInt(roundHalfEven(value.value)) : undefined;
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

export function changeToDouble(value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof BigInteger) return Number(value.value);
  if (value instanceof ClrDecimal) return value.toNumber();
  if (value instanceof Boxed) return Number(value.value);
  if (typeof value !== "string") throw cannot(value, "Double");
  return parsed(floatingParser(false), value, numberStyles.Float | numberStyles.AllowThousands);
}

export function changeToDecimal(value: unknown): ClrDecimal {
  if (value instanceof ClrDecimal) return value;
  if (typeof value === "string") return parsed(decimalParser, value, numberStyles.Number);
  if (value instanceof Boxed && clrTypeNameOf(value) === "System.Double") {
    return decimalFromDouble(Number(value.value), 15);
  }
  const exact = exactInteger(value, "Decimal");
  if (exact === undefined) throw tooLargeFor("System.Decimal");
  return decimalOf(exact, 0);
}

export function changeToBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return parseBoolean(value);
  if (value instanceof ClrDecimal) return value.coefficient !== 0n;
  if (value instanceof Boxed) return Number(value.value) !== 0;
  throw cannot(value, "Boolean");
}

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word !== "true" && word !== "false") {
    throw formatException("String was not recognized as a valid Boolean.");
  }
  return word === "true";
}

/** Of strings as DateTime.Parse reads them, but with a whole date: no clock is at hand to take one from. */
export function changeToDateTime(value: unknown): DateTime {
  if (value instanceof DateTime) return value;
  if (typeof value !== "string") throw cannot(value, "DateTime");
  const found = dateTimeOfText(value, undefined);
  if (found.ticks >= YEAR_ONE_TICKS) return found;
  throw formatException("String was not recognized as a valid DateTime.");
}

function changeToChar(value: unknown): number {
  if (typeof value === "string") {
    if (value.length === 1) return value.charCodeAt(0);
    throw formatException("String must be exactly one character long.");
  }
  const isInteger = value instanceof Boxed && typeof value.value === "bigint";
  if (!isInteger) throw cannot(value, "Char");
  return Number(changeToInteger(value, charRange));
}
