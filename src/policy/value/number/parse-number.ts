// Texts → numbers of each type: Parse throws what TryParse only tells.

import { argumentNull, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { type ClrDecimal, decimalOf } from "./decimal.ts";
import { fitsInteger, type IntegerType, staticInteger, wrapInteger } from "./integer-type.ts";
import { withoutTrailingZeros } from "./number-digits.ts";
import { tooLargeFor } from "./overflow.ts";
import { checkStyles, numberStyles, type ParsedNumber, parseDigits } from "./parse-digits.ts";

export type Failure = "format" | "overflow";

/** How one type reads a text; `T` is its static representation. */
export type NumberParser<T> = {
  readonly typeName: string;
  readonly allowsHex: boolean;
  readonly parse: (text: string, styles: number) => T | Failure;
  readonly zero: T;
};

/** @throws ClrException ArgumentNullException, ArgumentException, FormatException, OverflowException */
export function parseNumber<T>(run: Run, parser: NumberParser<T>, text: string | null, styles: number): T {
  checkStyles(styles, parser.allowsHex);
  if (text === null) throw argumentNull("s");
  run.spend(text.length);
  const result = parser.parse(text, styles);
  if (result === "format") throw formatException("Input string was not in a correct format.");
  if (result === "overflow") throw tooLargeFor(parser.typeName);
  return result;
}

/** Undefined where Parse throws. @throws ClrException ArgumentException for wrong styles */
export function tryParseNumber<T>(
  run: Run,
  parser: NumberParser<T>,
  text: string | null,
  styles: number,
): T | undefined {
  checkStyles(styles, parser.allowsHex);
  if (text === null) return undefined;
  run.spend(text.length);
  const result = parser.parse(text, styles);
  return result === "format" || result === "overflow" ? undefined : result;
}

export function integerParser(type: IntegerType): NumberParser<number | bigint> {
  return {
    typeName: type.name,
    allowsHex: true,
    zero: type.isBig ? 0n : 0,
    parse: (text, styles) =>
      (styles & numberStyles.AllowHexSpecifier) === 0
        ? integerFrom(parseDigits(text, styles), type)
        : parseHex(text, styles, type),
  };
}

function integerFrom(number: ParsedNumber | undefined, type: IntegerType): number | bigint | Failure {
  if (number === undefined) return "format";
  if (number.digits === "") return staticInteger(0n, type);
  const digits = withoutTrailingZeros(number.digits);
  if (number.scale > 20 || digits.length > number.scale) return "overflow";
  const magnitude = BigInt(digits.padEnd(number.scale, "0"));
  const value = number.isNegative ? -magnitude : magnitude;
  return fitsInteger(value, type) ? staticInteger(value, type) : "overflow";
}

function parseHex(text: string, styles: number, type: IntegerType): number | bigint | Failure {
  const lead = (styles & numberStyles.AllowLeadingWhite) === 0 ? "" : (/^[\t-\r ]*/.exec(text)?.[0] ?? "");
  let end = text.length;
  while (end > lead.length && text.charCodeAt(end - 1) === 0) end -= 1;
  if ((styles & numberStyles.AllowTrailingWhite) !== 0) {
    while (end > lead.length && /[\t-\r ]/.test(text.charAt(end - 1))) end -= 1;
  }
  const digits = text.slice(lead.length, end);
  if (!/^[0-9A-Fa-f]+$/.test(digits)) return "format";
  const kept = digits.replace(/^0+(?=.)/, "");
  if (kept.length > type.bits / 4) return "overflow";
  return wrapInteger(BigInt(`0x${kept}`), type);
}

export function floatingParser(isSingle: boolean): NumberParser<number> {
  return {
    typeName: isSingle ? "System.Single" : "System.Double",
    allowsHex: false,
    zero: 0,
    parse: (text, styles) => floatingFrom(text, styles, isSingle),
  };
}

function floatingFrom(text: string, styles: number, isSingle: boolean): number | Failure {
  const number = parseDigits(text, styles);
  if (number === undefined) return symbolFrom(text.trim());
  if (number.digits === "") return number.isNegative ? -0 : 0;
  const magnitude = Number(`0.${number.digits}e${number.scale}`);
  const value = isSingle ? Math.fround(magnitude) : magnitude;
  if (!Number.isFinite(value)) return "overflow";
  return number.isNegative ? -value : value;
}

function symbolFrom(text: string): number | Failure {
  if (text === "NaN") return Number.NaN;
  if (text === "Infinity") return Number.POSITIVE_INFINITY;
  return text === "-Infinity" ? Number.NEGATIVE_INFINITY : "format";
}

/** Places beyond what a decimal can hold, at which digits are only "more came". */
const MOST_PLACES = 60;

export function decimalFrom(number: ParsedNumber): ClrDecimal | "overflow" {
  const { isNegative, digits, scale } = number;
  if (digits === "") return decimalOf(0n, Math.min(Math.max(-scale, 0), 28));
  if (scale > 29) return "overflow";
  const kept = digits.slice(0, Math.max(scale, 0) + MOST_PLACES).padEnd(scale, "0");
  const places = kept.length - scale;
  if (places > 2 * MOST_PLACES) return decimalOf(0n, 28);
  const magnitude = BigInt(kept);
  try {
    return decimalOf(isNegative ? -magnitude : magnitude, places);
  } catch {
    // Only an overflow can come of it.
    return "overflow";
  }
}
