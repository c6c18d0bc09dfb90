// System.Decimal: a 96-bit integer and a scale of 0 to 28, so that `1.10m` keeps its zero. Results that need
// more digits are rounded half to even, as the CLR does.

import type { ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { formatDecimal } from "./format-number.ts";
import { divideByZero, tooLargeFor } from "./overflow.ts";

const maxCoefficient = 2n ** 96n - 1n;
const maxScale = 28;

/** Beyond this many places the CLR gives up on a product, and its zero has no places. */
const MOST_PRODUCT_SCALE = 47;

/** 10^n for the scales that occur while a decimal is worked on. */
const powers: readonly bigint[] = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent));

export class ClrDecimal extends ClrObject {
  readonly clrName = "System.Decimal";
  /** Signed: value = coefficient / 10^scale. */
  readonly coefficient: bigint;
  readonly scale: number;

  constructor(coefficient: bigint, scale = 0) {
    super();
    this.coefficient = coefficient;
    this.scale = scale;
  }

  /** All digits, trailing zeros too. */
  override toString(): string {
    const digits = String(this.coefficient < 0n ? -this.coefficient : this.coefficient);
    const padded = digits.padStart(this.scale + 1, "0");
    const point = padded.length - this.scale;
    const fraction = this.scale === 0 ? "" : `.${padded.slice(point)}`;
    return `${this.coefficient < 0n ? "-" : ""}${padded.slice(0, point)}${fraction}`;
  }

  /** IFormattable: standard and custom numeric formats. @throws ClrException FormatException */
  toFormat(format: string | null): string {
    return formatDecimal(this, format);
  }

  override equals(other: unknown): boolean {
    return other instanceof ClrDecimal && this.compareTo(other) === 0;
  }

  override hashKey(): unknown {
    const { coefficient, scale } = this.withoutTrailingZeros();
    return `decimal ${coefficient}/${scale}`;
  }

  /** The same number with as few places as it needs. */
  withoutTrailingZeros(): ClrDecimal {
    return trimmed(this, 0);
  }

  compareTo(other: ClrDecimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = scaled(this, scale) - scaled(other, scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  toNumber(): number {
    return Number(this.toString());
  }
}

export const decimalZero = new ClrDecimal(0n);
export const decimalMax = new ClrDecimal(maxCoefficient);
export const decimalMin = new ClrDecimal(-maxCoefficient);

/** @throws ClrException OverflowException */
export function addDecimal(a: ClrDecimal, b: ClrDecimal): ClrDecimal {
  const scale = Math.max(a.scale, b.scale);
  return decimalOf(scaled(a, scale) + scaled(b, scale), scale);
}

/** @throws ClrException OverflowException */
export function subtractDecimal(a: ClrDecimal, b: ClrDecimal): ClrDecimal {
  const scale = Math.max(a.scale, b.scale);
  return decimalOf(scaled(a, scale) - scaled(b, scale), scale);
}

/** @throws ClrException OverflowException */
export function multiplyDecimal(a: ClrDecimal, b: ClrDecimal): ClrDecimal {
  const scale = a.scale + b.scale;
  return scale > MOST_PRODUCT_SCALE ? decimalZero : decimalOf(a.coefficient * b.coefficient, scale);
}

/** @throws ClrException DivideByZeroException, OverflowException */
export function divideDecimal(a: ClrDecimal, b: ClrDecimal): ClrDecimal {
  if (b.coefficient === 0n) throw divideByZero();
  const preferred = Math.max(a.scale - b.scale, 0);
  const shift = maxScale + 1 + b.scale;
  const [quotient, isExact] = quotientOf(a.coefficient * power(shift), b.coefficient);
  const scale = a.scale + shift - b.scale;
  // A last digit that says "more came" keeps half-to-even honest where the quotient was cut.
  const isNegative = a.coefficient < 0n !== b.coefficient < 0n;
  const sticky = quotient * 10n + (isExact ? 0n : isNegative ? -1n : 1n);
  return trimmed(decimalOf(sticky, scale + 1), preferred);
}

/** The sign is that of the dividend. @throws ClrException DivideByZeroException */
export function remainderDecimal(a: ClrDecimal, b: ClrDecimal): ClrDecimal {
  if (b.coefficient === 0n) throw divideByZero();
  const scale = Math.max(a.scale, b.scale);
  const dividend = scaled(a, scale);
  const remainder = dividend % scaled(b, scale);
  return remainder === dividend ? a : decimalOf(remainder, scale);
}

export function negateDecimal(value: ClrDecimal): ClrDecimal {
  return new ClrDecimal(-value.coefficient, value.scale);
}

/**
 * Brings a coefficient of any length into 96 bits and 28 places, half to even.
 * @throws ClrException OverflowException
 */
export function decimalOf(coefficient: bigint, scale: number): ClrDecimal {
  const magnitude = coefficient < 0n ? -coefficient : coefficient;
  let drop = Math.max(scale - maxScale, 0);
  for (;;) {
    const kept = drop === 0 ? magnitude : roundHalfEven(magnitude, power(drop));
    if (kept <= maxCoefficient) return new ClrDecimal(coefficient < 0n ? -kept : kept, scale - drop);
    if (drop === scale || scale === 0) throw decimalOverflow();
    drop = Math.min(scale, Math.max(drop + 1, digitsOver(magnitude)));
  }
}

/** `away` rounds halves from zero, else to even. `places` 0 to 28. */
export function roundDecimal(value: ClrDecimal, places: number, away: boolean): ClrDecimal {
  if (value.scale <= places) return value;
  const divisor = power(value.scale - places);
  const magnitude = value.coefficient < 0n ? -value.coefficient : value.coefficient;
  const kept = away ? (magnitude + divisor / 2n) / divisor : roundHalfEven(magnitude, divisor);
  return new ClrDecimal(value.coefficient < 0n ? -kept : kept, places);
}

export function truncateDecimal(value: ClrDecimal): ClrDecimal {
  return new ClrDecimal(value.coefficient / power(value.scale));
}

/** Towards negative infinity. */
export function floorDecimal(value: ClrDecimal): ClrDecimal {
  const whole = value.coefficient / power(value.scale);
  const isExact = whole * power(value.scale) === value.coefficient;
  return new ClrDecimal(value.coefficient < 0n && !isExact ? whole - 1n : whole);
}

/** From a double or float, with the 15 (7) digits that the CLR keeps.
 * @throws ClrException OverflowException */
export function decimalFromDouble(value: number, precision: 15 | 7): ClrDecimal {
  if (!Number.isFinite(value) || Math.abs(value) >= 7.922816251426434e28) throw decimalOverflow();
  const [mantissa = "", exponent = "0"] = value.toExponential(precision - 1).split("e");
  const scale = precision - 1 - Number(exponent);
  const coefficient = BigInt(mantissa.replace(".", ""));
  if (scale <= 0) return decimalOf(coefficient * power(-scale), 0);
  if (scale > 45) return decimalZero;
  return trimmed(decimalOf(coefficient, scale), 0);
}

const decimalOverflow = (): ClrException => tooLargeFor("System.Decimal");

function scaled(value: ClrDecimal, scale: number): bigint {
  return value.coefficient * power(scale - value.scale);
}

function power(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}

function quotientOf(dividend: bigint, divisor: bigint): [bigint, boolean] {
  const quotient = dividend / divisor;
  return [quotient, quotient * divisor === dividend];
}

function roundHalfEven(magnitude: bigint, divisor: bigint): bigint {
  const quotient = magnitude / divisor;
  const twice = (magnitude - quotient * divisor) * 2n;
  if (twice > divisor || (twice === divisor && (quotient & 1n) === 1n)) return quotient + 1n;
  return quotient;
}

/** How many digits at least must go for the rest to fit into 96 bits. */
function digitsOver(magnitude: bigint): number {
  return Math.max(String(magnitude).length - 29, 1);
}

/** Takes trailing zeros off, down to `least` places. */
function trimmed(value: ClrDecimal, least: number): ClrDecimal {
  let { coefficient, scale } = value;
  while (scale > least && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale -= 1;
  }
  return new ClrDecimal(coefficient, scale);
}
