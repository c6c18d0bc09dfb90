// System.DateTime as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import { argumentException, argumentOutOfRange, ClrException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { daysInMonth, isLeapYear, MAX_TICKS, TICKS_PER_DAY, TICKS_PER_MILLISECOND } from "./calendar.ts";
import { nowIn } from "./clock.ts";
import { datePartMembers } from "./date-part-members.ts";
import { addMonths, addYears, ticksToAdd, unitMilliseconds } from "./date-shift.ts";
import { DateTime } from "./date-time.ts";
import { formatMembers } from "./format-members.ts";
import { checkTicks, type DateNumbers, kindOfNumber, ticksOfNumbers } from "./make-date.ts";
import { orderMembers } from "./order-members.ts";
import { parseMembers } from "./parse-members.ts";
import { checkDateStyles, dateTimeFrom } from "./parsed-date.ts";
import { dateTimeKinds } from "./time-enums.ts";
import { TimeSpan } from "./time-span.ts";

const minDate = new DateTime(0n, "unspecified");
const maxDate = new DateTime(MAX_TICKS, "unspecified");
const unixEpoch = DateTime.utc(0);
/** Ticks at 1601-01-01, where Windows' file times begin. */
const FILE_TIME_TICKS = 504_911_232_000_000_000n;
/** Ticks at 1899-12-30, where OLE automation's days begin. */
const OLE_TICKS = 599_264_352_000_000_000n;
/** Where `ToBinary` says the kind: the top two bits. */
const KIND_SHIFT = 62n;

const plain = (_run: Run, ...numbers: DateNumbers): DateTime =>
  new DateTime(ticksOfNumbers(numbers), "unspecified");

/** The last operand is the kind. */
function withKind(
  _run: Run,
  ...[year, month, day, ...rest]: [number, number, number, ...number[]]
): DateTime {
  const kind = kindOfNumber(rest.pop() ?? 0);
  return new DateTime(ticksOfNumbers([year, month, day, ...rest]), kind);
}

const time = "int hour, int minute, int second";
const constructors: Members = {
  "new(long ticks)": (_run: Run, ticks: bigint) => new DateTime(checkTicks(ticks), "unspecified"),
  "new(long ticks, DateTimeKind kind)": (_run: Run, ticks: bigint, kind: number) =>
    new DateTime(checkTicks(ticks), kindOfNumber(kind)),
  "new()": () => minDate,
  "new(int year, int month, int day)": plain,
  [`new(int year, int month, int day, ${time})`]: plain,
  [`new(int year, int month, int day, ${time}, int millisecond)`]: plain,
  [`new(int year, int month, int day, ${time}, DateTimeKind kind)`]: withKind,
  [`new(int year, int month, int day, ${time}, int millisecond, DateTimeKind kind)`]: withKind,
};

const statics: Members = {
  "static DateTime Now": (run: Run) => nowIn(run, "local"),
  "static DateTime UtcNow": (run: Run) => nowIn(run, "utc"),
  "static DateTime Today": (run: Run) => dateOf(run, nowIn(run, "local")),
  "static DateTime MinValue": () => minDate,
  "static DateTime MaxValue": () => maxDate,
  "static DateTime UnixEpoch": () => unixEpoch,
  "static int DaysInMonth(int year, int month)": (_run: Run, year: number, month: number) => {
    if (month < 1 || month > 12) throw argumentOutOfRange("month", "Month must be between one and twelve.");
    return daysInMonth(checkYear(year), month);
  },
  "static bool IsLeapYear(int year)": (_run: Run, year: number) => isLeapYear(checkYear(year)),
  "static DateTime SpecifyKind(DateTime value, DateTimeKind kind)": (
    _run: Run,
    date: DateTime,
    kind: number,
  ) => new DateTime(date.ticks, kindOfNumber(kind)),
};

function checkYear(year: number): number {
  if (year < 1 || year > 9999) throw argumentOutOfRange("year", "Year must be between 1 and 9999.");
  return year;
}

function dateOf(_run: Run, date: DateTime): DateTime {
  return new DateTime(date.ticks - (date.ticks % TICKS_PER_DAY), date.kind);
}

const properties: Members = {
  ...datePartMembers,
  "DateTime Date": dateOf,
  "DateTimeKind Kind": (_run: Run, date: DateTime) => dateTimeKinds.indexOf(date.kind),
};

const later = (date: DateTime, ticks: bigint): DateTime => new DateTime(ticks, date.kind);

const additions: Members = {
  ...Object.fromEntries(
    Object.entries(unitMilliseconds).map(([unit, milliseconds]) => [
      `DateTime Add${unit}(double value)`,
      (_run: Run, date: DateTime, value: number) => date.plus(ticksToAdd(value, milliseconds)),
    ]),
  ),
  "DateTime AddTicks(long value)": (_run: Run, date: DateTime, ticks: bigint) => date.plus(ticks),
  "DateTime AddMonths(int months)": (_run: Run, date: DateTime, months: number) =>
    later(date, addMonths(date.ticks, months)),
  "DateTime AddYears(int value)": (_run: Run, date: DateTime, years: number) =>
    later(date, addYears(date.ticks, years)),
  "DateTime Add(TimeSpan value)": (_run: Run, date: DateTime, span: TimeSpan) => date.plus(span.ticks),
  "DateTime Subtract(TimeSpan value)": (_run: Run, date: DateTime, span: TimeSpan) => date.plus(-span.ticks),
  "TimeSpan Subtract(DateTime value)": between,
  "static DateTime operator +(DateTime d, TimeSpan t)": (_run: Run, date: DateTime, span: TimeSpan) =>
    date.plus(span.ticks, "t"),
  "static DateTime operator -(DateTime d, TimeSpan t)": (_run: Run, date: DateTime, span: TimeSpan) =>
    date.plus(-span.ticks, "t"),
  "static TimeSpan operator -(DateTime d1, DateTime d2)": between,
};

function between(_run: Run, a: DateTime, b: DateTime): TimeSpan {
  return new TimeSpan(a.ticks - b.ticks);
}

/** @throws ClrException ArgumentOutOfRangeException before 1601 */
export function fileTimeOf(ticks: bigint): bigint {
  if (ticks >= FILE_TIME_TICKS) return ticks - FILE_TIME_TICKS;
  throw new ClrException("System.ArgumentOutOfRangeException", "Not a valid Win32 FileTime.");
}

/** @throws ClrException ArgumentOutOfRangeException */
export function ticksOfFileTime(fileTime: bigint): bigint {
  const ticks = fileTime + FILE_TIME_TICKS;
  if (fileTime >= 0n && ticks <= MAX_TICKS) return ticks;
  throw argumentOutOfRange("fileTime", "Not a valid Win32 FileTime.");
}

/** Days since 1899-12-30 with their fraction, to the millisecond. */
function oleDays(ticks: bigint): number {
  return Number((ticks - OLE_TICKS) / TICKS_PER_MILLISECOND) / 86_400_000;
}

function fromOleDays(_run: Run, days: number): DateTime {
  if (!(days > -657_435 && days < 2_958_466)) throw argumentException("Not a legal OleAut date.");
  const milliseconds = Math.trunc(days * 86_400_000 + (days >= 0 ? 0.5 : -0.5));
  return new DateTime(OLE_TICKS + BigInt(milliseconds) * TICKS_PER_MILLISECOND, "unspecified");
}

const exchange: Members = {
  "DateTime ToUniversalTime()": (_run: Run, date: DateTime) => new DateTime(date.ticks, "utc"),
  "DateTime ToLocalTime()": (_run: Run, date: DateTime) => new DateTime(date.ticks, "local"),
  "bool IsDaylightSavingTime()": () => false,
  "long ToFileTime()": (_run: Run, date: DateTime) => fileTimeOf(date.ticks),
  "long ToFileTimeUtc()": (_run: Run, date: DateTime) => fileTimeOf(date.ticks),
  "static DateTime FromFileTime(long fileTime)": (_run: Run, fileTime: bigint) =>
    new DateTime(ticksOfFileTime(fileTime), "local"),
  "static DateTime FromFileTimeUtc(long fileTime)": (_run: Run, fileTime: bigint) =>
    new DateTime(ticksOfFileTime(fileTime), "utc"),
  "double ToOADate()": (_run: Run, date: DateTime) => oleDays(date.ticks),
  "static DateTime FromOADate(double d)": fromOleDays,
  "long ToBinary()": (_run: Run, date: DateTime) =>
    BigInt.asIntN(64, date.ticks | (BigInt(dateTimeKinds.indexOf(date.kind)) << KIND_SHIFT)),
  "static DateTime FromBinary(long dateData)": fromBinary,
};

function fromBinary(_run: Run, data: bigint): DateTime {
  const bits = BigInt.asUintN(64, data);
  const kind = dateTimeKinds[Number(bits >> KIND_SHIFT)] ?? "local";
  const ticks = bits & ((1n << KIND_SHIFT) - 1n);
  if (ticks <= MAX_TICKS) return new DateTime(ticks, kind);
  throw argumentException(
    "The binary data must result in a DateTime with ticks between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.",
    "dateData",
  );
}

const texts: Members = {
  ...formatMembers,
  "string ToLongDateString()": (_run: Run, date: DateTime) => date.toFormat("D"),
  "string ToShortDateString()": (_run: Run, date: DateTime) => date.toFormat("d"),
  "string ToLongTimeString()": (_run: Run, date: DateTime) => date.toFormat("T"),
  "string ToShortTimeString()": (_run: Run, date: DateTime) => date.toFormat("t"),
};

const isDateTime = (value: unknown): value is DateTime => value instanceof DateTime;

export const dateTimeType = defineType({
  name: "System.DateTime",
  kind: "struct",
  zero: minDate,
  isInstance: isDateTime,
  members: {
    ...constructors,
    ...statics,
    ...properties,
    ...additions,
    ...exchange,
    ...texts,
    ...orderMembers("DateTime", isDateTime),
    ...parseMembers({
      name: "DateTime",
      parameters: { text: "s", provider: "provider", exactStyle: "style" },
      isOffset: false,
      zero: minDate,
      checkStyles: (styles) => {
        checkDateStyles(styles);
        return styles;
      },
      from: dateTimeFrom,
    }),
  },
});
