import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CalendarUnit, calendarPeriodAt, periodAt } from "./fixed-period.ts";

const at = (text: string): number => Date.parse(text);
const HOUR_MS = 3_600_000;

describe("periods of one length", () => {
  const cases: readonly (readonly [now: string, first: string, start: string, end: string])[] = [
    ["2026-11-28T10:59:59.999Z", "2026-11-28T10:00Z", "2026-11-28T10:00Z", "2026-11-28T11:00Z"],
    ["2026-11-28T11:00Z", "2026-11-28T10:00Z", "2026-11-28T11:00Z", "2026-11-28T12:00Z"],
    ["2026-11-28T09:30Z", "2026-11-28T10:00Z", "2026-11-28T09:00Z", "2026-11-28T10:00Z"],
    ["2026-11-28T10:30Z", "0001-01-01T00:00:00Z", "2026-11-28T10:00Z", "2026-11-28T11:00Z"],
    ["2026-11-28T10:05Z", "2026-11-01T00:17:00Z", "2026-11-28T09:17Z", "2026-11-28T10:17Z"],
  ];
  for (const [now, first, start, end] of cases) {
    it(`of an hour since ${first}: at ${now} from ${start} to ${end}`, () => {
      assert.deepEqual(periodAt(at(now), at(first), HOUR_MS), { startMs: at(start), endMs: at(end) });
    });
  }

  it("of no length never end", () => {
    assert.deepEqual(periodAt(5000, 1000, 0), { startMs: 1000, endMs: Number.POSITIVE_INFINITY });
  });
});

describe("periods of the calendar", () => {
  const cases: readonly (readonly [now: string, unit: CalendarUnit, start: string, end: string])[] = [
    ["2026-11-28T10:59:59.999Z", "Hourly", "2026-11-28T10:00Z", "2026-11-28T11:00Z"],
    ["2026-11-28T23:59Z", "Daily", "2026-11-28T00:00Z", "2026-11-29T00:00Z"],
    // A Saturday, a Sunday, a Monday.
    ["2026-11-28T12:00Z", "Weekly", "2026-11-23T00:00Z", "2026-11-30T00:00Z"],
    ["2026-11-29T23:59:59Z", "Weekly", "2026-11-23T00:00Z", "2026-11-30T00:00Z"],
    ["2026-11-30T00:00Z", "Weekly", "2026-11-30T00:00Z", "2026-12-07T00:00Z"],
    ["2028-02-29T12:00Z", "Monthly", "2028-02-01T00:00Z", "2028-03-01T00:00Z"],
    ["2026-12-31T23:59Z", "Monthly", "2026-12-01T00:00Z", "2027-01-01T00:00Z"],
    ["2026-12-31T23:59Z", "Yearly", "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
  ];
  for (const [now, unit, start, end] of cases) {
    it(`${unit}: at ${now} from ${start} to ${end}`, () => {
      assert.deepEqual(calendarPeriodAt(at(now), unit), { startMs: at(start), endMs: at(end) });
    });
  }
});
