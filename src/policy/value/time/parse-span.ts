// TimeSpan.Parse (`[-][d.]hh:mm[:ss[.fffffff]]` and its forms with colons) and ParseExact with custom
// formats.

import { ClrException, formatException } from "../clr-exception.ts";
import { TICKS_PER_SECOND } from "./calendar.ts";
import { readQuoted, runLength } from "./date-format.ts";
import { DateText } from "./date-text.ts";
import { isSpan } from "./time-span.ts";

const notSpan = () => formatException("String was not recognized as a valid TimeSpan.");
const wrongForm = () => formatException("Input string was not in a correct format.");
const tooLarge = () =>
  new ClrException(
    "System.OverflowException",
    "The TimeSpan could not be parsed because at least one of the numeric components is out of range or contains too many digits.",
  );

const MAX_DAYS = 10_675_199;

/** Ticks. @throws ClrException FormatException, OverflowException */
export function parseSpan(source: string): bigint {
  const text = new DateText(source);
  text.skipBlanks();
  const isNegative = text.take("-");
  const numbers = [readDigits(text)];
  let hasDayPoint = false;
  let fraction = "";
  while (!text.isAtEnd()) {
    if (text.take(":")) numbers.push(readDigits(text));
    else if (!text.take(".")) break;
    else if (numbers.length === 1 && !hasDayPoint) {
      hasDayPoint = true;
      numbers.push(readDigits(text));
    } else {
      fraction = readDigits(text);
      break;
    }
  }
  text.skipBlanks();
  if (!text.isAtEnd()) throw notSpan();
  return ticksOfNumbers(numbers, hasDayPoint, fraction, isNegative);
}

function readDigits(text: DateText): string {
  const digits = text.digits();
  if (digits === "") throw notSpan();
  return digits;
}

function ticksOfNumbers(
  numbers: string[],
  hasDayPoint: boolean,
  fraction: string,
  isNegative: boolean,
): bigint {
  const count = numbers.length;
  const isWhole = count === 1 || count === 4 || hasDayPoint;
  if (count > 4 || (hasDayPoint && count < 3)) throw notSpan();
  const hasSeconds = count === 4 || (count === 3 && !hasDayPoint);
  if (fraction !== "" && !hasSeconds) throw notSpan();
  const [days = "0", hours = "0", minutes = "0", seconds = "0"] = isWhole ? numbers : ["0", ...numbers];
  return spanTicks({ days, hours, minutes, seconds, fraction }, isNegative);
}

type SpanDigits = {
  readonly days: string;
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
  readonly fraction: string;
};

function spanTicks({ days, hours, minutes, seconds, fraction }: SpanDigits, isNegative: boolean): bigint {
  if (fraction.length > 7) throw tooLarge();
  const clock =
    bounded(days, MAX_DAYS) * 86_400 +
    bounded(hours, 23) * 3600 +
    bounded(minutes, 59) * 60 +
    bounded(seconds, 59);
  const size = BigInt(clock) * TICKS_PER_SECOND + BigInt(fraction.padEnd(7, "0"));
  const ticks = isNegative ? -size : size;
  if (!isSpan(ticks)) throw tooLarge();
  return ticks;
}

function bounded(digits: string, most: number): number {
  const value = Number(digits);
  if (value > most) throw tooLarge();
  return value;
}

const standard = "ctTgG";

/** Ticks. @throws ClrException FormatException, OverflowException */
export function parseSpanExact(source: string, format: string, isNegative: boolean): bigint {
  if (format.length === 1) {
    if (!standard.includes(format)) throw formatException("Format specifier was invalid.");
    return parseSpan(source);
  }
  const text = new DateText(source);
  const fields = { days: "0", hours: "0", minutes: "0", seconds: "0", fraction: "" };
  for (let at = 0; at < format.length; ) {
    const letter = format[at] ?? "";
    if (letter === "'" || letter === '"') {
      const quoted = readQuoted(format, at);
      if (!text.take(quoted.text)) throw wrongForm();
      at = quoted.end;
    } else if (letter === "\\") {
      if (!text.take(format[at + 1] ?? "\0")) throw wrongForm();
      at += 2;
    } else if (letter === "%" && at + 1 < format.length && format[at + 1] !== "%") {
      at += 1;
    } else {
      const count = runLength(format, at);
      matchField(text, letter, count, fields);
      at += count;
    }
  }
  if (!text.isAtEnd()) throw wrongForm();
  return spanTicks(fields, isNegative);
}

const names = { d: "days", h: "hours", m: "minutes", s: "seconds", f: "fraction", F: "fraction" } as const;
const most = { d: 8, h: 2, m: 2, s: 2, f: 7, F: 7 } as const;

const isField = (letter: string): letter is keyof typeof names => Object.hasOwn(names, letter);

function matchField(
  text: DateText,
  letter: string,
  count: number,
  fields: Record<(typeof names)[keyof typeof names], string>,
): void {
  if (!isField(letter) || count > most[letter]) throw wrongForm();
  const isExact = count > 1 || letter === "f" || letter === "F";
  const digits = text.digits(isExact ? count : most[letter]);
  if (letter !== "F" && (digits === "" || (isExact && letter !== "d" && digits.length < count)))
    throw wrongForm();
  if (letter === "d" && digits.length < count) throw wrongForm();
  fields[names[letter]] = digits;
}
