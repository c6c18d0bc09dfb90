// default(T) of the types that JSON values convert to.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { decimalZero } from "../number/decimal.ts";
import { DateTime } from "../time/date-time.ts";

const zeros: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["System.Boolean", false],
  ["System.Char", 0],
  ["System.SByte", 0],
  ["System.Byte", 0],
  ["System.Int16", 0],
  ["System.UInt16", 0],
  ["System.Int32", 0],
  ["System.UInt32", 0],
  ["System.Int64", 0n],
  ["System.UInt64", 0n],
  ["System.Single", 0],
  ["System.Double", 0],
  ["System.Decimal", decimalZero],
  ["System.DateTime", new DateTime(0n, "unspecified")],
]);

/** In static representation; null for classes and for `T?`. */
export function zeroOf(type: ClrType): unknown {
  return zeros.get(typeName(type)) ?? null;
}

export function isValueType(type: ClrType): boolean {
  return zeros.has(typeName(type));
}
