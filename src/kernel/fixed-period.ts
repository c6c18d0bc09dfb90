// The fixed periods of quotas: of one length from a start on, or those of the calendar in UTC.

/** ms since the epoch; `endMs` is Infinity for one without end. */
export type FixedPeriod = { readonly startMs: number; readonly endMs: number };

/**
 * The period in which a moment lies.
 * @param nowMs wall clock, ms since the epoch, as is `firstStartMs`; periods go on before it in the same way
 * @param lengthMs 0 for one period without end
 */
export function periodAt(nowMs: number, firstStartMs: number, lengthMs: number): FixedPeriod {
  if (lengthMs === 0) return { startMs: firstStartMs, endMs: Number.POSITIVE_INFINITY };
  const startMs = firstStartMs + Math.floor((nowMs - firstStartMs) / lengthMs) * lengthMs;
  return { startMs, endMs: startMs + lengthMs };
}

export type CalendarUnit = "Hourly" | "Daily" | "Weekly" | "Monthly" | "Yearly";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The epoch was a Thursday; weeks begin on Monday (ISO 8601). */
const FIRST_MONDAY_MS = 4 * DAY_MS;

export function calendarPeriodAt(nowMs: number, unit: CalendarUnit): FixedPeriod {
  const date = new Date(nowMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case "Hourly":
      return periodAt(nowMs, 0, HOUR_MS);
    case "Daily":
      return periodAt(nowMs, 0, DAY_MS);
    case "Weekly":
      return periodAt(nowMs, FIRST_MONDAY_MS, 7 * DAY_MS);
    case "Monthly":
      return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
    case "Yearly":
      return { startMs: Date.UTC(year, 0), endMs: Date.UTC(year + 1, 0) };
  }
}
