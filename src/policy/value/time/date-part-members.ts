// Year, Month … of everything that shows a clock.

import type { Members } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { dayOfYear, partsOf, TICKS_PER_DAY } from "./calendar.ts";
import { TimeSpan } from "./time-span.ts";

/** `ticks` are those of the clock that is shown. */
type Clock = { readonly ticks: bigint };

export const datePartMembers: Members = {
  "int Year": (_run: Run, clock: Clock) => partsOf(clock.ticks).year,
  "int Month": (_run: Run, clock: Clock) => partsOf(clock.ticks).month,
  "int Day": (_run: Run, clock: Clock) => partsOf(clock.ticks).day,
  "int Hour": (_run: Run, clock: Clock) => partsOf(clock.ticks).hour,
  "int Minute": (_run: Run, clock: Clock) => partsOf(clock.ticks).minute,
  "int Second": (_run: Run, clock: Clock) => partsOf(clock.ticks).second,
  "int Millisecond": (_run: Run, clock: Clock) => Math.floor(partsOf(clock.ticks).fraction / 10_000),
  "DayOfWeek DayOfWeek": (_run: Run, clock: Clock) => partsOf(clock.ticks).dayOfWeek,
  "int DayOfYear": (_run: Run, clock: Clock) => dayOfYear(clock.ticks),
  "TimeSpan TimeOfDay": (_run: Run, clock: Clock) => new TimeSpan(clock.ticks % TICKS_PER_DAY),
  "long Ticks": (_run: Run, clock: Clock) => clock.ticks,
};
