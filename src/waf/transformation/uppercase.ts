// The transformation uppercase.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[a-z]/;
const BEYOND_ASCII = /[\x80-\xff]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  // The language's own function would change the letters of latin1 too, ß even into two.
  if (!BEYOND_ASCII.test(input)) return input.toUpperCase();
  const bytes = scratchBytes(input.length);
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    bytes[i] = code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
  }
  return textOf(bytes, input.length, input);
}

/**
 * Makes the letters a to z capital; bytes beyond ASCII stay.
 *
 * Invalid input: there is none.
 * Example: `select` becomes `SELECT`
 */
export const uppercase: TransformationDefinition = {
  name: "uppercase",
  apply,
  triggers: TRIGGERS,
  onWords: "case",
};
