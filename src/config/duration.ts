// Durations as people write them: `500ms`, `2s`, `1.5m`, `1h`. The unit is never left out, because `30` means
// seconds to one reader and milliseconds to another. No calendar units and no sums (`1h30m`).

import type { Format, Parsed } from "./format.ts";

const UNITS: readonly (readonly [string, number])[] = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

const WRITTEN = /^([0-9]{1,15}(?:\.[0-9]{1,6})?)(ms|s|m|h)$/;

/** For editors. */
export const DURATION_PATTERN = WRITTEN.source;

const BARE = /^[0-9]+(?:\.[0-9]+)?$/;

/** Timers hold a signed 32-bit number of milliseconds. */
const MAX_MS = 2_147_483_647;

/** A duration in whole milliseconds. */
export function parseDuration(text: string): Parsed<number> {
  const match = WRITTEN.exec(text);
  const unit = UNITS.find(([name]) => name === match?.[2]);
  if (match === null || unit === undefined) return notADuration(text);
  const ms = Number(match[1]) * unit[1];
  const whole = Math.round(ms);
  if (Math.abs(ms - whole) > 1e-6) {
    return {
      code: "bad-duration",
      says: "is not a whole number of milliseconds",
      hint: "use ms as the unit",
    };
  }
  if (whole > MAX_MS) {
    return { code: "out-of-range", says: "is too long", hint: "the longest duration is 596h (24 days)" };
  }
  return { value: whole };
}

function notADuration(text: string): Parsed<number> {
  const hint = "write a number and a unit (ms, s, m or h), such as 500ms or 30s";
  if (BARE.test(text)) {
    const hintFromText = `write ${text}s for seconds, or ${text}ms for milliseconds`;
    return { code: "missing-unit", says: "has no unit", hint, hintFromText };
  }
  const meant = meantMs(text);
  const hintFromText = meant === undefined ? hint : `write ${printDuration(meant)}`;
  return { code: "bad-duration", says: "is not a duration", hint, hintFromText };
}

/** What other notations mean by a text: `1m30s`, `30 sec`, `2d`. For hints only. */
function meantMs(text: string): number | undefined {
  const words: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let sum = 0;
  for (const part of text
    .toLowerCase()
    .replace(/\s/g, "")
    .match(/[^a-z]+[a-z]+|[^]+$/g) ?? []) {
    const [, amount, unit = ""] = /^([0-9]{1,9})([a-z]{1,12})$/.exec(part) ?? [];
    const factor = unit.startsWith("mil") ? 1 : (words[unit] ?? words[unit.charAt(0)]);
    if (amount === undefined || factor === undefined) return undefined;
    sum += Number(amount) * factor;
  }
  return sum > 0 && sum <= MAX_MS ? sum : undefined;
}

/** The shortest spelling in whole units; the inverse of `parseDuration`. */
export function printDuration(ms: number): string {
  const unit = UNITS.find(([, factor]) => ms >= factor && ms % factor === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

export const duration: Format<number> = {
  name: "a duration",
  parse: parseDuration,
  print: printDuration,
  readsNumbers: true,
};
