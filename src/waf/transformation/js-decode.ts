// The transformation jsDecode.

import { hexByte, hexWord, narrowByte } from "./hex-digit.ts";
import { octalNumber, octalRun } from "./octal-run.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const LOWER_X = 0x78;
const TRIGGERS = /[\\]/;

/** What a single letter after the backslash stands for; every other char stands for itself. */
const controls = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) controls[byte] = byte;
for (const [letter, byte] of Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 })) {
  controls[letter.charCodeAt(0)] = byte;
}

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (code !== BACKSLASH || i + 1 === input.length) {
      bytes[length++] = code;
      continue;
    }
    const kind = input.charCodeAt(++i);
    let value = -1;
    let digits = 0;
    if (kind === LOWER_U) {
      value = hexWord(input, i + 1);
      digits = 4;
    } else if (kind === LOWER_X) {
      value = hexByte(input, i + 1);
      digits = 2;
    }
    if (value >= 0) {
      bytes[length++] = narrowByte(value);
      i += digits;
      continue;
    }
    const octal = octalRun(input, i);
    if (octal === 0) {
      bytes[length++] = controls[kind] ?? kind;
      continue;
    }
    // Three digits above \377 are two and a digit that stands for itself.
    const taken = octal === 3 && kind > 0x33 ? 2 : octal;
    bytes[length++] = octalNumber(input, i, taken);
    i += taken - 1;
  }
  return textOf(bytes, length, input);
}

/**
 * Decodes the escapes of JavaScript's strings: `\uHHHH` (its low byte; full-width forms become ASCII),
 * `\xHH`, octal up to `\377`, `\a \b \f \n \r \t \v`; a backslash before anything else is dropped.
 *
 * Invalid input: `\u` and `\x` without their digits lose the backslash; one at the end stays.
 * Example: `\x61\u006c\145rt\q` becomes `alertq`
 */
export const jsDecode: TransformationDefinition = { name: "jsDecode", apply, triggers: TRIGGERS };
