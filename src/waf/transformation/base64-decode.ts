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

/**
 * Decodes Base64 (RFC 4648 §4), over line breaks, up to the padding.
 *
 * Invalid input: what stands before the first char outside the alphabet is decoded, the rest dropped.
 * Example: `aGVsbG8=` becomes `hello`
 */
export const base64Decode: TransformationDefinition = { name: "base64Decode", apply, triggers: undefined };
