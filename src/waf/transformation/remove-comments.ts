// The transformation removeComments.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const SPACE = 0x20;
const HASH = 0x23;
const STAR = 0x2a;
const DASH = 0x2d;
const SLASH = 0x2f;
const LESS = 0x3c;
const TRIGGERS = /[#*-]/;
const OPENING = /#|--|\/\*|<!--/;

function apply(input: string): string {
  if (!OPENING.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  let isInside = false;
  let i = 0;
  while (i < input.length) {
    const code = input.charCodeAt(i);
    const mark = isInside ? closingAt(input, code, i) : openingAt(input, code, i);
    if (mark > 0) {
      isInside = !isInside;
      i += mark;
      continue;
    }
    if (isInside) {
      i++;
      continue;
    }
    if (code === HASH || (code === DASH && input.charCodeAt(i + 1) === DASH)) break;
    bytes[length++] = code;
    i++;
  }
  if (isInside) bytes[length++] = SPACE;
  return textOf(bytes, length, input);
}

/** The length of the mark that ends a comment at a place; 0 where there is none. */
function closingAt(input: string, code: number, at: number): number {
  if (code === STAR) return input.charCodeAt(at + 1) === SLASH ? 2 : 0;
  return code === DASH && input.startsWith("-->", at) ? 3 : 0;
}

/** Of the mark that begins one. */
function openingAt(input: string, code: number, at: number): number {
  if (code === SLASH) return input.charCodeAt(at + 1) === STAR ? 2 : 0;
  return code === LESS && input.startsWith("<!--", at) ? 4 : 0;
}

/**
 * Drops comments: of C's kind, of HTML, and everything from `--` or `#` on.
 *
 * Invalid input: a comment that is not closed becomes a space.
 * Example: `un<!-- x -->ion--rest` becomes `union`
 */
export const removeComments: TransformationDefinition = {
  name: "removeComments",
  apply,
  triggers: TRIGGERS,
  onWords: "nothing",
};
