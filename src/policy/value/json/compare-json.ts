// JValue.Compare: the order of two JSON values by the type of the first. Values are in object representation.

import { Boxed } from "../boxed.ts";
import { argumentException } from "../clr-exception.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { compareNumbers, compareValues } from "../equality.ts";
import { ClrDecimal } from "../number/decimal.ts";
import { longRange } from "../number/integer-type.ts";
import { textOf } from "../object-text.ts";
import { compareOrdinal } from "../text/culture-compare.ts";
import { DateTime } from "../time/date-time.ts";
import { BigInteger } from "./big-integer.ts";
import { changeToBoolean, changeToDateTime, changeToDouble, changeToInteger } from "./change-type.ts";
import type { JTokenTypeName } from "./json-enums.ts";

/**
 * Negative, zero or positive; null stands first.
 * @throws ClrException ArgumentException, FormatException where `b` cannot become what `a` is
 */
export function compareJson(type: JTokenTypeName, a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (b === null) return 1;
  if (a === null) return -1;
  switch (type) {
    case "Integer":
      return compareIntegers(a, b);
    case "Float":
      return isDecimal(a, b) ? compareDecimals(a, b) : compareDoubles(a, b);
    case "Comment":
    case "String":
    case "Raw":
      return compareOrdinal(textOf(a), textOf(b));
    case "Boolean":
      return Number(changeToBoolean(a)) - Number(changeToBoolean(b));
    case "Date":
      return compareDates(a, b);
    case "Bytes":
      return compareBytes(a, b);
    default:
      return compareSame(type, a, b);
  }
}

function compareIntegers(a: unknown, b: unknown): number {
  if (isDecimal(a, b)) return compareDecimals(a, b);
  if (isFloat(a) || isFloat(b)) return compareDoubles(a, b);
  const [left, right] = [integerOf(a), integerOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function integerOf(value: unknown): bigint {
  return value instanceof BigInteger ? value.value : BigInt(changeToInteger(value, longRange));
}

/** Newtonsoft takes doubles for equal that differ in their last bits only. */
function compareDoubles(a: unknown, b: unknown): number {
  const [left, right] = [changeToDouble(a), changeToDouble(b)];
  const tolerance = (Math.abs(left) + Math.abs(right) + 10) * 2.220_446_049_250_313_1e-16;
  const difference = left - right;
  if (left === right || (-tolerance < difference && tolerance > difference)) return 0;
  return compareNumbers(left, right);
}

function isFloat(value: unknown): boolean {
  return value instanceof Boxed && /\.(Double|Single)$/.test(clrTypeNameOf(value));
}

function isDecimal(a: unknown, b: unknown): boolean {
  return a instanceof ClrDecimal || b instanceof ClrDecimal;
}

function compareDecimals(a: unknown, b: unknown): number {
  return compareNumbers(numberOf(a), numberOf(b));
}

function numberOf(value: unknown): number {
  return value instanceof ClrDecimal ? value.toNumber() : changeToDouble(value);
}

function compareDates(a: unknown, b: unknown): number {
  if (!(a instanceof DateTime)) return compareSame("DateTimeOffset", a, b);
  const [left, right] = [a.ticks, changeToDateTime(b).ticks];
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareBytes(a: unknown, b: unknown): number {
  if (!(b instanceof Uint8Array) || !(a instanceof Uint8Array)) {
    throw argumentException("Object must be of type byte[].");
  }
  return a.length === b.length ? Buffer.compare(a, b) : a.length - b.length;
}

function compareSame(type: string, a: unknown, b: unknown): number {
  if (clrTypeNameOf(a) !== clrTypeNameOf(b)) throw argumentException(`Object must be of type ${type}.`);
  return type === "Uri" ? compareOrdinal(textOf(a), textOf(b)) : compareValues(a, b);
}
