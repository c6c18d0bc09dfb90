// The transformation urlDecode.

import { hexByte } from "./hex-digit.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const TRIGGERS = /[%+]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    let code = input.charCodeAt(i);
    if (code === PLUS) code = SPACE;
    if (code === PERCENT) {
      const byte = hexByte(input, i + 1);
      if (byte >= 0) {
        code = byte;
        i += 2;
      }
    }
    bytes[length++] = code;
  }
  return textOf(bytes, length, input);
}

/**
 * Decodes the percent encoding of URLs and forms: `%HH` becomes the byte, `+` a space. Once: what comes out
 * is not decoded again.
 *
 * Invalid input: a `%` without two hexadecimal digits behind it stays.
 * Example: `a%20b+c%zz` becomes `a b c%zz`
 */
export const urlDecode: TransformationDefinition = {
  name: "urlDecode",
  apply,
  triggers: TRIGGERS,
  swaps: [[PLUS, SPACE]],
};
