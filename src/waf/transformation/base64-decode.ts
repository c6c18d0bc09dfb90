// The transformation base64Decode.

import { Base64Joiner, base64Digit } from "./base64-alphabet.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const NEW_LINE = 0x0a;
const RETURN = 0x0d;

function apply(input: string): string {
  const bytes = scratchBytes(input.length);
  const joiner = new Base64Joiner(bytes);
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    const digit = base64Digit(code);
    if (digit >= 0) joiner.add(digit);
    else if (code !== NEW_LINE && code !== RETURN) break;
  }
  return textOf(bytes, joiner.length, input);
}

/** Decodes without keeping what it decodes. */
function noteMade(input: string, made: Uint32Array): number {
  for (let word = 0; word < 8; word++) made[word] = 0;
  let bits = 0;
  let count = 0;
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    const digit = base64Digit(code);
    if (digit < 0) {
      if (code !== NEW_LINE && code !== RETURN) break;
      continue;
    }
    bits = ((bits << 6) | digit) & 0xfff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const byte = (bits >>> count) & 0xff;
    length++;
    made[byte >>> 5] = (made[byte >>> 5] ?? 0) | (1 << (byte & 31));
  }
  return length;
}

/**
 * Decodes Base64 (RFC 4648 §4), over line breaks, up to the padding.
 *
 * Invalid input: what stands before the first char outside the alphabet is decoded, the rest dropped.
 * Example: `aGVsbG8=` becomes `hello`
 */
export const base64Decode: TransformationDefinition = {
  name: "base64Decode",
  apply,
  triggers: undefined,
  noteMade,
};
