// The transformation sqlHexDecode.

import { hexByte } from "./hex-digit.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const ZERO = 0x30;
const LOWER_X = 0x78;
const TRIGGERS = /[xX]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  let i = 0;
  while (i < input.length) {
    const code = input.charCodeAt(i);
    const isPrefix = code === ZERO && (input.charCodeAt(i + 1) | 0x20) === LOWER_X;
    let byte = isPrefix ? hexByte(input, i + 2) : -1;
    if (byte < 0) {
      bytes[length++] = code;
      i++;
      continue;
    }
    i += 2;
    while (byte >= 0) {
      bytes[length++] = byte;
      i += 2;
      byte = hexByte(input, i);
    }
  }
  return textOf(bytes, length, input);
}

/**
 * Decodes SQL's hexadecimal literals: `0x` and pairs of digits become the bytes.
 *
 * Invalid input: `0x` without a pair stays, as does an odd digit at the end of the literal.
 * Example: `concat(0x61646d696e)` becomes `concat(admin)`
 */
export const sqlHexDecode: TransformationDefinition = { name: "sqlHexDecode", apply, triggers: TRIGGERS };
