// Convert.ToInt32(text, 16) and Convert.ToString(number, 2): numbers in bases 2, 8, 10 and 16.

import { argumentException, ClrException, formatException } from "../clr-exception.ts";
import { fitsInteger, type IntegerType, staticInteger, wrapInteger } from "../number/integer-type.ts";
import { tooLargeFor } from "../number/overflow.ts";
import type { Run } from "../run.ts";

function checkBase(base: number): void {
  if (base !== 2 && base !== 8 && base !== 10 && base !== 16) throw argumentException("Invalid Base.");
}

/** @throws ClrException ArgumentException, FormatException, OverflowException, ArgumentOutOfRangeException */
export function integerFromBase(
  run: Run,
  text: string | null,
  base: number,
  type: IntegerType,
): number | bigint {
  checkBase(base);
  if (text === null) return staticInteger(0n, type);
  if (text === "") throw emptyText();
  run.spend(text.length);
  const isNegative = text.startsWith("-");
  if (isNegative && base !== 10) {
    throw argumentException("String cannot contain a minus sign if the base is not 10.");
  }
  if (isNegative && !type.isSigned) {
    const message = "The string was being parsed as an unsigned number and could not have a negative sign.";
    throw new ClrException("System.OverflowException", message);
  }
  const unsigned = text.replace(/^[+-]/, "");
  const digits = base === 16 ? unsigned.replace(/^0x/i, "") : unsigned;
  const magnitude = magnitudeOf(digits, base, type);
  return inRange(isNegative ? -magnitude : magnitude, base, type);
}

const emptyText = (): ClrException =>
  new ClrException(
    "System.ArgumentOutOfRangeException",
    "Specified argument was out of the range of valid values.\nParameter name: Index was out of range. Must be " +
      "non-negative and less than the size of the collection.",
  );

function magnitudeOf(digits: string, base: number, type: IntegerType): bigint {
  // The smaller types are read as 32 bits, and say so where that is too small already.
  const width = type.isBig ? 64 : 32;
  const limit = 2n ** BigInt(width);
  let value = 0n;
  let count = 0;
  for (; count < digits.length; count += 1) {
    const digit = Number.parseInt(digits.charAt(count), 36);
    if (Number.isNaN(digit) || digit >= base) break;
    value = value * BigInt(base) + BigInt(digit);
    if (value >= limit) throw tooLargeFor(`System.${base === 10 && type.isSigned ? "Int" : "UInt"}${width}`);
  }
  if (count === 0) throw formatException("Could not find any recognizable digits.");
  if (count < digits.length) {
    throw formatException("Additional non-parsable characters are at the end of the string.");
  }
  return value;
}

/** Other bases than 10 give the bits, and so may reach the sign. */
function inRange(value: bigint, base: number, type: IntegerType): number | bigint {
  const fits = base === 10 ? fitsInteger(value, type) : value < 2n ** BigInt(type.bits);
  if (!fits) throw tooLargeFor(type.name);
  return base === 10 ? staticInteger(value, type) : wrapInteger(value, type);
}

/** Bits of negative numbers as they stand. @throws ClrException ArgumentException */
export function textInBase(value: number | bigint, base: number, bits: number): string {
  checkBase(base);
  return base === 10 ? String(value) : BigInt.asUintN(bits, BigInt(value)).toString(base);
}
