// System.TimeZoneInfo and System.TimeZone as expressions see them. The gateway's zone is UTC.

import { defineType, type Members, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentException, argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { TICKS_PER_MINUTE } from "./calendar.ts";
import { DateTime, ticksOfUnix } from "./date-time.ts";
import type { DateTimeOffset } from "./date-time-offset.ts";
import { atOffset } from "./date-time-offset-type.ts";
import { offsetText } from "./offset-text.ts";
import { TimeSpan, zeroSpan } from "./time-span.ts";
import { TimeZoneInfo, timeZoneNamed, utcZone, withinCalendar } from "./time-zone-info.ts";

type Text = string | null;
type Zone = TimeZoneInfo | null;

const spanOfMinutes = (minutes: number): TimeSpan => new TimeSpan(BigInt(minutes) * TICKS_PER_MINUTE);

function named(run: Run, id: Text): TimeZoneInfo {
  if (id === null) throw argumentNull("id");
  run.spend(id.length);
  return timeZoneNamed(id);
}

function given(zone: Zone, parameter: string): TimeZoneInfo {
  if (zone === null) throw argumentNull(parameter);
  return zone;
}

const wrongKind = () =>
  argumentException(
    "The conversion could not be completed because the supplied DateTime did not have the Kind property set correctly.  For example, when the Kind property is DateTimeKind.Local, the source time zone must be TimeZoneInfo.Local.",
    "sourceTimeZone",
  );

/** The moment that a clock of `source` shows.
 * @throws ClrException ArgumentException for a clock of another zone, and for times that the zone skips */
function toUtc(date: DateTime, source: TimeZoneInfo): bigint {
  if (date.kind !== "unspecified" && source !== utcZone) throw wrongKind();
  const meaning = source.meaningOf(date.ticks);
  if (meaning.kind === "invalid") {
    throw argumentException(
      "The supplied DateTime represents an invalid time.  For example, when the clock is adjusted forward, any time in the period that is skipped is invalid.",
      "dateTime",
    );
  }
  return withinCalendar(date.ticks - BigInt(meaning.offsetMinutes) * TICKS_PER_MINUTE);
}

function fromUtc(utcTicks: bigint, target: TimeZoneInfo): DateTime {
  const ticks = withinCalendar(utcTicks + BigInt(target.offsetAt(utcTicks)) * TICKS_PER_MINUTE);
  return new DateTime(ticks, target === utcZone ? "utc" : "unspecified");
}

const convertTo = (_run: Run, date: DateTime, target: Zone): DateTime =>
  fromUtc(date.ticks, given(target, "destinationTimeZone"));

function convertBetween(_run: Run, date: DateTime, source: Zone, target: Zone): DateTime {
  const from = given(source, "sourceTimeZone");
  const to = given(target, "destinationTimeZone");
  return fromUtc(toUtc(date, from), to);
}

function convertMoment(_run: Run, moment: DateTimeOffset, target: Zone): DateTimeOffset {
  return atOffset(moment.utcTicks, given(target, "destinationTimeZone").offsetAt(moment.utcTicks));
}

const conversions: Members = {
  "static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo destinationTimeZone)": convertTo,
  "static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo sourceTimeZone, TimeZoneInfo destinationTimeZone)":
    convertBetween,
  "static DateTimeOffset ConvertTime(DateTimeOffset dateTimeOffset, TimeZoneInfo destinationTimeZone)":
    convertMoment,
  "static DateTime ConvertTimeFromUtc(DateTime dateTime, TimeZoneInfo destinationTimeZone)": (
    run: Run,
    date: DateTime,
    target: Zone,
  ) => {
    if (date.kind === "local") throw wrongKind();
    return convertTo(run, date, target);
  },
  "static DateTime ConvertTimeToUtc(DateTime dateTime)": (_run: Run, date: DateTime) =>
    new DateTime(date.ticks, "utc"),
  "static DateTime ConvertTimeToUtc(DateTime dateTime, TimeZoneInfo sourceTimeZone)": (
    _run: Run,
    date: DateTime,
    source: Zone,
  ) => new DateTime(toUtc(date, given(source, "sourceTimeZone")), "utc"),
  "static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string destinationTimeZoneId)": (
    run: Run,
    date: DateTime,
    target: Text,
  ) => convertTo(run, date, named(run, target)),
  "static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string sourceTimeZoneId, string destinationTimeZoneId)":
    (run: Run, ...[date, source, target]: [DateTime, Text, Text]) =>
      convertBetween(run, date, named(run, source), named(run, target)),
  "static DateTimeOffset ConvertTimeBySystemTimeZoneId(DateTimeOffset dateTimeOffset, string destinationTimeZoneId)":
    (run: Run, moment: DateTimeOffset, target: Text) => convertMoment(run, moment, named(run, target)),
};

/** The offset for a clock: of this zone where its kind does not say another. */
function offsetFor(zone: TimeZoneInfo, date: DateTime): number {
  return date.kind === "unspecified" ? zone.meaningOf(date.ticks).offsetMinutes : zone.offsetAt(date.ticks);
}

/** The moment that is meant by a clock, for questions about its year. */
function momentOf(zone: TimeZoneInfo, date: DateTime): bigint {
  if (date.kind !== "unspecified") return date.ticks;
  return withinCalendar(date.ticks - BigInt(zone.meaningOf(date.ticks).offsetMinutes) * TICKS_PER_MINUTE);
}

const isSaving = (zone: TimeZoneInfo, utcTicks: bigint): boolean =>
  zone.offsetAt(utcTicks) !== zone.standardAt(utcTicks);

const kindFor = (zone: TimeZoneInfo, date: DateTime): string =>
  date.kind === "unspecified" || zone === utcZone ? zone.meaningOf(date.ticks).kind : "plain";

const baseOffset = (run: Run, zone: TimeZoneInfo): number => zone.standardAt(ticksOfUnix(run.world.now()));

function displayName(run: Run, zone: TimeZoneInfo): string {
  return zone === utcZone ? "UTC" : `(UTC${offsetText(baseOffset(run, zone))}) ${zone.id}`;
}

const questions: Members = {
  "string Id": (_run: Run, zone: TimeZoneInfo) => zone.id,
  "string DisplayName": displayName,
  "string StandardName": (_run: Run, zone: TimeZoneInfo) => zone.id,
  "TimeSpan BaseUtcOffset": (run: Run, zone: TimeZoneInfo) => spanOfMinutes(baseOffset(run, zone)),
  "bool SupportsDaylightSavingTime": (run: Run, zone: TimeZoneInfo) =>
    zone.hasDaylightSavingAt(ticksOfUnix(run.world.now())),
  "TimeSpan GetUtcOffset(DateTime dateTime)": (_run: Run, zone: TimeZoneInfo, date: DateTime) =>
    spanOfMinutes(offsetFor(zone, date)),
  "TimeSpan GetUtcOffset(DateTimeOffset dateTimeOffset)": (
    _run: Run,
    zone: TimeZoneInfo,
    moment: DateTimeOffset,
  ) => spanOfMinutes(zone.offsetAt(moment.utcTicks)),
  "bool IsDaylightSavingTime(DateTime dateTime)": (_run: Run, zone: TimeZoneInfo, date: DateTime) =>
    isSaving(zone, momentOf(zone, date)),
  "bool IsDaylightSavingTime(DateTimeOffset dateTimeOffset)": (
    _run: Run,
    zone: TimeZoneInfo,
    moment: DateTimeOffset,
  ) => isSaving(zone, moment.utcTicks),
  "bool IsInvalidTime(DateTime dateTime)": (_run: Run, zone: TimeZoneInfo, date: DateTime) =>
    kindFor(zone, date) === "invalid",
  "bool IsAmbiguousTime(DateTime dateTime)": (_run: Run, zone: TimeZoneInfo, date: DateTime) =>
    kindFor(zone, date) === "ambiguous",
  "bool Equals(TimeZoneInfo other)": (_run: Run, zone: TimeZoneInfo, other: Zone) =>
    other !== null && zone.equals(other),
  "string ToString()": displayName,
};

const timeZoneInfoType = defineType({
  name: "System.TimeZoneInfo",
  kind: "class",
  isInstance: (value) => value instanceof TimeZoneInfo,
  members: {
    "static TimeZoneInfo Utc": () => utcZone,
    "static TimeZoneInfo Local": () => utcZone,
    "static TimeZoneInfo FindSystemTimeZoneById(string id)": named,
    ...conversions,
    ...questions,
  },
});

/** Its only instance that can be had is the gateway's zone. */
const timeZoneType = defineType({
  name: "System.TimeZone",
  kind: "class",
  isInstance: (value) => value === utcZone,
  members: {
    "static TimeZone CurrentTimeZone": () => utcZone,
    "string StandardName": () => utcZone.id,
    "string DaylightName": () => utcZone.id,
    "TimeSpan GetUtcOffset(DateTime time)": () => zeroSpan,
    "bool IsDaylightSavingTime(DateTime time)": () => false,
    "DateTime ToUniversalTime(DateTime time)": (_run: Run, _zone: TimeZoneInfo, date: DateTime) =>
      new DateTime(date.ticks, "utc"),
    "DateTime ToLocalTime(DateTime time)": (_run: Run, _zone: TimeZoneInfo, date: DateTime) =>
      new DateTime(date.ticks, "local"),
  },
});

export const timeZoneTypes: readonly TypeDefinition[] = [timeZoneInfoType, timeZoneType];
