// The transformation replaceComments.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const SPACE = 0x20;
const SLASH = 0x2f;
const STAR = 0x2a;
const TRIGGERS = /[*]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input) || !input.includes("/*")) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (code !== SLASH || input.charCodeAt(i + 1) !== STAR) {
      bytes[length++] = code;
      continue;
    }
    bytes[length++] = SPACE;
    i = closeOf(input, i + 2);
  }
  return textOf(bytes, length, input);
}

/** The last char of the comment whose text begins at a place. */
function closeOf(input: string, from: number): number {
  for (let i = from; i < input.length; i++) {
    if (input.charCodeAt(i) === STAR && input.charCodeAt(i + 1) === SLASH) return i + 1;
  }
  return input.length;
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
