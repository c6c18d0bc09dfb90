// The time of the world, and what the parsers take for dates that a text leaves out.

import type { Run } from "../run.ts";
import { DateTime, ticksOfUnix } from "./date-time.ts";
import { dateTimeStyles } from "./time-enums.ts";

export function nowIn(run: Run, kind: "utc" | "local"): DateTime {
  return new DateTime(ticksOfUnix(run.world.now()), kind);
}

/** The clock for what a text leaves out; undefined where the styles ask for the year 1. */
export function defaultDay(run: Run, styles: number): bigint | undefined {
  return (styles & dateTimeStyles.NoCurrentDateDefault) === 0 ? ticksOfUnix(run.world.now()) : undefined;
}
