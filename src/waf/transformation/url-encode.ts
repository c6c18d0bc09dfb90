// The transformation urlEncode.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const TRIGGERS = /[^0-9A-Za-z*]/;

const digits = Buffer.from("0123456789abcdef", "latin1");
/** 1 for bytes that stay as they are. */
const plain = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) plain[byte] = TRIGGERS.test(String.fromCharCode(byte)) ? 0 : 1;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(3 * input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (plain[code] === 1) bytes[length++] = code;
    else if (code === SPACE) bytes[length++] = PLUS;
    else {
      bytes[length++] = PERCENT;
      bytes[length++] = digits[code >>> 4] ?? 0;
      bytes[length++] = digits[code & 15] ?? 0;
    }
  }
  return textOf(bytes, length, input);
}

/**
 * Encodes as forms do: letters, digits and `*` stay, a space becomes `+`, every other byte `%hh` in lower
 * case.
 *
 * Invalid input: there is none.
 * Example: `a b/c` becomes `a+b%2fc`
 */
export const urlEncode: TransformationDefinition = {
  name: "urlEncode",
  apply,
  triggers: TRIGGERS,
  mayLengthen: true,
};
