// The transformation parityZero7bit.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[\x80-\xff]/;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  for (let i = 0; i < input.length; i++) bytes[i] = input.charCodeAt(i) & 0x7f;
  return textOf(bytes, input.length, input);
}

/**
 * Takes each byte for seven bits of data and clears the eighth.
 *
 * Invalid input: there is none.
 * Example: the byte 0xc1 becomes `A`
 */
export const parityZero7bit: TransformationDefinition = { name: "parityZero7bit", apply, triggers: TRIGGERS };
