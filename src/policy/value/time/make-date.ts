// Ticks from the numbers that constructors take.

import { argumentException, argumentOutOfRange, ClrException } from "../clr-exception.ts";
import { dateTicks, MAX_TICKS, TICKS_PER_MILLISECOND, timeTicks } from "./calendar.ts";
import type { DateTimeKind } from "./date-time.ts";
import { dateTimeKinds } from "./time-enums.ts";

const unrepresentable = (what: string): ClrException =>
  new ClrException(
    "System.ArgumentOutOfRangeException",
    `${what} parameters describe an un-representable DateTime.`,
  );

export type DateNumbers = readonly [year: number, month: number, day: number, ...time: number[]];

/** Year, month and day, then as many of hour, minute, second and millisecond as there are.
 * @throws ClrException ArgumentOutOfRangeException */
export function ticksOfNumbers([year, month, day, ...time]: DateNumbers): bigint {
  const [hour = 0, minute = 0, second = 0, millisecond = 0] = time;
  const date = dateTicks(year, month, day);
  if (date === undefined) throw unrepresentable("Year, Month, and Day");
  const clock = timeTicks(hour, minute, second);
  if (clock === undefined) throw unrepresentable("Hour, Minute, and Second");
  if (millisecond < 0 || millisecond > 999) {
    throw argumentOutOfRange("millisecond", "Valid values are between 0 and 999, inclusive.");
  }
  return date + clock + BigInt(millisecond) * TICKS_PER_MILLISECOND;
}

/** @throws ClrException ArgumentOutOfRangeException */
export function checkTicks(ticks: bigint): bigint {
  if (ticks >= 0n && ticks <= MAX_TICKS) return ticks;
  throw argumentOutOfRange(
    "ticks",
    "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.",
  );
}

/** @throws ClrException ArgumentException */
export function kindOfNumber(number: number): DateTimeKind {
  const kind = dateTimeKinds[number];
  if (kind === undefined) throw argumentException("Invalid DateTimeKind value.", "kind");
  return kind;
}
