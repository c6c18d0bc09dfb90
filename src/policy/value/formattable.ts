// What composite formats, sorting and equality ask of objects of the value library beyond ClrObject.

import { ClrObject } from "./clr-object.ts";

/** IFormattable: `{0:yyyy}`, `ToString("F2")`. */
export type Formattable = ClrObject & {
  /** `format` is never empty; null asks for the default.
   * @throws ClrException FormatException */
  toFormat(format: string | null): string;
};

/** IComparable: `other` is a value of the same type. */
export type Comparable = ClrObject & { compareTo(other: unknown): number };

export function isFormattable(value: unknown): value is Formattable {
  return value instanceof ClrObject && "toFormat" in value && typeof value.toFormat === "function";
}

export function isComparable(value: unknown): value is Comparable {
  return value instanceof ClrObject && "compareTo" in value && typeof value.compareTo === "function";
}
