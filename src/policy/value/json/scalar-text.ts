// Values in JSON's spelling, as Newtonsoft's writer spells them.

import { Boxed } from "../boxed.ts";
import { ClrDecimal } from "../number/decimal.ts";
import { textOf } from "../object-text.ts";
import { DateTime } from "../time/date-time.ts";
import { DateTimeOffset } from "../time/date-time-offset.ts";
import { offsetText } from "../time/offset-text.ts";
import { dateTimeText, isoText } from "./json-date.ts";
import type { JTokenTypeName } from "./json-enums.ts";
import { jsonFloatText, withDecimalPlace } from "./json-number.ts";
import { quoteJson } from "./json-string.ts";

/** `value` is in object representation; `type` says how a string is meant. */
export function scalarText(type: JTokenTypeName, value: unknown): string {
  if (type === "Undefined") return "undefined";
  if (value === null) return "null";
  switch (type) {
    case "Raw":
      return textOf(value);
    case "Boolean":
      return value === true ? "true" : "false";
    case "Integer":
      return value instanceof Boxed ? String(value.value) : textOf(value);
    case "Float":
      return floatText(value);
    case "Date":
      return quoteJson(dateText(value));
    case "Bytes":
      return quoteJson(bytesText(value));
    default:
      return quoteJson(textOf(value));
  }
}

function floatText(value: unknown): string {
  if (value instanceof ClrDecimal) return withDecimalPlace(textOf(value));
  if (!(value instanceof Boxed)) return textOf(value);
  const isSingle = value.type.kind === "named" && value.type.name === "System.Single";
  return jsonFloatText(Number(value.value), isSingle);
}

/** ISO 8601, round trip: the end of a DateTime says its kind, that of a DateTimeOffset its offset. */
export function dateText(value: unknown): string {
  if (value instanceof DateTime) return dateTimeText(value);
  if (value instanceof DateTimeOffset) return isoText(value.ticks, offsetText(value.offsetMinutes));
  return textOf(value);
}

/** Base64. */
export function bytesText(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : "";
}
