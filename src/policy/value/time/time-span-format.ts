// Standard (c, g, G) and custom formats of TimeSpan in the invariant culture (.NET reference, "Standard
// and custom TimeSpan format strings").

import { formatException } from "../clr-exception.ts";
import { TICKS_PER_DAY, TICKS_PER_SECOND } from "./calendar.ts";
import { readQuoted, runLength } from "./date-format.ts";

const invalid = () => formatException("Input string was not in a correct format.");

type SpanParts = {
  readonly isNegative: boolean;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly fraction: number;
};

function partsOfSpan(ticks: bigint): SpanParts {
  const size = ticks < 0n ? -ticks : ticks;
  const seconds = Number((size % TICKS_PER_DAY) / TICKS_PER_SECOND);
  return {
    isNegative: ticks < 0n,
    days: Number(size / TICKS_PER_DAY),
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    fraction: Number(size % TICKS_PER_SECOND),
  };
}

const two = (value: number): string => String(value).padStart(2, "0");
const seven = (value: number): string => String(value).padStart(7, "0");

/** @throws ClrException FormatException */
export function formatSpan(format: string | null, ticks: bigint): string {
  const parts = partsOfSpan(ticks);
  const sign = parts.isNegative ? "-" : "";
  const clock = `${two(parts.minutes)}:${two(parts.seconds)}`;
  switch (format) {
    case null:
    case "":
    case "c":
    case "t":
    case "T": {
      const days = parts.days === 0 ? "" : `${parts.days}.`;
      const fraction = parts.fraction === 0 ? "" : `.${seven(parts.fraction)}`;
      return `${sign}${days}${two(parts.hours)}:${clock}${fraction}`;
    }
    case "g": {
      const days = parts.days === 0 ? "" : `${parts.days}:`;
      const fraction = parts.fraction === 0 ? "" : `.${trimZeros(seven(parts.fraction))}`;
      return `${sign}${days}${parts.hours}:${clock}${fraction}`;
    }
    case "G":
      return `${sign}${parts.days}:${two(parts.hours)}:${clock}.${seven(parts.fraction)}`;
    default:
      if (format.length === 1) throw invalid();
      return formatCustom(format, parts);
  }
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

function formatCustom(format: string, parts: SpanParts): string {
  let text = "";
  for (let at = 0; at < format.length; ) {
    const letter = format[at] ?? "";
    if (letter === "'" || letter === '"') {
      const quoted = readQuoted(format, at);
      text += quoted.text;
      at = quoted.end;
    } else if (letter === "\\" || letter === "%") {
      const next = format[at + 1];
      if (next === undefined || (letter === "%" && next === "%")) throw invalid();
      text += letter === "\\" ? next : field(next, 1, parts);
      at += 2;
    } else {
      const count = runLength(format, at);
      text += field(letter, count, parts);
      at += count;
    }
  }
  return text;
}

/** The most letters in a row that a field may have. */
const widths: Readonly<Record<string, number>> = { d: 8, h: 2, m: 2, s: 2, f: 7, F: 7 };

function field(letter: string, count: number, parts: SpanParts): string {
  if (count > (widths[letter] ?? 0)) throw invalid();
  const digits = seven(parts.fraction).slice(0, count);
  switch (letter) {
    case "d":
      return String(parts.days).padStart(count, "0");
    case "h":
      return String(parts.hours).padStart(count, "0");
    case "m":
      return String(parts.minutes).padStart(count, "0");
    case "s":
      return String(parts.seconds).padStart(count, "0");
    case "f":
      return digits;
    default:
      return trimZeros(digits);
  }
}
