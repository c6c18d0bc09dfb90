// AddDays, AddMonths and the like, over ticks: the same for DateTime and DateTimeOffset.

import { argumentOutOfRange } from "../clr-exception.ts";
import { monthsLater, TICKS_PER_MILLISECOND } from "./calendar.ts";

/** Milliseconds from the year 1 to the year 10000. */
const MAX_MILLISECONDS = 315_537_897_600_000;

/** Milliseconds of a unit. */
export const unitMilliseconds = {
  Days: 86_400_000,
  Hours: 3_600_000,
  Minutes: 60_000,
  Seconds: 1000,
  Milliseconds: 1,
} as const;

/** Rounded to the millisecond, as .NET Framework does.
 * @throws ClrException ArgumentOutOfRangeException */
export function ticksToAdd(value: number, unit: number): bigint {
  const milliseconds = Math.trunc(value * unit + (value >= 0 ? 0.5 : -0.5));
  if (!(Math.abs(milliseconds) < MAX_MILLISECONDS)) {
    throw argumentOutOfRange("value", "Value to add was out of range.");
  }
  return BigInt(milliseconds) * TICKS_PER_MILLISECOND;
}

/** @throws ClrException ArgumentOutOfRangeException */
export function addMonths(ticks: bigint, months: number): bigint {
  if (Math.abs(months) > 120_000) {
    throw argumentOutOfRange("months", "Months value must be between +/-120000.");
  }
  const later = monthsLater(ticks, months);
  if (later !== undefined) return later;
  throw argumentOutOfRange(
    "months",
    "The added or subtracted value results in an un-representable DateTime.",
  );
}

/** @throws ClrException ArgumentOutOfRangeException */
export function addYears(ticks: bigint, years: number): bigint {
  if (Math.abs(years) > 10_000) {
    throw argumentOutOfRange("years", "Years value must be between +/-10000.");
  }
  return addMonths(ticks, years * 12);
}
