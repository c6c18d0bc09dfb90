// System.Convert.ChangeType and the Convert.ToX under it, for the values that JSON holds. Values come in object
// representation; results are in static representation of the target.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { Boxed } from "../boxed.ts";
import { ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { ClrDecimal, decimalFromDouble, decimalOf, decimalOverflow } from "../number/decimal.ts";
import { textOf } from "../object-text.ts";
import { DateTime } from "../time/date-time.ts";
import { BigInteger } from "./big-integer.ts";
import { parseJsonDate } from "./json-date.ts";

type IntegerRange = { readonly min: bigint; readonly max: bigint; readonly label: string };

/** Ranges, and what OverflowException calls the type. */
const ranges: ReadonlyMap<string, IntegerRange> = new Map([
  ["SByte", rangeOf(8, true, "a signed byte")],
  ["Byte", rangeOf(8, false, "an unsigned byte")],
  ["Int16", rangeOf(16, true, "an Int16")],
  ["UInt16", rangeOf(16, false, "a UInt16")],
  ["Int32", rangeOf(32, true, "an Int32")],
  ["UInt32", rangeOf(32, false, "a UInt32")],
  ["Int64", rangeOf(64, true, "an Int64")],
  ["UInt64", rangeOf(64, false, "a UInt64")],
]);

function rangeOf(bits: number, isSigned: boolean, label: string): IntegerRange {
  const size = 1n << BigInt(isSigned ? bits - 1 : bits);
  return { min: isSigned ? -size : 0n, max: size - 1n, label };
}

export function isIntegerName(name: string): boolean {
  return ranges.has(name);
}

/**
 * Convert.ChangeType(value, type). `value` is not null.
 * @throws ClrException InvalidCastException, FormatException, OverflowException
 */
export function changeType(value: unknown, type: ClrType): unknown {
  const full = typeName(type);
  if (clrTypeNameOf(value) === full) return value instanceof Boxed ? value.value : value;
  if (value instanceof Uint8Array || (value instanceof ClrObject && !isConvertible(value))) {
    throw invalidCast("Object must implement IConvertible.");
  }
  if (full === "System.Object") return value;
  const short = full.startsWith("System.") ? full.slice("System.".length) : full;
  if (isIntegerName(short)) {
    const integer = changeToInteger(value, short);
    return short.endsWith("64") ? integer : Number(integer);
  }
  return changeToOther(value, short, full);
}

function changeToOther(value: unknown, short: string, full: string): unknown {
  switch (short) {
    case "String":
      return textOf(value);
    case "Boolean":
      return changeToBoolean(value);
    case "Double":
      return changeToDouble(value);
    case "Single":
      return Math.fround(changeToDouble(value));
    case "Decimal":
      return changeToDecimal(value);
    case "DateTime":
      return changeToDateTime(value);
    case "Char":
      return changeToChar(value);
    default:
      throw invalidCast(`Invalid cast from '${clrTypeNameOf(value)}' to '${full}'.`);
  }
}

function isConvertible(value: ClrObject): boolean {
  return value instanceof ClrDecimal || value instanceof DateTime;
}

export function invalidCast(message: string): ClrException {
  return new ClrException("System.InvalidCastException", message);
}

function formatError(message = "Input string was not in a correct format."): ClrException {
  return new ClrException("System.FormatException", message);
}

function overflow(message: string): ClrException {
  return new ClrException("System.OverflowException", message);
}

function cannot(value: unknown, target: string): ClrException {
  const from = clrTypeNameOf(value);
  return invalidCast(`Invalid cast from '${from.slice(from.lastIndexOf(".") + 1)}' to '${target}'.`);
}

/** Convert.ToInt32 and its like; `target` is the short name. Fractions are rounded half to even. */
export function changeToInteger(value: unknown, target: string): bigint {
  const { min, max, label } = ranges.get(target) ?? rangeOf(32, true, "an Int32");
  const isWide = target.endsWith("64");
  const outside = overflow(`Value was either too large or too small for ${label}.`);
  const exact = exactInteger(value, target, isWide ? overflow("Arithmetic operation resulted in an overflow.") : outside);
  if (exact < min || exact > max) {
    // Narrow types are reached by way of an int, and it is that conversion which fails.
    const isBig = value instanceof BigInteger || (value instanceof Boxed && typeof value.value === "number");
    if (isBig && !isWide && target !== "UInt32" && isOutsideInt(exact)) {
      throw overflow("Value was either too large or too small for an Int32.");
    }
    const isReal = value instanceof Boxed && typeof value.value === "number" && isWide;
    throw isReal ? overflow("Arithmetic operation resulted in an overflow.") : outside;
  }
  return exact;
}

function isOutsideInt(value: bigint): boolean {
  return BigInt.asIntN(32, value) !== value;
}

function exactInteger(value: unknown, target: string, notFinite: ClrException): bigint {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "string") return parseInteger(value);
  if (value instanceof BigInteger) return value.value;
  if (value instanceof ClrDecimal) return BigInt(roundHalfEven(value.toNumber()));
  if (!(value instanceof Boxed)) throw cannot(value, target);
  if (typeof value.value === "bigint") return value.value;
  if (!Number.isFinite(value.value)) throw notFinite;
  return BigInt(roundHalfEven(value.value));
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

// White space as NumberStyles allows it.
const integerText = /^[\t-\r ]*([+-]?\d{1,400})[\t-\r ]*\0*$/;
const realText =
  /^[\t-\r ]*([+-]?(?:\d[\d,]{0,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,10})?)[\t-\r ]*\0*$/;

function parseInteger(text: string): bigint {
  const digits = integerText.exec(text)?.[1];
  if (digits === undefined) throw formatError();
  return digits.startsWith("+") ? BigInt(digits.slice(1)) : BigInt(digits);
}

export function changeToDouble(value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof BigInteger) return Number(value.value);
  if (value instanceof ClrDecimal) return value.toNumber();
  if (value instanceof Boxed) return Number(value.value);
  if (typeof value === "string") return parseDouble(value);
  throw cannot(value, "Double");
}

function parseDouble(text: string): number {
  const named = namedNumbers.get(text.trim());
  if (named !== undefined) return named;
  const digits = realText.exec(text)?.[1];
  if (digits === undefined) throw formatError();
  const value = Number(digits.replaceAll(",", ""));
  if (!Number.isFinite(value)) throw overflow("Value was either too large or too small for a Double.");
  return value;
}

const namedNumbers: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** Decimal.Parse of a string; the value of any number. */
export function changeToDecimal(value: unknown): ClrDecimal {
  if (value instanceof ClrDecimal) return value;
  if (typeof value === "string") return parseDecimal(value);
  if (value instanceof Boxed && typeof value.value === "number" && /Double|Single/.test(typeName(value.type))) {
    if (!Number.isFinite(value.value)) throw decimalOverflow();
    return decimalFromDouble(value.value, 15);
  }
  return decimalOf(exactInteger(value, "Decimal", decimalOverflow()), 0);
}

function parseDecimal(text: string): ClrDecimal {
  const digits = realText.exec(text)?.[1]?.replaceAll(",", "");
  if (digits === undefined || /[eE]/.test(digits)) throw formatError();
  const [whole = "", fraction = ""] = digits.replace("+", "").split(".");
  return decimalOf(BigInt((whole + fraction).replace(/^-$/, "0")), fraction.length);
}

export function changeToBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return parseBoolean(value);
  if (value instanceof BigInteger) return value.value !== 0n;
  if (value instanceof ClrDecimal) return value.coefficient !== 0n;
  if (value instanceof Boxed) return Number(value.value) !== 0;
  throw cannot(value, "Boolean");
}

function parseBoolean(text: string): boolean {
  const word = text.replace(/^[\s\0]+/, "").trimEnd().toLowerCase();
  if (word !== "true" && word !== "false") throw formatError("String was not recognized as a valid Boolean.");
  return word === "true";
}

/** Of strings, ISO 8601 alone: with or without a time. */
export function changeToDateTime(value: unknown): DateTime {
  if (value instanceof DateTime) return value;
  if (typeof value !== "string") throw cannot(value, "DateTime");
  const text = value.trim();
  const found = parseJsonDate(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  if (found === undefined) throw formatError("String was not recognized as a valid DateTime.");
  // DateTime.Parse takes the gateway's zone, which is UTC, for every text that names one.
  return found.kind === "utc" ? new DateTime(found.ticks, "local") : found;
}

function changeToChar(value: unknown): number {
  if (typeof value === "string") {
    if (value.length === 1) return value.charCodeAt(0);
    throw formatError("String must be exactly one character long.");
  }
  if (value instanceof Boxed && typeof value.value === "bigint") {
    if (value.value >= 0n && value.value <= 0xffffn) return Number(value.value);
    throw overflow("Value was either too large or too small for a character.");
  }
  throw cannot(value, "Char");
}
