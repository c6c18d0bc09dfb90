// Arrays at run time: bounds, null, and the two forms that they have.

import type { ClrType } from "../../type/clr-type.ts";
import { isSameType } from "../../type/clr-type.ts";
import { byteType } from "../../type/well-known.ts";
import { ClrArray } from "../../value/boxed.ts";
import { ClrException, nullReference } from "../../value/clr-exception.ts";
import type { Run } from "../../value/run.ts";

/** @throws ClrException NullReferenceException */
export function arrayItems(array: unknown): unknown[] | Uint8Array {
  if (array instanceof Uint8Array) return array;
  if (array instanceof ClrArray) return array.items;
  throw nullReference();
}

/** @throws ClrException IndexOutOfRangeException */
export function checkIndex(items: { readonly length: number }, index: unknown): number {
  const at = Number(index);
  if (at >= 0 && at < items.length) return at;
  throw new ClrException("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

export function readItem(array: unknown, index: unknown): unknown {
  const items = arrayItems(array);
  return items[checkIndex(items, index)];
}

/** An array of given items. */
export function makeArray(run: Run, element: ClrType, items: unknown[]): ClrArray | Uint8Array {
  run.allocate(items.length * 8);
  // Items of byte[] are numbers.
  return isSameType(element, byteType) ? Uint8Array.from(items as number[]) : new ClrArray(element, items);
}

/** `new T[length]`, filled with default(T).
 * @throws ClrException OverflowException for a negative length */
export function makeEmptyArray(
  run: Run,
  element: ClrType,
  length: number,
  zero: unknown,
): ClrArray | Uint8Array {
  if (length < 0)
    throw new ClrException("System.OverflowException", "Array dimensions exceeded supported range.");
  run.spend(length);
  run.allocate(length * 8);
  return isSameType(element, byteType)
    ? new Uint8Array(length)
    : new ClrArray(element, new Array<unknown>(length).fill(zero));
}
