// System.TimeSpan: a number of ticks of 100 ns.

import { argumentException, ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { TICKS_PER_MILLISECOND } from "./calendar.ts";
import { formatSpan } from "./time-span-format.ts";

const MAX_SPAN = 9_223_372_036_854_775_807n;
const MIN_SPAN = -9_223_372_036_854_775_808n;
/** What a long of ticks holds in milliseconds. */
const MAX_MILLISECONDS = 922_337_203_685_477;

export class TimeSpan extends ClrObject {
  readonly clrName = "System.TimeSpan";
  readonly ticks: bigint;

  /** `ticks` fits a long. */
  constructor(ticks: bigint) {
    super();
    this.ticks = ticks;
  }

  /** Rounded to whole milliseconds, as TimeSpan.FromMilliseconds does.
   * @throws ClrException OverflowException */
  static ofMilliseconds(milliseconds: number): TimeSpan {
    return spanOf(milliseconds, 1);
  }

  /** The constant format, `1.02:03:04.5000000`. */
  override toString(): string {
    return this.toFormat(null);
  }

  /** @throws ClrException FormatException */
  toFormat(format: string | null): string {
    return formatSpan(format, this.ticks);
  }

  compareTo(other: TimeSpan): number {
    return this.ticks < other.ticks ? -1 : this.ticks > other.ticks ? 1 : 0;
  }

  override equals(other: unknown): boolean {
    return other instanceof TimeSpan && other.ticks === this.ticks;
  }

  override hashKey(): unknown {
    return this.ticks;
  }
}

export const zeroSpan = new TimeSpan(0n);
export const maxSpan = new TimeSpan(MAX_SPAN);
export const minSpan = new TimeSpan(MIN_SPAN);

export function spanOverflow(): ClrException {
  return new ClrException(
    "System.OverflowException",
    "TimeSpan overflowed because the duration is too long.",
  );
}

export const isSpan = (ticks: bigint): boolean => ticks >= MIN_SPAN && ticks <= MAX_SPAN;

/** @throws ClrException OverflowException */
export function spanOfTicks(ticks: bigint): TimeSpan {
  if (!isSpan(ticks)) throw spanOverflow();
  return new TimeSpan(ticks);
}

/** `value` units of `scale` milliseconds, rounded to the millisecond.
 * @throws ClrException OverflowException, ArgumentException for NaN */
export function spanOf(value: number, scale: number): TimeSpan {
  if (Number.isNaN(value)) {
    throw argumentException("TimeSpan does not accept floating point Not-a-Number values.");
  }
  const milliseconds = value * scale + (value >= 0 ? 0.5 : -0.5);
  if (milliseconds > MAX_MILLISECONDS || milliseconds < -MAX_MILLISECONDS) throw spanOverflow();
  return new TimeSpan(BigInt(Math.trunc(milliseconds)) * TICKS_PER_MILLISECOND);
}
