// Standard and custom formats of DateTime and DateTimeOffset in the invariant culture (.NET reference,
// "Standard and custom date and time format strings").

import { formatException } from "../clr-exception.ts";
import { type ClockParts, dayNames, monthNames, partsOf, TICKS_PER_MINUTE } from "./calendar.ts";
import { offsetText } from "./offset-text.ts";

/** What is printed: a clock, and its kind or its distance from UTC. */
export type FormattedDate = {
  readonly ticks: bigint;
  readonly kind?: "unspecified" | "utc" | "local";
  /** Of a DateTimeOffset. */
  readonly offsetMinutes?: number;
};

const invalid = () => formatException("Input string was not in a correct format.");

/** Custom formats that the letters stand for. `u`, `r` and `U` speak of UTC: see `formatDate`. */
const standard: Readonly<Record<string, string>> = {
  d: "MM/dd/yyyy",
  D: "dddd, dd MMMM yyyy",
  f: "dddd, dd MMMM yyyy HH:mm",
  F: "dddd, dd MMMM yyyy HH:mm:ss",
  g: "MM/dd/yyyy HH:mm",
  G: "MM/dd/yyyy HH:mm:ss",
  m: "MMMM dd",
  M: "MMMM dd",
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  t: "HH:mm",
  T: "HH:mm:ss",
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
  U: "dddd, dd MMMM yyyy HH:mm:ss",
  y: "yyyy MMMM",
  Y: "yyyy MMMM",
};

/** The custom format of a standard one; undefined for a letter that is none. */
export function expandDateFormat(letter: string): string | undefined {
  return Object.hasOwn(standard, letter) ? standard[letter] : undefined;
}

/** @throws ClrException FormatException */
export function formatDate(format: string | null, date: FormattedDate): string {
  const isOffset = date.offsetMinutes !== undefined;
  if (format === null || format === "") {
    return formatCustom(isOffset ? "MM/dd/yyyy HH:mm:ss zzz" : "MM/dd/yyyy HH:mm:ss", date);
  }
  if (format.length > 1) return formatCustom(format, date);
  const expanded = expandDateFormat(format);
  if (expanded === undefined || (isOffset && format === "U")) throw invalid();
  return formatCustom(expanded, isOffset && "rRu".includes(format) ? atUtc(date) : date);
}

function atUtc(date: FormattedDate): FormattedDate {
  return { ticks: date.ticks - BigInt(date.offsetMinutes ?? 0) * TICKS_PER_MINUTE, offsetMinutes: 0 };
}

function formatCustom(format: string, date: FormattedDate): string {
  const parts = partsOf(date.ticks);
  let text = "";
  for (let at = 0; at < format.length; ) {
    const letter = format[at] ?? "";
    if (letter === "'" || letter === '"') {
      const quoted = readQuoted(format, at);
      text += quoted.text;
      at = quoted.end;
    } else if (letter === "\\") {
      if (at + 1 === format.length) throw invalid();
      text += format[at + 1];
      at += 2;
    } else if (letter === "%") {
      const next = format[at + 1];
      if (next === undefined || next === "%") throw invalid();
      text += next === "'" || next === '"' || next === "\\" ? "" : field(next, 1, parts, date, text);
      at += next === "'" || next === '"' || next === "\\" ? 1 : 2;
    } else {
      const count = runLength(format, at);
      if (letter === "F") text = withFraction(text, parts, count);
      else text += field(letter, count, parts, date, text);
      at += count;
    }
  }
  return text;
}

/** How often the letter at `at` stands there in a row. */
export function runLength(format: string, at: number): number {
  let end = at + 1;
  while (end < format.length && format[end] === format[at]) end++;
  return end - at;
}

/** A quoted literal; a backslash takes the next character as it is.
 * @throws ClrException FormatException */
export function readQuoted(format: string, start: number): { readonly text: string; readonly end: number } {
  const quote = format[start];
  let text = "";
  for (let at = start + 1; at < format.length; at++) {
    if (format[at] === quote) return { text, end: at + 1 };
    if (format[at] === "\\" && ++at === format.length) throw invalid();
    text += format[at];
  }
  throw formatException(`Cannot find a matching quote character for the character '${quote}'.`);
}

/**
 * Fractions without trailing zeros: nothing of them is left, nor of the point before it, where it is
 * zero.
 */
function withFraction(before: string, parts: ClockParts, count: number): string {
  const digits = fractionDigits(parts, count);
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  if (end > 0) return before + digits.slice(0, end);
  return before.endsWith(".") ? before.slice(0, -1) : before;
}

function fractionDigits(parts: ClockParts, count: number): string {
  if (count > 7) throw invalid();
  return String(parts.fraction).padStart(7, "0").slice(0, count);
}

const padded = (value: number, count: number): string => String(value).padStart(Math.min(count, 2), "0");

function field(
  letter: string,
  count: number,
  parts: ClockParts,
  date: FormattedDate,
  before: string,
): string {
  switch (letter) {
    case "d":
      return dayText(parts, count);
    case "M":
      return monthText(parts, count);
    case "y":
      return yearText(parts, count);
    case "h":
      return padded(parts.hour % 12 === 0 ? 12 : parts.hour % 12, count);
    case "H":
      return padded(parts.hour, count);
    case "m":
      return padded(parts.minute, count);
    case "s":
      return padded(parts.second, count);
    case "f":
      return fractionDigits(parts, count);
    case "F":
      return withFraction(before, parts, count).slice(before.length);
    case "t":
      return (parts.hour < 12 ? "AM" : "PM").slice(0, count === 1 ? 1 : 2);
    case "g":
      return "A.D.";
    case "z":
      return zoneText(date, count);
    case "K":
      return kindText(date).repeat(count);
    default:
      return letter.repeat(count);
  }
}

function dayText(parts: ClockParts, count: number): string {
  if (count < 3) return padded(parts.day, count);
  const name = dayNames[parts.dayOfWeek] ?? "";
  return count === 3 ? name.slice(0, 3) : name;
}

function monthText(parts: ClockParts, count: number): string {
  if (count < 3) return padded(parts.month, count);
  const name = monthNames[parts.month - 1] ?? "";
  return count === 3 ? name.slice(0, 3) : name;
}

function yearText(parts: ClockParts, count: number): string {
  if (count < 3) return padded(parts.year % 100, count);
  return String(parts.year).padStart(count, "0");
}

/** `+2`, `+02`, `+02:00`. Without an offset, the gateway's zone. */
function zoneText(date: FormattedDate, count: number): string {
  const minutes = date.offsetMinutes ?? 0;
  if (count > 2) return offsetText(minutes);
  return (minutes < 0 ? "-" : "+") + padded(Math.floor(Math.abs(minutes) / 60), count);
}

function kindText(date: FormattedDate): string {
  if (date.offsetMinutes !== undefined || date.kind === "local") return zoneText(date, 3);
  return date.kind === "utc" ? "Z" : "";
}
