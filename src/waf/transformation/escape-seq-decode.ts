// The transformation escapeSeqDecode.

import { hexByte } from "./hex-digit.ts";
import { octalNumber, octalRun } from "./octal-run.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const BACKSLASH = 0x5c;
const TRIGGERS = /[\\]/;

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
    const value = (kind | 0x20) === 0x78 ? hexByte(input, i + 1) : -1;
    const octal = octalRun(input, i);
    if (value >= 0) {
      bytes[length++] = value;
      i += 2;
    } else if (octal > 0) {
      bytes[length++] = octalNumber(input, i, octal) & 0xff;
      i += octal - 1;
    } else bytes[length++] = controls[kind] ?? kind;
  }
  return textOf(bytes, length, input);
}

/**
 * Decodes the escapes of C's strings: `\a \b \f \n \r \t \v \\ \? \' \"`, `\xHH`, and octal.
 *
 * Invalid input: a backslash before anything else is dropped.
 * Example: `\x2fetc\057passwd` becomes `/etc/passwd`
 */
export const escapeSeqDecode: TransformationDefinition = {
  name: "escapeSeqDecode",
  apply,
  triggers: TRIGGERS,
};
