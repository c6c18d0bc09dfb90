// The transformation removeWhitespace.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";
import { isSpace } from "./white-space.ts";

const TRIGGERS = /[\t-\r \xa0]/;
const NO_BREAK = 0xa0;
/** Before it in UTF-8. */
const LEAD = 0xc2;

/** By byte: 1 for what is dropped wherever it stands. */
const dropped = Uint8Array.from({ length: 256 }, (_, code) => (isSpace(code) || code === NO_BREAK ? 1 : 0));

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  const end = bytes.write(input, 0, "latin1");
  // In place: no more is written than was read.
  let length = 0;
  for (let i = 0; i < end; i++) {
    const code = bytes[i] ?? 0;
    if (dropped[code] === 1) continue;
    if (code === LEAD && i + 1 < end && bytes[i + 1] === NO_BREAK) i++;
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
  onlyRemoves: true,
};
