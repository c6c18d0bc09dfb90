// System.TimeSpan as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import type { ClrArray, Ref } from "../boxed.ts";
import { argumentNull, ClrException, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import {
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from "./calendar.ts";
import { unitMilliseconds } from "./date-shift.ts";
import { formatMembers } from "./format-members.ts";
import { orderMembers } from "./order-members.ts";
import { parseSpan, parseSpanExact } from "./parse-span.ts";
import {
  isSpan,
  maxSpan,
  minSpan,
  spanOf,
  spanOfTicks,
  spanOverflow,
  TimeSpan,
  zeroSpan,
} from "./time-span.ts";

type Text = string | null;

/** @throws ClrException ArgumentOutOfRangeException */
function fromNumbers(days: number, hours: number, minutes: number, seconds: number, rest: number): TimeSpan {
  const whole = BigInt(days) * 86_400n + BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  const ticks = whole * TICKS_PER_SECOND + BigInt(rest) * TICKS_PER_MILLISECOND;
  if (isSpan(ticks)) return new TimeSpan(ticks);
  throw new ClrException("System.ArgumentOutOfRangeException", spanOverflow().message);
}

const constructors: Members = {
  "new()": () => zeroSpan,
  "new(long ticks)": (_run: Run, ticks: bigint) => new TimeSpan(ticks),
  "new(int hours, int minutes, int seconds)": (
    _run: Run,
    ...[hours, minutes, seconds]: [number, number, number]
  ) => fromNumbers(0, hours, minutes, seconds, 0),
  "new(int days, int hours, int minutes, int seconds)": (
    _run: Run,
    ...[days, hours, minutes, seconds]: [number, number, number, number]
  ) => fromNumbers(days, hours, minutes, seconds, 0),
  "new(int days, int hours, int minutes, int seconds, int milliseconds)": (
    _run: Run,
    ...operands: [number, number, number, number, number]
  ) => fromNumbers(...operands),
};

/** Unit → its ticks. */
const units: Readonly<Record<keyof typeof unitMilliseconds, bigint>> = {
  Days: TICKS_PER_DAY,
  Hours: TICKS_PER_HOUR,
  Minutes: TICKS_PER_MINUTE,
  Seconds: TICKS_PER_SECOND,
  Milliseconds: TICKS_PER_MILLISECOND,
};

/** How many of a unit make the next. */
const wraps: Readonly<Record<string, bigint>> = {
  Hours: 24n,
  Minutes: 60n,
  Seconds: 60n,
  Milliseconds: 1000n,
};

const statics: Members = {
  ...Object.fromEntries(
    Object.entries(unitMilliseconds).map(([unit, milliseconds]) => [
      `static TimeSpan From${unit}(double value)`,
      (_run: Run, value: number) => spanOf(value, milliseconds),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(units).map(([unit, ticks]) => [`const long TicksPer${unit.slice(0, -1)}`, () => ticks]),
  ),
  "static TimeSpan FromTicks(long value)": (_run: Run, ticks: bigint) => new TimeSpan(ticks),
  "static TimeSpan Zero": () => zeroSpan,
  "static TimeSpan MaxValue": () => maxSpan,
  "static TimeSpan MinValue": () => minSpan,
};

/** Total milliseconds stay within a long of ticks. */
const MAX_TOTAL_MILLISECONDS = 922_337_203_685_477;

function total(span: TimeSpan, unit: string, ticks: bigint): number {
  const value = Number(span.ticks) * (1 / Number(ticks));
  if (unit !== "Milliseconds") return value;
  return Math.max(-MAX_TOTAL_MILLISECONDS, Math.min(MAX_TOTAL_MILLISECONDS, value));
}

const properties: Members = {
  "long Ticks": (_run: Run, span: TimeSpan) => span.ticks,
  ...Object.fromEntries(
    Object.entries(units).flatMap(([unit, ticks]) => [
      [
        `int ${unit}`,
        (_run: Run, span: TimeSpan) => {
          const whole = span.ticks / ticks;
          const wrap = wraps[unit];
          return Number(wrap === undefined ? whole : whole % wrap);
        },
      ],
      [`double Total${unit}`, (_run: Run, span: TimeSpan) => total(span, unit, ticks)],
    ]),
  ),
};

function negate(_run: Run, span: TimeSpan): TimeSpan {
  if (!span.equals(minSpan)) return new TimeSpan(-span.ticks);
  throw new ClrException(
    "System.OverflowException",
    "Negating the minimum value of a twos complement number is invalid.",
  );
}

function duration(_run: Run, span: TimeSpan): TimeSpan {
  if (!span.equals(minSpan)) return new TimeSpan(span.ticks < 0n ? -span.ticks : span.ticks);
  throw new ClrException(
    "System.OverflowException",
    "The duration cannot be returned for TimeSpan.MinValue because the absolute value of TimeSpan.MinValue exceeds the value of TimeSpan.MaxValue.",
  );
}

const add = (_run: Run, a: TimeSpan, b: TimeSpan): TimeSpan => spanOfTicks(a.ticks + b.ticks);
const subtract = (_run: Run, a: TimeSpan, b: TimeSpan): TimeSpan => spanOfTicks(a.ticks - b.ticks);

const arithmetic: Members = {
  "TimeSpan Add(TimeSpan ts)": add,
  "TimeSpan Subtract(TimeSpan ts)": subtract,
  "TimeSpan Negate()": negate,
  "TimeSpan Duration()": duration,
  "static TimeSpan operator +(TimeSpan t1, TimeSpan t2)": add,
  "static TimeSpan operator -(TimeSpan t1, TimeSpan t2)": subtract,
  "static TimeSpan operator -(TimeSpan t)": negate,
  "static TimeSpan operator +(TimeSpan t)": (_run: Run, span: TimeSpan) => span,
};

/** @throws ClrException FormatException, OverflowException, ArgumentNullException */
function parse(run: Run, text: Text): TimeSpan {
  if (text === null) throw argumentNull("input");
  run.spend(text.length);
  return new TimeSpan(parseSpan(text));
}

function parseExact(run: Run, text: Text, formats: Text | ClrArray, styles: number): TimeSpan {
  if (text === null) throw argumentNull("input");
  if (formats === null) throw argumentNull("format");
  const isNegative = (styles & 1) !== 0;
  if (typeof formats === "string") {
    run.spend(text.length + formats.length);
    return new TimeSpan(parseSpanExact(text, formats, isNegative));
  }
  const holder: { value: unknown } = { value: zeroSpan };
  for (const format of formats.items) {
    if (typeof format !== "string") throw formatException("Format specifier was invalid.");
    if (attempt(holder, () => parseExact(run, text, format, styles)) && holder.value instanceof TimeSpan) {
      return holder.value;
    }
  }
  throw formatException("String was not recognized as a valid TimeSpan.");
}

/** Whether `make` makes a span; what the CLR throws is a false. */
function attempt(result: { value: unknown }, make: () => TimeSpan): boolean {
  result.value = zeroSpan;
  try {
    result.value = make();
    return true;
  } catch (error) {
    if (error instanceof ClrException) return false;
    throw error;
  }
}

const parsing: Members = {
  "static TimeSpan Parse(string s)": parse,
  "static TimeSpan Parse(string input, IFormatProvider formatProvider)": parse,
  "static bool TryParse(string s, out TimeSpan result)": (run: Run, text: Text, result: Ref) =>
    attempt(result, () => parse(run, text)),
  "static bool TryParse(string input, IFormatProvider formatProvider, out TimeSpan result)": (
    run: Run,
    ...[text, , result]: [Text, unknown, Ref]
  ) => attempt(result, () => parse(run, text)),
  "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider)": (
    run: Run,
    ...[text, format]: [Text, Text]
  ) => parseExact(run, text, format, 0),
  "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider, TimeSpanStyles styles)":
    (run: Run, ...[text, format, , styles]: [Text, Text, unknown, number]) =>
      parseExact(run, text, format, styles),
  "static TimeSpan ParseExact(string input, string[] formats, IFormatProvider formatProvider)": (
    run: Run,
    ...[text, formats]: [Text, ClrArray | null]
  ) => parseExact(run, text, formats, 0),
  "static bool TryParseExact(string input, string format, IFormatProvider formatProvider, out TimeSpan result)":
    (run: Run, ...[text, format, , result]: [Text, Text, unknown, Ref]) =>
      attempt(result, () => parseExact(run, text, format, 0)),
};

const isTimeSpan = (value: unknown): value is TimeSpan => value instanceof TimeSpan;

export const timeSpanType = defineType({
  name: "System.TimeSpan",
  kind: "struct",
  zero: zeroSpan,
  isInstance: isTimeSpan,
  members: {
    ...constructors,
    ...statics,
    ...properties,
    ...arithmetic,
    ...formatMembers,
    ...orderMembers("TimeSpan", isTimeSpan),
    ...parsing,
  },
});
