// The transformation replaceComments.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const SPACE = 0x20;
const TRIGGERS = /[*]/;

function apply(input: string): string {
  let start = TRIGGERS.test(input) ? input.indexOf("/*") : -1;
  if (start < 0) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  let end = 0;
  while (start >= 0) {
    length += bytes.write(input.slice(end, start), length, "latin1");
    bytes[length++] = SPACE;
    const close = input.indexOf("*/", start + 2);
    end = close < 0 ? input.length : close + 2;
    start = input.indexOf("/*", end);
  }
  length += bytes.write(input.slice(end), length, "latin1");
  return textOf(bytes, length, input);
}

/**
 * Makes each comment of C's kind (from slash and star to star and slash) one space, also one that is not
 * closed.
 *
 * Invalid input: a comment's end without its beginning stays.
 * Example: `a/*b` becomes `a `
 */
export const replaceComments: TransformationDefinition = {
  name: "replaceComments",
  apply,
  triggers: TRIGGERS,
};
