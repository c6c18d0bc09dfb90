// System.DateTimeOffset as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import { argumentException, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import {
  MAX_TICKS,
  TICKS_PER_DAY,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
  UNIX_EPOCH_TICKS,
} from "./calendar.ts";
import { nowIn } from "./clock.ts";
import { datePartMembers } from "./date-part-members.ts";
import { addMonths, addYears, ticksToAdd, unitMilliseconds } from "./date-shift.ts";
import { DateTime } from "./date-time.ts";
import { DateTimeOffset, offsetDate, offsetMinutesOf } from "./date-time-offset.ts";
import { fileTimeOf, ticksOfFileTime } from "./date-time-type.ts";
import { formatMembers } from "./format-members.ts";
import { checkTicks, ticksOfNumbers } from "./make-date.ts";
import { orderMembers } from "./order-members.ts";
import { parseMembers } from "./parse-members.ts";
import { checkDateStyles, type DateFailure, type ParsedDate } from "./parsed-date.ts";
import { dateTimeStyles } from "./time-enums.ts";
import { TimeSpan } from "./time-span.ts";

const minDate = new DateTimeOffset(0n, 0);
const maxDate = new DateTimeOffset(MAX_TICKS, 0);
const unixEpoch = new DateTimeOffset(UNIX_EPOCH_TICKS, 0);

/** @throws ClrException ArgumentException where the kind of the DateTime contradicts the offset */
function fromDateTime(_run: Run, date: DateTime, offset: TimeSpan | undefined): DateTimeOffset {
  const minutes = offsetMinutesOf(offset?.ticks ?? 0n);
  if (date.kind === "utc" && minutes !== 0) {
    throw argumentException("The UTC Offset for Utc DateTime instances must be 0.", "offset");
  }
  if (date.kind === "local" && minutes !== 0) {
    throw argumentException(
      "The UTC Offset of the local dateTime parameter does not match the offset argument.",
      "offset",
    );
  }
  return offsetDate(date.ticks, minutes);
}

const date = "int year, int month, int day, int hour, int minute, int second";
const constructors: Members = {
  "new()": () => minDate,
  "new(DateTime dateTime)": fromDateTime,
  "new(DateTime dateTime, TimeSpan offset)": fromDateTime,
  "new(long ticks, TimeSpan offset)": (_run: Run, ticks: bigint, offset: TimeSpan) => {
    const minutes = offsetMinutesOf(offset.ticks);
    return offsetDate(checkTicks(ticks), minutes);
  },
  [`new(${date}, TimeSpan offset)`]: (
    _run: Run,
    ...[year, month, day, hour, minute, second, offset]: [
      number,
      number,
      number,
      number,
      number,
      number,
      TimeSpan,
    ]
  ) => {
    const minutes = offsetMinutesOf(offset.ticks);
    return offsetDate(ticksOfNumbers([year, month, day, hour, minute, second]), minutes);
  },
  [`new(${date}, int millisecond, TimeSpan offset)`]: (
    _run: Run,
    ...[year, month, day, hour, minute, second, millisecond, offset]: [
      ...[number, number, number, number, number, number, number],
      TimeSpan,
    ]
  ) => {
    const minutes = offsetMinutesOf(offset.ticks);
    return offsetDate(ticksOfNumbers([year, month, day, hour, minute, second, millisecond]), minutes);
  },
  "static implicit operator DateTimeOffset(DateTime dateTime)": fromDateTime,
};

const nowOf = (run: Run): DateTimeOffset => new DateTimeOffset(nowIn(run, "utc").ticks, 0);

/** `unit` in ticks; `name` is the parameter's. */
function fromUnix(value: bigint, unit: bigint, name: string): DateTimeOffset {
  const least = -UNIX_EPOCH_TICKS / unit;
  const most = (MAX_TICKS - UNIX_EPOCH_TICKS) / unit;
  if (value < least || value > most) {
    throw argumentOutOfRange(name, `Valid values are between ${least} and ${most}, inclusive.`);
  }
  return new DateTimeOffset(UNIX_EPOCH_TICKS + value * unit, 0);
}

/** Rounded down, before 1970 too. */
function toUnix(moment: DateTimeOffset, unit: bigint): bigint {
  return moment.utcTicks / unit - UNIX_EPOCH_TICKS / unit;
}

const statics: Members = {
  "static DateTimeOffset Now": nowOf,
  "static DateTimeOffset UtcNow": nowOf,
  "static DateTimeOffset MinValue": () => minDate,
  "static DateTimeOffset MaxValue": () => maxDate,
  "static DateTimeOffset UnixEpoch": () => unixEpoch,
  "static DateTimeOffset FromUnixTimeSeconds(long seconds)": (_run: Run, seconds: bigint) =>
    fromUnix(seconds, TICKS_PER_SECOND, "seconds"),
  "static DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)": (_run: Run, milliseconds: bigint) =>
    fromUnix(milliseconds, TICKS_PER_MILLISECOND, "milliseconds"),
  "static DateTimeOffset FromFileTime(long fileTime)": (_run: Run, fileTime: bigint) =>
    new DateTimeOffset(ticksOfFileTime(fileTime), 0),
};

const utc = (_run: Run, moment: DateTimeOffset): DateTimeOffset => new DateTimeOffset(moment.utcTicks, 0);

const properties: Members = {
  ...datePartMembers,
  "TimeSpan Offset": (_run: Run, moment: DateTimeOffset) =>
    new TimeSpan(BigInt(moment.offsetMinutes) * TICKS_PER_MINUTE),
  "long UtcTicks": (_run: Run, moment: DateTimeOffset) => moment.utcTicks,
  "DateTime Date": (_run: Run, moment: DateTimeOffset) =>
    new DateTime(moment.ticks - (moment.ticks % TICKS_PER_DAY), "unspecified"),
  "DateTime DateTime": (_run: Run, moment: DateTimeOffset) => new DateTime(moment.ticks, "unspecified"),
  "DateTime UtcDateTime": (_run: Run, moment: DateTimeOffset) => new DateTime(moment.utcTicks, "utc"),
  "DateTime LocalDateTime": (_run: Run, moment: DateTimeOffset) => new DateTime(moment.utcTicks, "local"),
  "long ToUnixTimeSeconds()": (_run: Run, moment: DateTimeOffset) => toUnix(moment, TICKS_PER_SECOND),
  "long ToUnixTimeMilliseconds()": (_run: Run, moment: DateTimeOffset) =>
    toUnix(moment, TICKS_PER_MILLISECOND),
  "long ToFileTime()": (_run: Run, moment: DateTimeOffset) => fileTimeOf(moment.utcTicks),
  "DateTimeOffset ToUniversalTime()": utc,
  "DateTimeOffset ToLocalTime()": utc,
  "DateTimeOffset ToOffset(TimeSpan offset)": (_run: Run, moment: DateTimeOffset, offset: TimeSpan) => {
    const minutes = offsetMinutesOf(offset.ticks);
    return atOffset(moment.utcTicks, minutes);
  },
  "bool EqualsExact(DateTimeOffset other)": (_run: Run, a: DateTimeOffset, b: DateTimeOffset) =>
    a.ticks === b.ticks && a.offsetMinutes === b.offsetMinutes,
};

/** The moment as a clock at that distance shows it; its clock stays within the calendar. */
export function atOffset(utcTicks: bigint, minutes: number): DateTimeOffset {
  const ticks = utcTicks + BigInt(minutes) * TICKS_PER_MINUTE;
  if (ticks >= 0n && ticks <= MAX_TICKS) return new DateTimeOffset(ticks, minutes);
  throw argumentOutOfRange(
    "offset",
    "The UTC time represented when the offset is applied must be between year 0 and 10,000.",
  );
}

const additions: Members = {
  ...Object.fromEntries(
    Object.entries(unitMilliseconds).map(([unit, milliseconds]) => [
      `DateTimeOffset Add${unit}(double value)`,
      (_run: Run, moment: DateTimeOffset, value: number) => moment.plus(ticksToAdd(value, milliseconds)),
    ]),
  ),
  "DateTimeOffset AddTicks(long ticks)": (_run: Run, moment: DateTimeOffset, ticks: bigint) =>
    moment.plus(ticks),
  "DateTimeOffset AddMonths(int months)": (_run: Run, moment: DateTimeOffset, months: number) =>
    moment.at(addMonths(moment.ticks, months)),
  "DateTimeOffset AddYears(int years)": (_run: Run, moment: DateTimeOffset, years: number) =>
    moment.at(addYears(moment.ticks, years)),
  "DateTimeOffset Add(TimeSpan timeSpan)": (_run: Run, moment: DateTimeOffset, span: TimeSpan) =>
    moment.plus(span.ticks),
  "DateTimeOffset Subtract(TimeSpan value)": (_run: Run, moment: DateTimeOffset, span: TimeSpan) =>
    moment.plus(-span.ticks),
  "TimeSpan Subtract(DateTimeOffset value)": between,
  "static DateTimeOffset operator +(DateTimeOffset d, TimeSpan t)": (
    _run: Run,
    moment: DateTimeOffset,
    span: TimeSpan,
  ) => moment.plus(span.ticks, "t"),
  "static DateTimeOffset operator -(DateTimeOffset d, TimeSpan t)": (
    _run: Run,
    moment: DateTimeOffset,
    span: TimeSpan,
  ) => moment.plus(-span.ticks, "t"),
  "static TimeSpan operator -(DateTimeOffset left, DateTimeOffset right)": between,
};

function between(_run: Run, a: DateTimeOffset, b: DateTimeOffset): TimeSpan {
  return new TimeSpan(a.utcTicks - b.utcTicks);
}

/** A text without an offset means the gateway's zone, which is UTC. */
function offsetDateFrom({ ticks, zone }: ParsedDate, styles: number): DateTimeOffset | DateFailure {
  const moment = new DateTimeOffset(ticks, zone?.minutes ?? 0);
  if (moment.utcTicks < 0n || moment.utcTicks > MAX_TICKS) {
    return "The UTC representation of the date falls outside the year range 1-9999.";
  }
  const isAdjusted = (styles & dateTimeStyles.AdjustToUniversal) !== 0;
  return isAdjusted ? new DateTimeOffset(moment.utcTicks, 0) : moment;
}

/** RoundtripKind says nothing here; NoCurrentDateDefault is refused. */
function checkStyles(styles: number): number {
  checkDateStyles(styles & ~dateTimeStyles.RoundtripKind);
  if ((styles & dateTimeStyles.NoCurrentDateDefault) !== 0) {
    throw argumentException(
      "The DateTimeStyles value 'NoCurrentDateDefault' is not allowed when parsing DateTimeOffset.",
      "styles",
    );
  }
  return styles;
}

const isOffsetDate = (value: unknown): value is DateTimeOffset => value instanceof DateTimeOffset;

export const dateTimeOffsetType = defineType({
  name: "System.DateTimeOffset",
  kind: "struct",
  zero: minDate,
  isInstance: isOffsetDate,
  members: {
    ...constructors,
    ...statics,
    ...properties,
    ...additions,
    ...formatMembers,
    ...orderMembers("DateTimeOffset", isOffsetDate),
    ...parseMembers({
      name: "DateTimeOffset",
      parameters: { text: "input", provider: "formatProvider", exactStyle: "styles" },
      isOffset: true,
      zero: minDate,
      checkStyles,
      from: offsetDateFrom,
    }),
  },
});
