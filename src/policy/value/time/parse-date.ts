// DateTime.Parse: dates as people write them, in the invariant culture's order (month, day, year), and ISO
// 8601. Numbers and names are gathered from left to right, and what they mean together is decided at the
// end.

import { dateTicks, dayNames, monthNames, partsOf, TICKS_PER_DAY, timeTicks } from "./calendar.ts";
import { DateText, fractionTicks, isDigit } from "./date-text.ts";
import {
  type DateFailure,
  MAX_OFFSET_MINUTES,
  notDate,
  notInCalendar,
  type ParsedDate,
  wrongDayOfWeek,
  wrongOffset,
} from "./parsed-date.ts";

/** The two-digit years 00–29 are 2000–2029, the others 1930–1999. */
const LAST_TWO_DIGIT_YEAR = 29;

type Gathered = {
  readonly text: DateText;
  readonly numbers: { readonly value: number; readonly digits: number }[];
  month: number | undefined;
  dayOfWeek: number | undefined;
  /** Ticks since midnight. */
  time: bigint | undefined;
  zone: ParsedDate["zone"];
  /** A time came behind a date: no more of the date may follow. */
  isDateClosed: boolean;
};

/** `today` is the clock that missing dates and years are taken from; undefined for the year 1. */
export function parseDate(text: string, today: bigint | undefined): ParsedDate | DateFailure {
  const gathered: Gathered = {
    text: new DateText(text),
    numbers: [],
    month: undefined,
    dayOfWeek: undefined,
    time: undefined,
    zone: undefined,
    isDateClosed: false,
  };
  const failure = gather(gathered);
  if (failure !== undefined) return failure;
  const date = dateOf(gathered, today);
  if (typeof date === "string") return date;
  if (gathered.dayOfWeek !== undefined && partsOf(date).dayOfWeek !== gathered.dayOfWeek) {
    return wrongDayOfWeek;
  }
  return { ticks: date + (gathered.time ?? 0n), zone: gathered.zone };
}

function gather(gathered: Gathered): DateFailure | undefined {
  const { text } = gathered;
  for (;;) {
    skipFiller(text);
    if (text.isAtEnd()) return undefined;
    const failure = isDigit(text.next) ? readNumber(gathered) : readOther(gathered);
    if (failure !== undefined) return failure;
  }
}

function skipFiller(text: DateText): void {
  while (text.skipBlanks() || text.take(","));
}

function readOther(gathered: Gathered): DateFailure | undefined {
  const { text } = gathered;
  if (text.next === "+" || text.next === "-") return readOffset(gathered);
  const start = text.at;
  const word = text.word();
  return word === "" ? notDate : readWord(gathered, word.toLowerCase(), start);
}

function dateElements({ numbers, month }: Gathered): number {
  return numbers.length + (month === undefined ? 0 : 1);
}

function readNumber(gathered: Gathered): DateFailure | undefined {
  const { text, numbers } = gathered;
  const start = text.at;
  const digits = text.digits();
  if (digits.length > 8 || gathered.zone !== undefined) return notDate;
  if (takeColon(text) || isHalfOfDay(text)) {
    text.at = start;
    return readTime(gathered, 1);
  }
  if (gathered.isDateClosed || dateElements(gathered) === 3) return notDate;
  numbers.push({ value: Number(digits), digits: digits.length });
  return readSeparator(gathered);
}

/** One of `/ - .` between the parts of a date. What follows a separator must be a part. */
function readSeparator(gathered: Gathered): DateFailure | undefined {
  const { text } = gathered;
  if (dateElements(gathered) === 3) return undefined;
  const start = text.at;
  text.skipBlanks();
  if (!(text.take("/") || text.take("-") || text.take("."))) {
    text.at = start;
    return undefined;
  }
  text.skipBlanks();
  return isDigit(text.next) || /^[A-Za-z]$/.test(text.next) ? undefined : notDate;
}

function isHalfOfDay(text: DateText): boolean {
  const start = text.at;
  text.skipBlanks();
  const word = text.word().toLowerCase();
  text.at = start;
  return word === "am" || word === "pm";
}

function readWord(gathered: Gathered, word: string, start: number): DateFailure | undefined {
  const { text } = gathered;
  if (word === "t" && isDigit(text.next) && gathered.time === undefined && dateElements(gathered) === 3) {
    return readTime(gathered, 2);
  }
  if (word === "z" || word === "gmt") {
    if (gathered.zone !== undefined || (gathered.time === undefined && dateElements(gathered) < 3)) {
      return notDate;
    }
    gathered.zone = { minutes: 0, isZ: true };
    return undefined;
  }
  const month = indexOfName(monthNames, word);
  if (month >= 0) {
    if (gathered.month !== undefined || gathered.isDateClosed || gathered.numbers.length > 2) return notDate;
    gathered.month = month + 1;
    return readSeparator(gathered);
  }
  const day = indexOfName(dayNames, word);
  if (day >= 0) {
    if (gathered.dayOfWeek !== undefined) return notDate;
    gathered.dayOfWeek = day;
    return undefined;
  }
  if (word === "t" || word === "zz" || word === "am" || word === "pm") return notDate;
  return `The string was not recognized as a valid DateTime. There is an unknown word starting at index ${start}.`;
}

/** Whole names, or their first three letters. */
function indexOfName(names: readonly string[], word: string): number {
  return names.findIndex((name) => {
    const lower = name.toLowerCase();
    return word === lower || word === lower.slice(0, 3);
  });
}

/** `14:07:09.5 PM`. `leastDigits` is 2 behind the T of ISO 8601. */
function readTime(gathered: Gathered, leastDigits: number): DateFailure | undefined {
  const { text } = gathered;
  if (gathered.time !== undefined) return notDate;
  const fields = [text.digits()];
  while (fields.length < 3 && takeColon(text)) fields.push(text.digits());
  const isIncomplete = fields.length === 1 && leastDigits === 2;
  if (isIncomplete || fields.some(({ length }) => length < leastDigits || length > 2)) return notDate;
  let fraction = "";
  if (fields.length === 3 && text.take(".")) {
    fraction = text.digits();
    if (fraction === "") return notDate;
  }
  const [hour = 0, minute = 0, second = 0] = fields.map(Number);
  const inDay = hourInDay(hour, readHalf(text));
  const ticks = inDay === undefined ? undefined : timeTicks(inDay, minute, second);
  if (ticks === undefined) return notInCalendar;
  gathered.time = ticks + fractionTicks(fraction);
  gathered.isDateClosed = dateElements(gathered) > 0;
  return undefined;
}

/** With blanks on either side. */
function takeColon(text: DateText): boolean {
  const start = text.at;
  text.skipBlanks();
  if (text.take(":")) {
    text.skipBlanks();
    return true;
  }
  text.at = start;
  return false;
}

function readHalf(text: DateText): string {
  const start = text.at;
  text.skipBlanks();
  const word = text.word().toLowerCase();
  if (word === "am" || word === "pm") return word;
  text.at = start;
  return "";
}

function hourInDay(hour: number, half: string): number | undefined {
  if (half === "am") return hour > 12 ? undefined : hour % 12;
  return half === "pm" && hour < 12 ? hour + 12 : hour;
}

function readOffset(gathered: Gathered): DateFailure | undefined {
  const { text } = gathered;
  if (gathered.zone !== undefined || (gathered.time === undefined && dateElements(gathered) < 3))
    return notDate;
  const minutes = readOffsetMinutes(text, true);
  if (minutes === undefined) return notDate;
  if (Math.abs(minutes) > MAX_OFFSET_MINUTES) return wrongOffset;
  gathered.zone = { minutes, isZ: false };
  return undefined;
}

/** `+2`, `+02`, `+02:00`, `+0200`; undefined when it is none. Without minutes only where they may lack. */
export function readOffsetMinutes(text: DateText, mayLackMinutes: boolean): number | undefined {
  const isNegative = text.take("-");
  if (!isNegative && !text.take("+")) return undefined;
  const run = text.digits(4);
  const [hours, rest] = run.length > 2 ? [run.slice(0, -2), run.slice(-2)] : [run, undefined];
  let minutes = rest;
  if (minutes === undefined && text.take(":")) minutes = text.digits(2);
  if (hours === "" || minutes?.length === 1 || minutes === "") return undefined;
  if (minutes === undefined && !mayLackMinutes) return undefined;
  if (Number(minutes ?? 0) > 59) return undefined;
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  return isNegative ? -total : total;
}

/** Ticks at midnight. */
function dateOf(gathered: Gathered, today: bigint | undefined): bigint | DateFailure {
  const { numbers, month, time } = gathered;
  const isMonthOfYear = month !== undefined && numbers.length === 1 && (numbers[0]?.digits ?? 0) > 2;
  if (isMonthOfYear && time !== undefined) return notDate;
  if (numbers.length === 0 && month === undefined) {
    if (time === undefined) return notDate;
    return today === undefined ? 0n : today - (today % TICKS_PER_DAY);
  }
  const thisYear = today === undefined ? 1 : partsOf(today).year;
  const found = month === undefined ? fromNumbers(numbers, thisYear) : withMonth(numbers, month, thisYear);
  return found ?? notDate;
}

type Numbers = readonly { readonly value: number; readonly digits: number }[];

function yearOf({ value, digits }: Numbers[number]): number {
  return digits > 2 ? value : twoDigitYear(value);
}

/** The year that two digits stand for. */
export function twoDigitYear(value: number): number {
  return value + (value > LAST_TWO_DIGIT_YEAR ? 1900 : 2000);
}

function fromNumbers(numbers: Numbers, thisYear: number): bigint | undefined {
  const [first, second, third] = numbers;
  if (first === undefined || second === undefined) return undefined;
  const startsWithYear = first.digits > 2;
  if (second.digits > 2) return third === undefined ? dateTicks(second.value, first.value, 1) : undefined;
  if (third === undefined) {
    if (startsWithYear) return dateTicks(first.value, second.value, 1);
    return dateTicks(thisYear, first.value, second.value);
  }
  if (startsWithYear) return third.digits > 2 ? undefined : dateTicks(first.value, second.value, third.value);
  return dateTicks(yearOf(third), first.value, second.value);
}

function withMonth(numbers: Numbers, month: number, thisYear: number): bigint | undefined {
  const [first, second] = numbers;
  if (first === undefined) return undefined;
  if (second === undefined) {
    return first.digits > 2 ? dateTicks(first.value, month, 1) : dateTicks(thisYear, month, first.value);
  }
  if (first.digits > 2) return dateTicks(first.value, month, second.value);
  const asDayYear = dateTicks(yearOf(second), month, first.value);
  return asDayYear ?? (second.digits > 2 ? undefined : dateTicks(yearOf(first), month, second.value));
}
