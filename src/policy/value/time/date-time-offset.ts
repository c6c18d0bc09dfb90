// System.DateTimeOffset: a clock and its distance from UTC in whole minutes. Two are equal when they are
// the same moment.

import { argumentException, argumentOutOfRange } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { MAX_TICKS, TICKS_PER_MINUTE } from "./calendar.ts";
import { formatDate } from "./date-format.ts";
import { checkedTicks } from "./date-time.ts";

const MAX_OFFSET_MINUTES = 14n * 60n;

export class DateTimeOffset extends ClrObject {
  readonly clrName = "System.DateTimeOffset";
  /** Of the clock that it shows. */
  readonly ticks: bigint;
  readonly offsetMinutes: number;

  /** Both the clock and the moment lie within the calendar. */
  constructor(ticks: bigint, offsetMinutes: number) {
    super();
    this.ticks = ticks;
    this.offsetMinutes = offsetMinutes;
  }

  get utcTicks(): bigint {
    return this.ticks - BigInt(this.offsetMinutes) * TICKS_PER_MINUTE;
  }

  override toString(): string {
    return this.toFormat(null);
  }

  /** @throws ClrException FormatException */
  toFormat(format: string | null): string {
    return formatDate(format, { ticks: this.ticks, offsetMinutes: this.offsetMinutes });
  }

  /** The same offset, some ticks later. @throws ClrException ArgumentOutOfRangeException */
  plus(ticks: bigint, parameter = "value"): DateTimeOffset {
    return this.at(checkedTicks(this.ticks + ticks, parameter));
  }

  /** Another clock at the same offset. @throws ClrException ArgumentOutOfRangeException */
  at(ticks: bigint): DateTimeOffset {
    return offsetDate(ticks, this.offsetMinutes);
  }

  compareTo(other: DateTimeOffset): number {
    return this.utcTicks < other.utcTicks ? -1 : this.utcTicks > other.utcTicks ? 1 : 0;
  }

  override equals(other: unknown): boolean {
    return other instanceof DateTimeOffset && other.utcTicks === this.utcTicks;
  }

  override hashKey(): unknown {
    return this.utcTicks;
  }
}

/** @throws ClrException ArgumentOutOfRangeException where the moment is beyond the calendar */
export function offsetDate(ticks: bigint, offsetMinutes: number): DateTimeOffset {
  const date = new DateTimeOffset(ticks, offsetMinutes);
  if (date.utcTicks >= 0n && date.utcTicks <= MAX_TICKS) return date;
  throw argumentOutOfRange(
    "offset",
    "The UTC time represented when the offset is applied must be between year 0 and 10,000.",
  );
}

/** The minutes of an offset in ticks.
 * @throws ClrException ArgumentException, ArgumentOutOfRangeException */
export function offsetMinutesOf(ticks: bigint): number {
  if (ticks % TICKS_PER_MINUTE !== 0n) {
    throw argumentException("Offset must be specified in whole minutes.", "offset");
  }
  const minutes = ticks / TICKS_PER_MINUTE;
  if (minutes > MAX_OFFSET_MINUTES || minutes < -MAX_OFFSET_MINUTES) {
    throw argumentOutOfRange("offset", "Offset must be within plus or minus 14 hours.");
  }
  return Number(minutes);
}
