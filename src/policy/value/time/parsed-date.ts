// What a date text says, before it is known whether a DateTime or a DateTimeOffset is asked for; and what the
// styles make of it.

import { argumentException } from "../clr-exception.ts";
import { MAX_TICKS, TICKS_PER_DAY, TICKS_PER_MINUTE } from "./calendar.ts";
import { DateTime } from "./date-time.ts";
import { dateTimeStyles } from "./time-enums.ts";

export type ParsedDate = {
  /** Of the clock that the text shows. */
  readonly ticks: bigint;
  /** Minutes east of UTC, where the text says so; `isZ` for Z and GMT. */
  readonly zone: { readonly minutes: number; readonly isZ: boolean } | undefined;
};

/** The message of the FormatException. */
export type DateFailure = string;

export const notDate = "String was not recognized as a valid DateTime.";
export const wrongDayOfWeek =
  "String was not recognized as a valid DateTime because the day of week was incorrect.";
export const notInCalendar =
  "The DateTime represented by the string is not supported in calendar System.Globalization.GregorianCalendar.";
export const wrongOffset = "The time zone offset must be within plus or minus 14 hours.";
const outOfRange = "The DateTime represented by the string is out of range.";

export const MAX_OFFSET_MINUTES = 14 * 60;

const { AdjustToUniversal, AssumeLocal, AssumeUniversal, RoundtripKind } = dateTimeStyles;
const ALL_STYLES = 255;

/** @throws ClrException ArgumentException for styles that contradict each other */
export function checkDateStyles(styles: number): void {
  if ((styles & ~ALL_STYLES) !== 0) {
    throw argumentException("An undefined DateTimeStyles value is being used.", "styles");
  }
  if ((styles & AssumeLocal) !== 0 && (styles & AssumeUniversal) !== 0) {
    throw argumentException(
      "The DateTimeStyles values AssumeLocal and AssumeUniversal cannot be used together.",
      "styles",
    );
  }
  if (
    (styles & RoundtripKind) !== 0 &&
    (styles & (AssumeLocal | AssumeUniversal | AdjustToUniversal)) !== 0
  ) {
    throw argumentException(
      "The DateTimeStyles value RoundtripKind cannot be used with the values AssumeLocal, AssumeUniversal or AdjustToUniversal.",
      "styles",
    );
  }
}

/** The gateway's zone is UTC, so that local and universal times differ in their kind alone. */
export function dateTimeFrom({ ticks, zone }: ParsedDate, styles: number): DateTime | DateFailure {
  const isAdjusted = (styles & AdjustToUniversal) !== 0;
  if (zone === undefined) {
    if ((styles & (AssumeLocal | AssumeUniversal)) === 0) return new DateTime(ticks, "unspecified");
    return new DateTime(ticks, isAdjusted ? "utc" : "local");
  }
  const universal = wrapped(ticks - BigInt(zone.minutes) * TICKS_PER_MINUTE, ticks);
  if (universal < 0n || universal > MAX_TICKS) return outOfRange;
  const isUtc = isAdjusted || (zone.isZ && (styles & RoundtripKind) !== 0);
  return new DateTime(universal, isUtc ? "utc" : "local");
}

/** A time without a date (the year 1) stays within its day. */
function wrapped(universal: bigint, ticks: bigint): bigint {
  return universal < 0n && ticks < TICKS_PER_DAY ? universal + TICKS_PER_DAY : universal;
}
