// Whether a moment lies in a time of day, in a time zone. What the zone's clocks say is asked once a minute:
// asking costs more than everything else that a rule does.

import type { TimeWindowSpec } from "#snapshot/edge-rule-spec.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const WEEK = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export class TimeWindow {
  readonly #spec: TimeWindowSpec;
  readonly #clock: Intl.DateTimeFormat;
  #minute = Number.NaN;
  #isInside = false;

  constructor(spec: TimeWindowSpec) {
    this.#spec = spec;
    this.#clock = new Intl.DateTimeFormat("en-US", {
      timeZone: spec.timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  }

  /** @param wallMs ms since the epoch */
  holds(wallMs: number): boolean {
    const minute = Math.floor(wallMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#isInside = this.#judge(minute * MINUTE_MS);
    }
    return this.#isInside;
  }

  #judge(wallMs: number): boolean {
    const { day, minutes } = this.#localTime(wallMs);
    const { days, from, to } = this.#spec;
    const isDay = (wanted: number): boolean => days.includes(wanted);
    if (from < to) return isDay(day) && minutes >= from && minutes < to;
    // It goes on past midnight: what began yesterday ends today.
    return (isDay(day) && minutes >= from) || (isDay((day + 6) % 7) && minutes < to);
  }

  #localTime(wallMs: number): { readonly day: number; readonly minutes: number } {
    let day = 0;
    let minutes = 0;
    for (const { type, value } of this.#clock.formatToParts(wallMs)) {
      if (type === "weekday") day = WEEK.indexOf(value);
      if (type === "hour") minutes += Number(value) * 60;
      if (type === "minute") minutes += Number(value);
    }
    return { day, minutes: minutes % DAY_MINUTES };
  }
}
