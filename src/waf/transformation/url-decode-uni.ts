// The transformation urlDecodeUni.

import { hexByte, hexWord, narrowByte } from "./hex-digit.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition, TransformationSettings } from "./transformation.ts";

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const LOWER_U = 0x75;
const TRIGGERS = /[%+]/;

function apply(input: string, settings: TransformationSettings): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    let code = input.charCodeAt(i);
    if (code === PLUS) code = SPACE;
    if (code === PERCENT) {
      const isWide = (input.charCodeAt(i + 1) | 0x20) === LOWER_U;
      const value = isWide ? hexWord(input, i + 2) : hexByte(input, i + 1);
      if (value >= 0) {
        code = isWide ? mappedByte(value, settings) : value;
        i += isWide ? 5 : 2;
      }
    }
    bytes[length++] = code;
  }
  return textOf(bytes, length, input);
}

function mappedByte(codePoint: number, { unicodeMap }: TransformationSettings): number {
  const mapped = unicodeMap?.[codePoint] ?? 0;
  return mapped === 0 ? narrowByte(codePoint) : mapped;
}

/**
 * As urlDecode, and decodes `%uHHHH`, which Microsoft's servers take: to the byte that the map of
 * SecUnicodeMapFile has for the code point, else to its low byte, with full-width forms made ASCII.
 *
 * Invalid input: a `%` or `%u` without its hexadecimal digits stays.
 * Example: `%u0041%uff1c%42+` becomes `A<B` and a space
 */
export const urlDecodeUni: TransformationDefinition = {
  name: "urlDecodeUni",
  apply,
  triggers: TRIGGERS,
  swaps: [[PLUS, SPACE]],
};
