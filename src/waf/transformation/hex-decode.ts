// The transformation hexDecode.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

function apply(input: string): string {
  const count = input.length >>> 1;
  const bytes = scratchBytes(count);
  for (let i = 0; i < count; i++) {
    bytes[i] = loose(input.charCodeAt(2 * i)) * 16 + loose(input.charCodeAt(2 * i + 1));
  }
  return textOf(bytes, count, input);
}

/**
 * What is no digit has a value too, as in the reference engine: the low bits of what its arithmetic gives.
 */
function loose(code: number): number {
  return code >= 0x41 ? (code & 0xdf) - 0x41 + 10 : code - 0x30;
}

/**
 * Decodes pairs of hexadecimal digits, as hexEncode makes them.
 *
 * Invalid input: pairs that are not digits give some byte; an odd char at the end is dropped.
 * Example: `61626A` becomes `abj`
 */
export const hexDecode: TransformationDefinition = { name: "hexDecode", apply, triggers: undefined };
