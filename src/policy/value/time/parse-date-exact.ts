// DateTime.ParseExact: a text that has to have a format's form (.NET reference, "Custom date and time format
// strings"; what each specifier takes is as the oracle has it).

import { dateTicks, dayNames, monthNames, partsOf, TICKS_PER_DAY, timeTicks } from "./calendar.ts";
import { expandDateFormat, readQuoted, runLength } from "./date-format.ts";
import { DateText, fractionTicks } from "./date-text.ts";
import { readOffsetMinutes, twoDigitYear } from "./parse-date.ts";
import {
  type DateFailure,
  MAX_OFFSET_MINUTES,
  notDate,
  notInCalendar,
  type ParsedDate,
  wrongDayOfWeek,
  wrongOffset,
} from "./parsed-date.ts";
import { dateTimeStyles } from "./time-enums.ts";

const wrongFormat = "Input string was not in a correct format.";

type Fields = {
  year?: number;
  month?: number;
  day?: number;
  dayOfWeek?: number;
  hour?: number;
  minute?: number;
  second?: number;
  fraction?: bigint;
  isAfternoon?: boolean;
  isHalfDay?: boolean;
  zone?: NonNullable<ParsedDate["zone"]>;
};

/**
 * `today` as for parseDate; `isOffset` when a DateTimeOffset is asked for, to which r and u say UTC.
 * @throws ClrException FormatException for quotes that do not end
 */
export function parseDateExact(
  text: string,
  format: string,
  styles: number,
  today: bigint | undefined,
  isOffset: boolean,
): ParsedDate | DateFailure {
  if (format === "") return "Format specifier was invalid.";
  const expanded = format.length === 1 ? expandDateFormat(format) : format;
  if (expanded === undefined) return wrongFormat;
  const fields: Fields = {};
  const isUniversal = format === "U" || (isOffset && (format === "r" || format === "R" || format === "u"));
  if (isUniversal) fields.zone = { minutes: 0, isZ: true };
  const cursor = new DateText(text);
  if ((styles & dateTimeStyles.AllowLeadingWhite) !== 0) cursor.skipBlanks();
  const failure = matchFormat(cursor, expanded, styles, fields);
  if (failure !== undefined) return failure;
  if ((styles & dateTimeStyles.AllowTrailingWhite) !== 0) cursor.skipBlanks();
  return cursor.isAtEnd() ? dateOfFields(fields, today) : notDate;
}

function matchFormat(
  text: DateText,
  format: string,
  styles: number,
  fields: Fields,
): DateFailure | undefined {
  const hasInnerBlanks = (styles & dateTimeStyles.AllowInnerWhite) !== 0;
  for (let at = 0; at < format.length; ) {
    const letter = format[at] ?? "";
    if (hasInnerBlanks) text.skipBlanks();
    let failure: DateFailure | undefined;
    if (letter === "'" || letter === '"') {
      const quoted = readQuoted(format, at);
      if (!text.take(quoted.text)) return notDate;
      at = quoted.end;
    } else if (letter === "\\") {
      if (at + 1 === format.length) return wrongFormat;
      if (!text.take(format[at + 1] ?? "")) return notDate;
      at += 2;
    } else if (letter === "%") {
      if (at + 1 === format.length || format[at + 1] === "%") return wrongFormat;
      at += 1;
    } else if (letter === "." && format[at + 1] === "F" && text.next !== ".") {
      at += 1 + runLength(format, at + 1);
    } else if (letter === " " && hasInnerBlanks) {
      at += 1;
    } else {
      const count = runLength(format, at);
      failure = matchField(text, letter, count, fields);
      at += count;
    }
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function matchField(text: DateText, letter: string, count: number, fields: Fields): DateFailure | undefined {
  switch (letter) {
    case "y":
      return matchYear(text, count, fields);
    case "M":
      if (count > 2)
        return matchName(text, monthNames, count, (index) => set(fields, "month", "M", index + 1));
      return matchNumber(text, count, (value) => set(fields, "month", "M", value));
    case "d":
      if (count > 2) return matchName(text, dayNames, count, (index) => set(fields, "dayOfWeek", "d", index));
      return matchNumber(text, count, (value) => set(fields, "day", "d", value));
    case "h":
      fields.isHalfDay = true;
      return matchNumber(text, count, (value) => set(fields, "hour", "h", value));
    case "H":
      return matchNumber(text, count, (value) => set(fields, "hour", "H", value));
    case "m":
      return matchNumber(text, count, (value) => set(fields, "minute", "m", value));
    case "s":
      return matchNumber(text, count, (value) => set(fields, "second", "s", value));
    case "f":
    case "F":
      return matchFraction(text, letter, count, fields);
    case "t":
      return matchHalf(text, count, fields);
    case "g":
      return text.oneOf(["A.D.", "AD"]) === undefined ? notDate : undefined;
    case "z":
    case "K":
    case "Z":
      return matchZone(text, letter, count, fields);
    default:
      return text.take(letter.repeat(count)) ? undefined : notDate;
  }
}

type NumberField = "year" | "month" | "day" | "dayOfWeek" | "hour" | "minute" | "second";

function set(fields: Fields, name: NumberField, letter: string, value: number): DateFailure | undefined {
  if (fields[name] !== undefined && fields[name] !== value) {
    return `DateTime pattern '${letter}' appears more than once with different values.`;
  }
  fields[name] = value;
  return undefined;
}

/** One letter takes one or two digits, more take two. */
function matchNumber(
  text: DateText,
  count: number,
  use: (value: number) => DateFailure | undefined,
): DateFailure | undefined {
  const digits = text.digits(2);
  return digits.length < Math.min(count, 2) ? notDate : use(Number(digits));
}

function matchYear(text: DateText, count: number, fields: Fields): DateFailure | undefined {
  const digits = text.digits(count < 3 ? 2 : Math.max(count, 4));
  const isComplete = count < 3 ? digits.length >= count : digits.length >= count && digits.length > 0;
  if (!isComplete) return notDate;
  return set(fields, "year", "y", count < 3 ? twoDigitYear(Number(digits)) : Number(digits));
}

function matchName(
  text: DateText,
  names: readonly string[],
  count: number,
  use: (index: number) => DateFailure | undefined,
): DateFailure | undefined {
  const index = text.oneOf(names, count === 3 ? 3 : undefined);
  return index === undefined ? notDate : use(index);
}

function matchFraction(
  text: DateText,
  letter: string,
  count: number,
  fields: Fields,
): DateFailure | undefined {
  if (count > 7) return wrongFormat;
  const digits = text.digits(count);
  if (letter === "f" && digits.length < count) return notDate;
  fields.fraction = fractionTicks(digits);
  return undefined;
}

function matchHalf(text: DateText, count: number, fields: Fields): DateFailure | undefined {
  const index = text.oneOf(["AM", "PM"], count === 1 ? 1 : undefined);
  if (index === undefined) return notDate;
  fields.isAfternoon = index === 1;
  return undefined;
}

function matchZone(text: DateText, letter: string, count: number, fields: Fields): DateFailure | undefined {
  if (letter !== "z" && text.oneOf(["GMT", "Z"]) !== undefined) {
    fields.zone = { minutes: 0, isZ: true };
    return undefined;
  }
  if (letter === "Z") return notDate;
  if (letter === "K" && text.next !== "+" && text.next !== "-") return undefined;
  const minutes = readOffsetMinutes(text, letter === "z" && count < 3);
  if (minutes === undefined) return notDate;
  if (Math.abs(minutes) > MAX_OFFSET_MINUTES) return wrongOffset;
  fields.zone = { minutes, isZ: false };
  return undefined;
}

function dateOfFields(fields: Fields, today: bigint | undefined): ParsedDate | DateFailure {
  const hour = hourOf(fields);
  if (hour === undefined) return notDate;
  const date = dayOfFields(fields, today);
  const time = timeTicks(hour, fields.minute ?? 0, fields.second ?? 0);
  if (date === undefined || time === undefined) return notInCalendar;
  if (fields.dayOfWeek !== undefined && partsOf(date).dayOfWeek !== fields.dayOfWeek) return wrongDayOfWeek;
  return { ticks: date + time + (fields.fraction ?? 0n), zone: fields.zone };
}

/** Undefined where the hour and AM or PM contradict each other. */
function hourOf({ hour = 0, isAfternoon, isHalfDay }: Fields): number | undefined {
  if (isHalfDay === true) {
    if (hour > 12) return undefined;
    return (hour % 12) + (isAfternoon === true ? 12 : 0);
  }
  if (isAfternoon === undefined) return hour;
  return isAfternoon === hour >= 12 ? hour : undefined;
}

/** Nothing of a date is today; a part that lacks is this year, January, the first. */
function dayOfFields({ year, month, day }: Fields, today: bigint | undefined): bigint | undefined {
  if (year === undefined && month === undefined && day === undefined) {
    return today === undefined ? 0n : today - (today % TICKS_PER_DAY);
  }
  const thisYear = today === undefined ? 1 : partsOf(today).year;
  return dateTicks(year ?? thisYear, month ?? 1, day ?? 1);
}
