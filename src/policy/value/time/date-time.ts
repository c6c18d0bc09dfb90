// System.DateTime: ticks of 100 ns since the year 1 and a kind. The gateway's local zone is UTC, as Azure's.

import { ClrObject } from "../clr-object.ts";

export type DateTimeKind = "unspecified" | "utc" | "local";

export const TICKS_PER_MILLISECOND = 10_000n;
/** Ticks at 1970-01-01. */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
/** Ticks at 9999-12-31T23:59:59.9999999. */
export const MAX_TICKS = 3_155_378_975_999_999_999n;

export class DateTime extends ClrObject {
  readonly clrName = "System.DateTime";
  readonly ticks: bigint;
  readonly kind: DateTimeKind;

  constructor(ticks: bigint, kind: DateTimeKind) {
    super();
    this.ticks = ticks;
    this.kind = kind;
  }

  /** The invariant culture's general format, `01/31/2026 13:05:00`. */
  override toString(): string {
    const date = new Date(Number((this.ticks - UNIX_EPOCH_TICKS) / TICKS_PER_MILLISECOND));
    const [day = "", time = ""] = date.toISOString().split("T");
    return `${day.slice(5, 7)}/${day.slice(8, 10)}/${day.slice(0, 4)} ${time.slice(0, 8)}`;
  }

  override equals(other: unknown): boolean {
    return other instanceof DateTime && other.ticks === this.ticks;
  }

  override hashKey(): unknown {
    return this.ticks;
  }
}
