// The transformation compressWhitespace.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";
import { isSpace } from "./white-space.ts";

const SPACE = 0x20;
const TRIGGERS = /[\t-\r ]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  let afterSpace = false;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    const isWhite = isSpace(code);
    if (!isWhite) bytes[length++] = code;
    else if (!afterSpace) bytes[length++] = SPACE;
    afterSpace = isWhite;
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
