// The transformation compressWhitespace.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";
import { isSpace } from "./white-space.ts";

const SPACE = 0x20;
const TRIGGERS = /[\t-\r ]/;

const white = Uint8Array.from({ length: 256 }, (_, code) => (isSpace(code) ? 1 : 0));

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  const end = bytes.write(input, 0, "latin1");
  // In place: no more is written than was read.
  let length = 0;
  let wasWhite = 0;
  for (let i = 0; i < end; i++) {
    const code = bytes[i] ?? 0;
    const isWhite = white[code] ?? 0;
    if (isWhite === 0) bytes[length++] = code;
    else if (wasWhite === 0) bytes[length++] = SPACE;
    wasWhite = isWhite;
  }
  return textOf(bytes, length, input);
}

/**
 * Makes each run of white space (space, tab, newline, return, form feed, vertical tab) one space.
 *
 * Invalid input: there is none.
 * Example: `union   select` becomes `union select`
 */
export const compressWhitespace: TransformationDefinition = {
  name: "compressWhitespace",
  apply,
  triggers: TRIGGERS,
};
