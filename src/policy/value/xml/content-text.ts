// What values look like in XML (XObject.GetStringValue, XmlConvert.ToString): XML Schema's forms, not
// those of ToString().

import { Boxed } from "../boxed.ts";
import { argumentException } from "../clr-exception.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import { formatDouble } from "../number/format-number.ts";
import { textOf } from "../object-text.ts";
import { DateTime } from "../time/date-time.ts";
import { DateTimeOffset } from "../time/date-time-offset.ts";
import { TimeSpan } from "../time/time-span.ts";
import { XObject } from "./x-object.ts";
import { durationText } from "./xml-duration.ts";

const ROUND_TRIP = "yyyy-MM-ddTHH:mm:ss.FFFFFFFK";

/** `value` is in object representation and not null. @throws ClrException ArgumentException for XObjects */
export function contentText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof XObject) throw argumentException("An XObject cannot be used as a value.");
  if (value instanceof DateTime) return dateTimeText(value);
  if (value instanceof DateTimeOffset) return offsetDateText(value);
  if (value instanceof TimeSpan) return durationText(value.ticks);
  if (value instanceof Boxed && typeof value.value === "number") {
    const type = clrTypeNameOf(value);
    if (type === "System.Double") return realText(value.value, 15);
    if (type === "System.Single") return realText(value.value, 7);
  }
  return textOf(value);
}

function dateTimeText(date: DateTime): string {
  return date.toFormat(ROUND_TRIP);
}

function offsetDateText(date: DateTimeOffset): string {
  const end = date.offsetMinutes === 0 ? "Z" : "K";
  return date.toFormat(ROUND_TRIP.replace("K", end));
}

/** Digits enough to read the same number again. */
function realText(value: number, digits: 7 | 15): string {
  if (value === Number.POSITIVE_INFINITY) return "INF";
  if (value === Number.NEGATIVE_INFINITY) return "-INF";
  return formatDouble(value, digits, "R");
}
