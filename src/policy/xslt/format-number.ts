// format-number() and xsl:decimal-format (XSLT 1.0, 12.3): the patterns of JDK 1.1's DecimalFormat.

import { digitsOfDouble, roundDigits } from "../value/number/number-digits.ts";
import { xsltError } from "./xslt-error.ts";

export type DecimalFormat = {
  readonly decimalSeparator: string;
  readonly groupingSeparator: string;
  readonly infinity: string;
  readonly minusSign: string;
  readonly nan: string;
  readonly percent: string;
  readonly perMille: string;
  readonly zeroDigit: string;
  readonly digit: string;
  readonly patternSeparator: string;
};

export const plainDecimalFormat: DecimalFormat = {
  decimalSeparator: ".",
  groupingSeparator: ",",
  infinity: "Infinity",
  minusSign: "-",
  nan: "NaN",
  percent: "%",
  perMille: "\u2030",
  zeroDigit: "0",
  digit: "#",
  patternSeparator: ";",
};

/** Digits of a number that are shown at most, as .NET does. */
const PRECISION = 15;
/** Of a pattern: more zeros than a number could fill. */
const MAX_PATTERN = 500;

type SubPattern = {
  readonly prefix: string;
  readonly suffix: string;
  readonly factor: number;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
  /** Digits of a group; 0 for none. */
  readonly grouping: number;
};

/** @throws ClrException for what is no pattern */
export function formatNumber(value: number, pattern: string, format: DecimalFormat): string {
  if (Number.isNaN(value)) return format.nan;
  if (pattern.length > MAX_PATTERN) throw xsltError("The format pattern is too long.");
  const [positive = "", negative] = pattern.split(format.patternSeparator);
  const main = readPattern(positive, format);
  const isNegative = value < 0;
  const own = isNegative && negative !== undefined ? readPattern(negative, format) : main;
  const number = Number.isFinite(value) ? digitsText(Math.abs(value), main, format) : format.infinity;
  const hasSign = isNegative && negative === undefined && !isZero(number, format);
  return `${hasSign ? format.minusSign : ""}${own.prefix}${number}${own.suffix}`;
}

/** What was rounded to nothing has no sign. */
function isZero(number: string, { zeroDigit, decimalSeparator, groupingSeparator }: DecimalFormat): boolean {
  return Array.from(number).every((sign) => [zeroDigit, decimalSeparator, groupingSeparator].includes(sign));
}

function readPattern(pattern: string, format: DecimalFormat): SubPattern {
  const { digit, zeroDigit, groupingSeparator, decimalSeparator } = format;
  const signs = Array.from(pattern);
  const isActive = (sign: string): boolean =>
    [digit, zeroDigit, groupingSeparator, decimalSeparator].includes(sign);
  const start = signs.findIndex(isActive);
  const end = signs.findLastIndex(isActive) + 1;
  if (start < 0) throw xsltError(`Format '${pattern}' cannot be used: it has no place for digits.`);
  const [whole = [], fraction = [], more] = splitAt(signs.slice(start, end), decimalSeparator);
  const affixes = [...signs.slice(0, start), ...signs.slice(end)];
  const isWrong = [...whole, ...fraction].some((sign) => !isActive(sign)) || more !== undefined;
  if (isWrong || fraction.includes(groupingSeparator)) throw xsltError(`Format '${pattern}' is not right.`);
  const lastGroup = whole.lastIndexOf(groupingSeparator);
  const leastFraction = fraction.filter((sign) => sign === zeroDigit).length;
  return {
    prefix: signs.slice(0, start).join("").replaceAll("'", ""),
    suffix: signs.slice(end).join("").replaceAll("'", ""),
    factor: affixes.includes(format.percent) ? 100 : affixes.includes(format.perMille) ? 1000 : 1,
    leastWhole: whole.filter((sign) => sign === zeroDigit).length,
    leastFraction,
    mostFraction: fraction.length,
    grouping: lastGroup < 0 ? 0 : whole.length - lastGroup - 1,
  };
}

function splitAt(signs: readonly string[], separator: string): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const sign of signs) {
    if (sign === separator) parts.push([]);
    else parts.at(-1)?.push(sign);
  }
  return parts;
}

function digitsText(value: number, pattern: SubPattern, format: DecimalFormat): string {
  const exact = digitsOfDouble(value * pattern.factor, PRECISION);
  const { digits, scale } = roundDigits(exact, exact.scale + pattern.mostFraction);
  const whole = digits.slice(0, Math.max(scale, 0)).padEnd(Math.max(scale, 0), "0");
  const behind = "0".repeat(Math.min(Math.max(-scale, 0), pattern.mostFraction));
  const fraction = digits === "" ? "" : behind + digits.slice(Math.max(scale, 0));
  const wholeText = grouped(whole.padStart(pattern.leastWhole, "0"), pattern.grouping, format);
  const fractionText = fraction.padEnd(pattern.leastFraction, "0");
  if (wholeText === "" && fractionText === "") return format.zeroDigit;
  const point = fractionText === "" ? "" : format.decimalSeparator;
  return ownDigits(wholeText, format) + point + ownDigits(fractionText, format);
}

function grouped(digits: string, size: number, { groupingSeparator }: DecimalFormat): string {
  return size === 0 ? digits : groupDigits(digits, size, groupingSeparator);
}

/** `1234567` → `1,234,567`. */
export function groupDigits(digits: string, size: number, separator: string): string {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size)
    groups.unshift(digits.slice(Math.max(end - size, 0), end));
  return groups.join(separator);
}

function ownDigits(text: string, { zeroDigit }: DecimalFormat): string {
  if (zeroDigit === "0") return text;
  const zero = zeroDigit.codePointAt(0) ?? 48;
  return text.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}
