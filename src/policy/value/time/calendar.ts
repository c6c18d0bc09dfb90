// The proleptic Gregorian calendar over ticks: 100 ns since the year 1, as System.DateTime counts them.

export const TICKS_PER_MILLISECOND = 10_000n;
export const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_MINUTE = 600_000_000n;
export const TICKS_PER_HOUR = 36_000_000_000n;
export const TICKS_PER_DAY = 864_000_000_000n;
/** Ticks at 1970-01-01. */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
/** Ticks at 9999-12-31T23:59:59.9999999. */
export const MAX_TICKS = 3_155_378_975_999_999_999n;

/** `month` and `day` from 1, `dayOfWeek` 0 for Sunday, `fraction` in ticks. */
export type ClockParts = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly dayOfWeek: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: number;
};

export function partsOf(ticks: bigint): ClockParts {
  const fraction = ticks % TICKS_PER_SECOND;
  const date = new Date(Number((ticks - fraction - UNIX_EPOCH_TICKS) / TICKS_PER_MILLISECOND));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    dayOfWeek: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: Number(fraction),
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** `month` is 1–12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Undefined for a day that the calendar does not have. */
export function dateTicks(year: number, month: number, day: number): bigint | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12) return undefined;
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return UNIX_EPOCH_TICKS + BigInt(date.getTime()) * TICKS_PER_MILLISECOND;
}

/** Ticks since midnight; undefined for no time of a day. */
export function timeTicks(hour: number, minute: number, second: number): bigint | undefined {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  return BigInt(hour * 3600 + minute * 60 + second) * TICKS_PER_SECOND;
}

/** From 1. */
export function dayOfYear(ticks: bigint): number {
  const first = dateTicks(partsOf(ticks).year, 1, 1) ?? 0n;
  return Number((ticks - first) / TICKS_PER_DAY) + 1;
}

/** The same day some months later or earlier, or the month's last; undefined beyond the years 1–9999. */
export function monthsLater(ticks: bigint, months: number): bigint | undefined {
  const { year, month, day } = partsOf(ticks);
  const index = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  if (toYear < 1 || toYear > 9999) return undefined;
  const date = dateTicks(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
  return date === undefined ? undefined : date + (ticks % TICKS_PER_DAY);
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const dayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;
