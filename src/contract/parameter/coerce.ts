// A text as the values that it may stand for: `1` is a number where numbers are asked for.

import type { JsonValue } from "../contract.ts";

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * The readings of a text by the types that are asked for, the most particular first; the text itself is
 * last.
 */
export function readingsOf(text: string, types: ReadonlySet<string>): readonly JsonValue[] {
  const readings: JsonValue[] = [];
  if (types.has("boolean") && (text === "true" || text === "false")) readings.push(text === "true");
  if ((types.has("number") || types.has("integer")) && NUMBER.test(text)) readings.push(Number(text));
  if (types.has("null") && (text === "" || text === "null")) readings.push(null);
  return [...readings, text];
}
