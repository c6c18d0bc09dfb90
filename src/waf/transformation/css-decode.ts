// The transformation cssDecode.

import { hexNumber, hexRun, narrowByte } from "./hex-digit.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";
import { isSpace } from "./white-space.ts";

const BACKSLASH = 0x5c;
const NEW_LINE = 0x0a;
const MAX_DIGITS = 6;
const TRIGGERS = /[\\]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (code !== BACKSLASH) {
      bytes[length++] = code;
      continue;
    }
    const digits = hexRun(input, i + 1, MAX_DIGITS);
    if (digits > 0) {
      bytes[length++] = escapedByte(hexNumber(input, i + 1, digits));
      i += digits;
      if (isSpace(input.charCodeAt(i + 1))) i++;
    } else if (++i < input.length && input.charCodeAt(i) !== NEW_LINE) {
      bytes[length++] = input.charCodeAt(i);
    }
  }
  return textOf(bytes, length, input);
}

/** Of code points above U+FFFF only the low byte counts. */
const escapedByte = (code: number): number => (code > 0xffff ? code & 0xff : narrowByte(code));

/**
 * Decodes the escapes of CSS 2: a backslash and up to six hexadecimal digits become the low byte of the code
 * point (full-width forms become ASCII), with one white space behind them dropped; backslash and newline go;
 * a backslash before anything else is dropped.
 *
 * Invalid input: a backslash at the end is dropped.
 * Example: `ja\vascript\3a` becomes `javascript:`
 */
export const cssDecode: TransformationDefinition = { name: "cssDecode", apply, triggers: TRIGGERS };
