// Arrays of any element type from their items: byte[] has a form of its own.

import { type ClrType, isSameType } from "../../type/clr-type.ts";
import { byteType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";

/** `items` becomes the array's own. */
export function makeTypedArray(element: ClrType, items: unknown[]): ClrArray | Uint8Array {
  // Items of byte[] are numbers.
  return isSameType(element, byteType) ? Uint8Array.from(items as number[]) : new ClrArray(element, items);
}
