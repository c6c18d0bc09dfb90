// The transformation lowercase.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[A-Z]/;
const BEYOND_ASCII = /[\x80-\xff]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  // The language's own function would change the letters of latin1 too.
  if (!BEYOND_ASCII.test(input)) return input.toLowerCase();
  const bytes = scratchBytes(input.length);
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    bytes[i] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  }
  return textOf(bytes, input.length, input);
}

/**
 * Makes the letters A to Z small; bytes beyond ASCII stay.
 *
 * Invalid input: there is none.
 * Example: `SELECT` becomes `select`
 */
export const lowercase: TransformationDefinition = {
  name: "lowercase",
  apply,
  triggers: TRIGGERS,
  onWords: "case",
};
