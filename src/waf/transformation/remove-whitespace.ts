// The transformation removeWhitespace.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";
import { isSpace } from "./white-space.ts";

const TRIGGERS = /[\t-\r \xa0]/;
const NO_BREAK = 0xa0;
/** Before it in UTF-8. */
const LEAD = 0xc2;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (isSpace(code) || code === NO_BREAK) continue;
    if (code === LEAD && input.charCodeAt(i + 1) === NO_BREAK) i++;
    else bytes[length++] = code;
  }
  return textOf(bytes, length, input);
}

/**
 * Drops white space: space, tab, newline, return, form feed, vertical tab, and the no-break space of
 * latin1 and UTF-8.
 *
 * Invalid input: there is none.
 * Example: `java script :` becomes `javascript:`
 */
export const removeWhitespace: TransformationDefinition = {
  name: "removeWhitespace",
  apply,
  triggers: TRIGGERS,
};
