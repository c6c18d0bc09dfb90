// Dates as Newtonsoft finds them in strings (ISO 8601 and Microsoft's `/Date(ms)/`) and writes them. Finding
// is on by default: a string that looks like a date becomes one, and is printed as such afterwards.

import { MAX_TICKS, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, UNIX_EPOCH_TICKS } from "../time/calendar.ts";
import { DateTime, type DateTimeKind } from "../time/date-time.ts";

const MAX_LONG = 9_223_372_036_854_775_807n;

const iso =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?$/;
const microsoft = /^\/Date\((-?\d{1,19})([+-]\d{2,4})?\)\/$/;

/** The date that a JSON string stands for, or undefined when it is just text. */
export function parseJsonDate(text: string): DateTime | undefined {
  if (text.length < 9 || text.length > 40) return undefined;
  if (text.charCodeAt(0) === 0x2f) return parseMicrosoft(text);
  return text.length >= 19 && text.charCodeAt(10) === 0x54 ? parseIso(text) : undefined;
}

function parseIso(text: string): DateTime | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (!isDay(year, month, day) || minute > 59 || second > 59 || hour > 24) return undefined;
  const fraction = BigInt((match[7] ?? "").padEnd(7, "0"));
  if (hour === 24 && (minute !== 0 || second !== 0 || fraction !== 0n)) return undefined;
  const ticks = clockTicks(year, month, day, hour, minute, second) + fraction;
  if (ticks > MAX_TICKS) return undefined;
  if (match[8] !== undefined) return new DateTime(ticks, "utc");
  if (match[9] === undefined) return new DateTime(ticks, "unspecified");
  const offset = BigInt(part(10) * 60 + part(11)) * TICKS_PER_MINUTE;
  return atOffset(ticks, match[9] === "-" ? -offset : offset);
}

/** Local time is UTC here; what leaves the calendar stays where it is, as Newtonsoft leaves it. */
function atOffset(ticks: bigint, offset: bigint): DateTime {
  const moved = ticks - offset;
  return new DateTime(moved < 0n || moved > MAX_TICKS ? ticks : moved, "local");
}

function parseMicrosoft(text: string): DateTime | undefined {
  const match = microsoft.exec(text);
  if (match === null) return undefined;
  const milliseconds = BigInt(match[1] ?? "0");
  if (milliseconds > MAX_LONG) return undefined;
  const ticks = UNIX_EPOCH_TICKS + milliseconds * TICKS_PER_MILLISECOND;
  if (ticks < 0n || ticks > MAX_TICKS) return undefined;
  return new DateTime(ticks, match[2] === undefined ? "utc" : "local");
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

function clockTicks(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): bigint {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return UNIX_EPOCH_TICKS + BigInt(date.getTime()) * TICKS_PER_MILLISECOND;
}

/** `2026-01-31T13:05:00.1234567Z`: the fraction without its trailing zeros, the end by the kind. */
export function isoText(ticks: bigint, end: string): string {
  const fraction = ticks % 10_000_000n;
  const seconds = Number((ticks - fraction - UNIX_EPOCH_TICKS) / 10_000n);
  const clock = new Date(seconds).toISOString().slice(0, 19);
  const digits = fraction === 0n ? "" : `.${trimZeros(fraction.toString().padStart(7, "0"))}`;
  return `${clock}${digits}${end}`;
}

export function dateTimeText(date: DateTime): string {
  const ends: Record<DateTimeKind, string> = { utc: "Z", local: "+00:00", unspecified: "" };
  return isoText(date.ticks, ends[date.kind]);
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}
