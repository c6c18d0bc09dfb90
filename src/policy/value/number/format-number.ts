// Standard numeric formats (C D E F G N P R X) in the invariant culture, after the .NET Framework's
// System.Number: a format is a letter with at most two digits; anything longer is a custom format.

import { ClrException } from "../clr-exception.ts";
import { formatCustom } from "./custom-format.ts";
import type { ClrDecimal } from "./decimal.ts";
import {
  digitsOfDouble,
  digitsOfInteger,
  exponentText,
  type NumberDigits,
  roundDigits,
} from "./number-digits.ts";

type Format = { readonly letter: string; readonly precision: number };

const invalid = (): ClrException =>
  new ClrException("System.FormatException", "Format specifier was invalid.");

/** `bits`: the width of the two's complement that X prints. @throws ClrException FormatException */
export function formatInteger(value: number | bigint, bits: number, format: string | null): string {
  const specifier = specifierOf(format);
  if (specifier === undefined) return formatCustom(digitsOfInteger(value), format ?? "");
  const { letter, precision } = specifier;
  const upper = letter.toUpperCase();
  if (upper === "X") {
    const text = BigInt.asUintN(bits, BigInt(value)).toString(16).padStart(precision, "0");
    return letter === "X" ? text.toUpperCase() : text;
  }
  if (upper === "D" || (upper === "G" && precision < 1)) {
    const digits = String(value < 0 ? -value : value).padStart(precision, "0");
    return value < 0 ? `-${digits}` : digits;
  }
  if (upper === "R") throw invalid();
  return formatDigits(digitsOfInteger(value), specifier, bits > 32 ? 19 : 10);
}

/** `digits`: 15 for double, 7 for float. @throws ClrException FormatException */
export function formatDouble(value: number, digits: 15 | 7, format: string | null): string {
  const specifier = specifierOf(format);
  if (specifier !== undefined && !"CEFGNPR".includes(specifier.letter.toUpperCase())) throw invalid();
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (specifier === undefined) return formatCustom(digitsOfDouble(value, digits), format ?? "");
  const { letter, precision } = specifier;
  const upper = letter.toUpperCase();
  const most = digits + 2;
  if (upper === "R") {
    const short = Number(value.toExponential(digits - 1));
    const isEnough = digits === 7 ? Math.fround(short) === value : short === value;
    const used = isEnough ? digits : most;
    return formatDigits(digitsOfDouble(value, used), { letter: "G", precision: used }, used);
  }
  const needsMost = (upper === "E" && precision > digits - 1) || (upper === "G" && precision > digits);
  return formatDigits(digitsOfDouble(value, needsMost ? most : digits), specifier, digits);
}

/** @throws ClrException FormatException */
export function formatDecimal(value: ClrDecimal, format: string | null): string {
  if (format === null || format === "") return value.toString();
  const { digits, isNegative } = digitsOfInteger(value.coefficient);
  const scale = digits === "" ? 0 : digits.length - value.scale;
  const number = { digits, isNegative, scale };
  const specifier = specifierOf(format);
  if (specifier === undefined) return formatCustom(number, format);
  const upper = specifier.letter.toUpperCase();
  if (!"CEFGNP".includes(upper)) throw invalid();
  if (upper === "G" && specifier.precision < 0) return value.toString();
  return formatDigits(number, specifier, 29);
}

function formatDigits(number: NumberDigits, format: Format, defaultDigits: number): string {
  const { letter, precision } = format;
  switch (letter.toUpperCase()) {
    case "F":
      return signed(fixed(number, orTwo(precision)), fixedText);
    case "N":
      return signed(fixed(number, orTwo(precision)), groupedText);
    case "C": {
      const { isNegative, ...rest } = fixed(number, orTwo(precision));
      const text = `¤${groupedText(rest)}`;
      return isNegative ? `(${text})` : text;
    }
    case "P": {
      const percent = { ...number, scale: number.digits === "" ? 0 : number.scale + 2 };
      return `${signed(fixed(percent, orTwo(precision)), groupedText)} %`;
    }
    case "E": {
      const places = precision < 0 ? 6 : precision;
      return scientific(roundDigits(number, places + 1), places, letter);
    }
    case "G": {
      const count = precision < 1 ? defaultDigits : precision;
      return general(roundDigits(number, count), count, letter === "G" ? "E" : "e");
    }
    default:
      throw invalid();
  }
}

type Fixed = { readonly isNegative: boolean; readonly whole: string; readonly fraction: string };

function fixed(number: NumberDigits, places: number): Fixed {
  const { isNegative, digits, scale } = roundDigits(number, number.scale + places);
  const whole = scale > 0 ? digits.slice(0, scale).padEnd(scale, "0") : "0";
  const leading = scale < 0 ? "0".repeat(Math.min(-scale, places)) : "";
  const fraction = (leading + digits.slice(Math.max(scale, 0))).padEnd(places, "0").slice(0, places);
  return { isNegative, whole, fraction };
}

const fixedText = ({ whole, fraction }: Omit<Fixed, "isNegative">): string =>
  fraction === "" ? whole : `${whole}.${fraction}`;

function groupedText({ whole, fraction }: Omit<Fixed, "isNegative">): string {
  let grouped = whole;
  for (let at = whole.length - 3; at > 0; at -= 3) grouped = `${grouped.slice(0, at)},${grouped.slice(at)}`;
  return fixedText({ whole: grouped, fraction });
}

function signed(value: Fixed, print: (value: Fixed) => string): string {
  return value.isNegative ? `-${print(value)}` : print(value);
}

function scientific(number: NumberDigits, places: number, letter: string): string {
  const digits = number.digits.padEnd(places + 1, "0");
  const mantissa = places === 0 ? digits : `${digits[0] ?? "0"}.${digits.slice(1)}`;
  const exponent = number.digits === "" ? 0 : number.scale - 1;
  return `${number.isNegative ? "-" : ""}${mantissa}${exponentText(exponent, letter, 3, true)}`;
}

function general(number: NumberDigits, most: number, letter: string): string {
  const { digits, scale } = number;
  const sign = number.isNegative ? "-" : "";
  if (digits === "") return "0";
  if (scale > most || scale < -3) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0] ?? "0"}${rest}${exponentText(scale - 1, letter, 2, true)}`;
  }
  if (scale <= 0) return `${sign}0.${"0".repeat(-scale)}${digits}`;
  const whole = digits.slice(0, scale).padEnd(scale, "0");
  return digits.length > scale ? `${sign}${whole}.${digits.slice(scale)}` : sign + whole;
}

const orTwo = (precision: number): number => (precision < 0 ? 2 : precision);

/** Undefined for a custom format. */
function specifierOf(format: string | null): Format | undefined {
  if (format === null || format === "") return { letter: "G", precision: -1 };
  const match = /^([A-Za-z])(\d{0,2})$/.exec(format);
  if (match === null) return undefined;
  const [, letter = "", digits = ""] = match;
  return { letter, precision: digits === "" ? -1 : Number(digits) };
}
