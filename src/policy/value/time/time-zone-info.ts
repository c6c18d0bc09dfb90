// System.TimeZoneInfo: the rules of a zone, as Intl knows them. Offsets are kept by quarter hours, at whose
// beginnings alone zones change theirs.

import { ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { MAX_TICKS, partsOf, TICKS_PER_DAY, TICKS_PER_MINUTE, UNIX_EPOCH_TICKS } from "./calendar.ts";
import { ticksOfNumbers } from "./make-date.ts";
import { windowsZones } from "./windows-zones.ts";

const TICKS_PER_QUARTER = 15n * TICKS_PER_MINUTE;
/** Offsets kept for each zone. */
const MAX_KEPT = 512;

/** What a clock of a zone that shows some time can mean. */
export type ClockMeaning = {
  readonly offsetMinutes: number;
  /** `invalid`: the clock skips this time; `ambiguous`: it shows it twice, and the standard time is meant. */
  readonly kind: "plain" | "invalid" | "ambiguous";
};

export class TimeZoneInfo extends ClrObject {
  readonly clrName = "System.TimeZoneInfo";
  /** As it was asked for. */
  readonly id: string;
  readonly #formatter: Intl.DateTimeFormat;
  readonly #offsets = new Map<bigint, number>();

  constructor(id: string, formatter: Intl.DateTimeFormat) {
    super();
    this.id = id;
    this.#formatter = formatter;
  }

  /** Minutes east of UTC at a moment. */
  offsetAt(utcTicks: bigint): number {
    const quarter = utcTicks / TICKS_PER_QUARTER;
    const kept = this.#offsets.get(quarter);
    if (kept !== undefined) return kept;
    const found = this.#ask(quarter * TICKS_PER_QUARTER);
    if (this.#offsets.size >= MAX_KEPT) this.#offsets.clear();
    this.#offsets.set(quarter, found);
    return found;
  }

  #ask(utcTicks: bigint): number {
    const moment = new Date(Number((utcTicks - UNIX_EPOCH_TICKS) / 10_000n));
    const name = this.#formatter.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value;
    const match = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? "");
    if (match === null) return 0;
    const minutes = Number(match[2]) * 60 + Number(match[3]);
    return match[1] === "-" ? -minutes : minutes;
  }

  /** The offset without daylight saving time, in the year of a moment. */
  standardAt(utcTicks: bigint): number {
    const { year } = partsOf(utcTicks);
    const january = this.offsetAt(ticksOfNumbers([year, 1, 1]));
    return Math.min(january, this.offsetAt(ticksOfNumbers([year, 7, 1])));
  }

  hasDaylightSavingAt(utcTicks: bigint): boolean {
    const { year } = partsOf(utcTicks);
    return this.offsetAt(ticksOfNumbers([year, 1, 1])) !== this.offsetAt(ticksOfNumbers([year, 7, 1]));
  }

  meaningOf(clockTicks: bigint): ClockMeaning {
    const around = [clockTicks - TICKS_PER_DAY, clockTicks + TICKS_PER_DAY].map((ticks) =>
      this.offsetAt(withinCalendar(ticks)),
    );
    const offsets = [...new Set(around)].sort((a, b) => a - b);
    const [standard = 0] = offsets;
    const fitting = offsets.filter(
      (minutes) => this.offsetAt(withinCalendar(clockTicks - BigInt(minutes) * TICKS_PER_MINUTE)) === minutes,
    );
    const [least] = fitting;
    if (least === undefined) return { offsetMinutes: standard, kind: "invalid" };
    return { offsetMinutes: least, kind: fitting.length > 1 ? "ambiguous" : "plain" };
  }

  override toString(): string {
    return this.id;
  }

  override equals(other: unknown): boolean {
    return other instanceof TimeZoneInfo && other.id === this.id;
  }

  override hashKey(): unknown {
    return this.id;
  }
}

export function withinCalendar(ticks: bigint): bigint {
  return ticks < 0n ? 0n : ticks > MAX_TICKS ? MAX_TICKS : ticks;
}

/** Zones kept: Intl takes their names in any case, so that there is no end of names. */
const MAX_ZONES = 600;
const found = new Map<string, TimeZoneInfo>();

/** By IANA's or Windows' name. @throws ClrException TimeZoneNotFoundException */
export function timeZoneNamed(id: string): TimeZoneInfo {
  const known = found.get(id);
  if (known !== undefined) return known;
  const zone = new TimeZoneInfo(id, formatterOf(id));
  if (found.size >= MAX_ZONES) found.clear();
  found.set(id, zone);
  return zone;
}

/** Intl takes offsets as names too, which are none of a zone. */
function formatterOf(id: string): Intl.DateTimeFormat {
  const timeZone = windowsZones.get(id) ?? id;
  if (/^[A-Z]/.test(timeZone)) {
    try {
      return new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new ClrException(
    "System.TimeZoneNotFoundException",
    `The time zone ID '${id}' was not found on the local computer.`,
  );
}

/** The gateway's own zone too. */
export const utcZone = timeZoneNamed("UTC");
