// The transformation removeComments.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const SPACE = 0x20;
const HASH = 0x23;
const TRIGGERS = /[#*-]/;
const OPENING = /#|--|\/\*|<!--/;

function apply(input: string): string {
  if (!OPENING.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  let isInside = false;
  let i = 0;
  while (i < input.length) {
    if (isInside) {
      const closing = input.startsWith("*/", i) ? 2 : input.startsWith("-->", i) ? 3 : 0;
      isInside = closing === 0;
      i += isInside ? 1 : closing;
      continue;
    }
    const opening = input.startsWith("/*", i) ? 2 : input.startsWith("<!--", i) ? 4 : 0;
    if (opening > 0) {
      isInside = true;
      i += opening;
      continue;
    }
    const code = input.charCodeAt(i);
    if (code === HASH || input.startsWith("--", i)) break;
    bytes[length++] = code;
    i++;
  }
  if (isInside) bytes[length++] = SPACE;
  return textOf(bytes, length, input);
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
