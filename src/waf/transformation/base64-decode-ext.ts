// The transformation base64DecodeExt.

import { Base64Joiner, base64Digit } from "./base64-alphabet.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

function apply(input: string): string {
  const bytes = scratchBytes(input.length);
  const joiner = new Base64Joiner(bytes);
  for (let i = 0; i < input.length; i++) {
    const digit = base64Digit(input.charCodeAt(i));
    if (digit >= 0) joiner.add(digit);
  }
  return textOf(bytes, joiner.length, input);
}

/**
 * Decodes Base64 (RFC 4648 §4) as forgiving decoders do: chars outside the alphabet do not count, wherever
 * they are.
 *
 * Invalid input: there is none.
 * Example: `P.HNjcmlwdD4` becomes `<script>`
 */
export const base64DecodeExt: TransformationDefinition = {
  name: "base64DecodeExt",
  apply,
  triggers: undefined,
};
