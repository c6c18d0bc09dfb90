// Object.Equals, hash keys and Comparer.Default for all values.

import { typeName } from "../type/clr-type.ts";
import { Boxed } from "./boxed.ts";
import { ClrException } from "./clr-exception.ts";
import { ClrObject } from "./clr-object.ts";
import { clrTypeNameOf } from "./clr-type-name.ts";
import { isComparable } from "./formattable.ts";
import { compareCulture } from "./text/culture-compare.ts";

/** Object.Equals(a, b) of two values of the same representation, static or object. NaN equals NaN. */
export function equalObjects(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Boxed) return b instanceof Boxed && equalBoxed(a, b);
  if (a instanceof ClrObject) return b !== null && a.equals(b);
  return typeof a === "number" && typeof b === "number" && Number.isNaN(a) && Number.isNaN(b);
}

function equalBoxed(a: Boxed, b: Boxed): boolean {
  const isSame = a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value));
  return isSame && typeName(a.type) === typeName(b.type);
}

/** A key of a Map that equal values share, and only they. For values of either representation. */
export function hashKeyOf(value: unknown): unknown {
  if (value instanceof Boxed) return `${typeName(value.type)} ${value.value === 0 ? 0 : value.value}`;
  if (typeof value === "string") return `"${value}`;
  if (value instanceof ClrObject) return value.hashKey();
  return value;
}

/**
 * Comparer<T>.Default: negative, zero, positive. Values are of one type, in either representation; null
 * stands first, NaN before all numbers, strings are compared by the invariant culture.
 * @throws ClrException ArgumentException where the type has no order
 */
export function compareValues(a: unknown, b: unknown): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === "string" && typeof b === "string") return compareCulture(a, b);
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b);
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Boxed && b instanceof Boxed && typeName(a.type) === typeName(b.type)) {
    return compareValues(a.value, b.value);
  }
  if (isComparable(a) && clrTypeNameOf(b) === a.clrName) return a.compareTo(b);
  throw notComparable(a);
}

/** Double.CompareTo: NaN is less than every number and equal to itself. */
export function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

function notComparable(value: unknown): ClrException {
  const isOrdered = value instanceof Boxed || typeof value === "string" || isComparable(value);
  const message = isOrdered
    ? `Object must be of type ${clrTypeNameOf(value).slice(clrTypeNameOf(value).lastIndexOf(".") + 1)}.`
    : "At least one object must implement IComparable.";
  return new ClrException("System.ArgumentException", message);
}
