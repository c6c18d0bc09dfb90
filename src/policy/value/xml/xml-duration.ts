// xs:duration ↔ ticks, as XmlConvert has it: a year is 365 days, a month 30.

import { formatException } from "../clr-exception.ts";
import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from "../time/calendar.ts";
import { isSpan, spanOverflow } from "../time/time-span.ts";

/** `P1DT2H3M4.5S`. */
export function durationText(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const part = (value: bigint, letter: string): string => (value === 0n ? "" : `${value}${letter}`);
  const days = part(size / TICKS_PER_DAY, "D");
  const hours = part((size / TICKS_PER_HOUR) % 24n, "H");
  const minutes = part((size / TICKS_PER_MINUTE) % 60n, "M");
  const time = hours + minutes + secondsText(size);
  if (days + time === "") return "PT0S";
  return `${ticks < 0n ? "-" : ""}P${days}${time === "" ? "" : `T${time}`}`;
}

function secondsText(size: bigint): string {
  const seconds = (size / TICKS_PER_SECOND) % 60n;
  const fraction = size % TICKS_PER_SECOND;
  if (fraction === 0n) return seconds === 0n ? "" : `${seconds}S`;
  return `${seconds}.${fraction
    .toString()
    .padStart(7, "0")
    .replace(/0{1,6}$/, "")}S`;
}

const form =
  /^(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?(T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,30}))?S)?)?$/;
/** The longest text that the form can take. */
const MAX_LENGTH = 100;

/** @throws ClrException FormatException, OverflowException */
export function durationTicks(source: string): bigint {
  const text = source.trim();
  const match = text.length > MAX_LENGTH ? null : form.exec(text);
  const isComplete = match !== null && !text.endsWith("P") && !text.endsWith("T");
  if (!isComplete) throw formatException(`The string '${source}' is not a valid TimeSpan value.`);
  const part = (index: number): bigint => BigInt(match[index] ?? 0);
  const days = part(2) * 365n + part(3) * 30n + part(4);
  const fraction = BigInt((match[9] ?? "").slice(0, 7).padEnd(7, "0"));
  const size =
    days * TICKS_PER_DAY +
    part(6) * TICKS_PER_HOUR +
    part(7) * TICKS_PER_MINUTE +
    part(8) * TICKS_PER_SECOND +
    fraction;
  const ticks = match[1] === "-" ? -size : size;
  if (!isSpan(ticks)) throw spanOverflow();
  return ticks;
}
