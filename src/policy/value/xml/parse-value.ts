// Texts of XML → values, in XML Schema's forms: what XmlConvert.ToX and the casts of XElement and
// XAttribute read.

import { formatException } from "../clr-exception.ts";
import { parseGuid } from "../core/guid.ts";
import { decimalParser } from "../number/decimal-text.ts";
import { byteRange, intRange, longRange, shortRange, uintRange, ulongRange } from "../number/integer-type.ts";
import { numberStyles } from "../number/parse-digits.ts";
import { floatingParser, integerParser, parseNumber } from "../number/parse-number.ts";
import type { Run } from "../run.ts";
import { defaultDay } from "../time/clock.ts";
import { DateTime } from "../time/date-time.ts";
import { DateTimeOffset } from "../time/date-time-offset.ts";
import { parseDate } from "../time/parse-date.ts";
import { dateTimeFrom } from "../time/parsed-date.ts";
import { dateTimeStyles } from "../time/time-enums.ts";
import { TimeSpan } from "../time/time-span.ts";
import { durationTicks } from "./xml-duration.ts";

/** In static representation. @throws ClrException FormatException, OverflowException */
export type ReadValue = (run: Run, text: string) => unknown;

const { AllowLeadingWhite, AllowTrailingWhite, AllowLeadingSign, AllowDecimalPoint, Float } = numberStyles;
const white = AllowLeadingWhite | AllowTrailingWhite;

function integer(range: typeof intRange): ReadValue {
  const styles = range.isSigned ? white | AllowLeadingSign : white;
  return (run, text) => parseNumber(run, integerParser(range), text, styles);
}

function real(isSingle: boolean): ReadValue {
  return (run, text) => {
    const trimmed = text.trim();
    if (trimmed === "INF") return Number.POSITIVE_INFINITY;
    if (trimmed === "-INF") return Number.NEGATIVE_INFINITY;
    return parseNumber(run, floatingParser(isSingle), trimmed, Float);
  };
}

/** `true`, `false`, `1` or `0`, between blanks. */
function readBoolean(text: string): boolean {
  const word = text.trim();
  if (word === "true" || word === "1") return true;
  if (word === "false" || word === "0") return false;
  throw formatException(`The string '${text}' is not a valid Boolean value.`);
}

export function readDateTime(run: Run, text: string): DateTime {
  run.spend(text.length);
  const parsed = parseDate(text, defaultDay(run, 0));
  const made = typeof parsed === "string" ? parsed : dateTimeFrom(parsed, dateTimeStyles.RoundtripKind);
  if (made instanceof DateTime) return made;
  throw formatException(made);
}

function readDateTimeOffset(run: Run, text: string): DateTimeOffset {
  run.spend(text.length);
  const parsed = parseDate(text, defaultDay(run, 0));
  if (typeof parsed === "string") throw formatException(parsed);
  return new DateTimeOffset(parsed.ticks, parsed.zone?.minutes ?? 0);
}

/** By C#'s name of the type. */
export const valueReaders: Readonly<Record<string, ReadValue>> = {
  int: integer(intRange),
  uint: integer(uintRange),
  long: integer(longRange),
  ulong: integer(ulongRange),
  short: integer(shortRange),
  byte: integer(byteRange),
  double: real(false),
  float: real(true),
  decimal: (run, text) => parseNumber(run, decimalParser, text, white | AllowLeadingSign | AllowDecimalPoint),
  bool: (_run, text) => readBoolean(text),
  DateTime: readDateTime,
  DateTimeOffset: readDateTimeOffset,
  TimeSpan: (_run, text) => new TimeSpan(durationTicks(text)),
  Guid: (_run, text) => parseGuid(text, "g"),
};

/** Those that `(int)element` and its like exist for. */
export const castable = [
  ...["int", "uint", "long", "ulong", "double", "float", "decimal", "bool"],
  ...["DateTime", "DateTimeOffset", "TimeSpan", "Guid"],
] as const;
