// System.DateTime: ticks of 100 ns since the year 1 and a kind. The gateway's local zone is UTC, as Azure's.

import { argumentOutOfRange } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { MAX_TICKS, TICKS_PER_MILLISECOND, UNIX_EPOCH_TICKS } from "./calendar.ts";
import { formatDate } from "./date-format.ts";

export type DateTimeKind = "unspecified" | "utc" | "local";

export class DateTime extends ClrObject {
  readonly clrName = "System.DateTime";
  readonly ticks: bigint;
  readonly kind: DateTimeKind;

  /** `ticks` is from 0 to MAX_TICKS. */
  constructor(ticks: bigint, kind: DateTimeKind) {
    super();
    this.ticks = ticks;
    this.kind = kind;
  }

  /** Of kind UTC, from milliseconds since 1970; fractions count to the tick. */
  static utc(milliseconds: number): DateTime {
    return new DateTime(ticksOfUnix(milliseconds), "utc");
  }

  /** The invariant culture's general format, `01/31/2026 13:05:00`. */
  override toString(): string {
    return this.toFormat(null);
  }

  /** @throws ClrException FormatException */
  toFormat(format: string | null): string {
    return formatDate(format, { ticks: this.ticks, kind: this.kind });
  }

  /** The same kind, some ticks later.
   * @throws ClrException ArgumentOutOfRangeException beyond the calendar */
  plus(ticks: bigint, parameter = "value"): DateTime {
    return new DateTime(checkedTicks(this.ticks + ticks, parameter), this.kind);
  }

  compareTo(other: DateTime): number {
    return this.ticks < other.ticks ? -1 : this.ticks > other.ticks ? 1 : 0;
  }

  override equals(other: unknown): boolean {
    return other instanceof DateTime && other.ticks === this.ticks;
  }

  override hashKey(): unknown {
    return this.ticks;
  }
}

/** Ticks of a moment in milliseconds since 1970, with its fraction. */
export function ticksOfUnix(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  const fraction = Math.floor((milliseconds - whole) * 10_000);
  return UNIX_EPOCH_TICKS + BigInt(whole) * TICKS_PER_MILLISECOND + BigInt(fraction);
}

/** @throws ClrException ArgumentOutOfRangeException beyond the calendar */
export function checkedTicks(ticks: bigint, parameter: string): bigint {
  if (ticks >= 0n && ticks <= MAX_TICKS) return ticks;
  throw argumentOutOfRange(
    parameter,
    "The added or subtracted value results in an un-representable DateTime.",
  );
}
