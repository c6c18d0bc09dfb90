// What checked arithmetic and conversions throw.

import { ClrException } from "../clr-exception.ts";

export const arithmeticOverflow = (): ClrException =>
  new ClrException("System.OverflowException", "Arithmetic operation resulted in an overflow.");

export const divideByZero = (): ClrException =>
  new ClrException("System.DivideByZeroException", "Attempted to divide by zero.");

/** Type → how messages call it. */
const typePhrases: ReadonlyMap<string, string> = new Map([
  ["System.SByte", "a signed byte"],
  ["System.Byte", "an unsigned byte"],
  ["System.Int16", "an Int16"],
  ["System.UInt16", "a UInt16"],
  ["System.Int32", "an Int32"],
  ["System.UInt32", "a UInt32"],
  ["System.Int64", "an Int64"],
  ["System.UInt64", "a UInt64"],
  ["System.Single", "a Single"],
  ["System.Double", "a Double"],
  ["System.Decimal", "a Decimal"],
  ["System.Char", "a character"],
]);

/** Of parsing, Convert and conversions of decimals. */
export function tooLargeFor(typeName: string): ClrException {
  const phrase = typePhrases.get(typeName) ?? `a ${typeName}`;
  return new ClrException(
    "System.OverflowException",
    `Value was either too large or too small for ${phrase}.`,
  );
}
