// Object.ToString() and IFormattable of values in object representation, in the invariant culture.

import { type ClrType, typeName } from "../type/clr-type.ts";
import { Boxed } from "./boxed.ts";
import { ClrException } from "./clr-exception.ts";
import { ClrObject } from "./clr-object.ts";
import { clrTypeNameOf } from "./clr-type-name.ts";
import { enumText, isKnownEnum } from "./enum-names.ts";
import { isFormattable } from "./formattable.ts";
import { formatDouble, formatInteger } from "./number/format-number.ts";

/** Widths of the integer types in bits. */
const integerBits: ReadonlyMap<string, number> = new Map([
  ["System.SByte", 8],
  ["System.Byte", 8],
  ["System.Int16", 16],
  ["System.UInt16", 16],
  ["System.Int32", 32],
  ["System.UInt32", 32],
  ["System.Int64", 64],
  ["System.UInt64", 64],
]);

/** What `ToString()` says; "" for null, as string concatenation has it. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Boxed) return numberText(value.type, value.value, null);
  if (value instanceof ClrObject) return value.toString();
  if (value instanceof ClrException) return exceptionText(value);
  return clrTypeNameOf(value);
}

/**
 * A value in a composite format: with its format where it is IFormattable, else as `ToString()`.
 * @throws ClrException FormatException
 */
export function formatText(value: unknown, format: string | null): string {
  if (format === null || format === "") return textOf(value);
  if (value instanceof Boxed) return numberText(value.type, value.value, format);
  if (isFormattable(value)) return value.toFormat(format);
  return textOf(value);
}

/**
 * The text of a number, char or enum in static representation.
 * @throws ClrException FormatException
 */
export function numberText(type: ClrType, value: number | bigint, format: string | null): string {
  const name = typeName(type);
  const bits = integerBits.get(name);
  if (bits !== undefined) return formatInteger(value, bits, format);
  if (name === "System.Double") return formatDouble(Number(value), 15, format);
  if (name === "System.Single") return formatDouble(Number(value), 7, format);
  if (name === "System.Char") return String.fromCharCode(Number(value));
  return isKnownEnum(name) ? enumFormat(name, Number(value), format) : String(value);
}

/** Enum.ToString(format): G and F are names, D is the number, X eight hexadecimal digits.
 * @throws ClrException FormatException */
function enumFormat(name: string, value: number, format: string | null): string {
  switch ((format ?? "G").toUpperCase()) {
    case "":
    case "G":
    case "F":
      return enumText(name, value);
    case "D":
      return String(value);
    case "X":
      return formatInteger(value, 32, "X8");
    default:
      throw new ClrException(
        "System.FormatException",
        'Format String can be only "G", "g", "X", "x", "F", "f", "D" or "d".',
      );
  }
}

/** Exception.ToString() without a stack: the names of our functions are nobody's business. */
function exceptionText(exception: ClrException): string {
  const head = exception.message === "" ? exception.typeName : `${exception.typeName}: ${exception.message}`;
  if (exception.inner === null) return head;
  return `${head} ---> ${exceptionText(exception.inner)}\n   --- End of inner exception stack trace ---`;
}
