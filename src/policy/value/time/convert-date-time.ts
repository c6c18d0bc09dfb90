// Convert.ToDateTime: texts as DateTime.Parse reads them; no other value is a date.

import type { Members } from "../../type/type-definition.ts";
import { formatException, invalidCast } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import type { Run } from "../run.ts";
import { defaultDay } from "./clock.ts";
import { DateTime } from "./date-time.ts";
import { parseDate } from "./parse-date.ts";
import { dateTimeFrom } from "./parsed-date.ts";

/** The date that a text says. `today` is the clock for what it leaves out.
 * @throws ClrException FormatException */
export function dateTimeOfText(text: string, today: bigint | undefined): DateTime {
  const parsed = parseDate(text, today);
  const made = typeof parsed === "string" ? parsed : dateTimeFrom(parsed, 0);
  if (typeof made === "string") throw formatException(made);
  return made;
}

const minDate = new DateTime(0n, "unspecified");

/** Null is the first moment of the calendar. @throws ClrException FormatException, InvalidCastException */
function convert(run: Run, value: unknown): DateTime {
  if (value === null) return minDate;
  if (value instanceof DateTime) return value;
  if (typeof value === "string") {
    run.spend(value.length);
    return dateTimeOfText(value, defaultDay(run, 0));
  }
  const name = clrTypeNameOf(value);
  if (value instanceof ClrObject && name !== "System.Decimal") {
    throw invalidCast(`Unable to cast object of type '${name}' to type 'System.IConvertible'.`);
  }
  throw invalidCast(`Invalid cast from '${name.slice(name.lastIndexOf(".") + 1)}' to 'DateTime'.`);
}

export const dateTimeConversions: Members = {
  "static DateTime ToDateTime(string value)": convert,
  "static DateTime ToDateTime(string value, IFormatProvider provider)": convert,
  "static DateTime ToDateTime(DateTime value)": convert,
  "static DateTime ToDateTime(object value)": convert,
  "static DateTime ToDateTime(object value, IFormatProvider provider)": convert,
};
