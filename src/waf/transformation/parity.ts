// The eighth bit of bytes that carry seven.

import { scratchBytes, textOf } from "./scratch-bytes.ts";

/** Sets the eighth bit so that the number of ones is even (0) or odd (1). */
export function withParity(input: string, parity: 0 | 1): string {
  const bytes = scratchBytes(input.length);
  for (let i = 0; i < input.length; i++) {
    const data = input.charCodeAt(i) & 0x7f;
    const isOdd = onesModulo2(data) === 1;
    bytes[i] = isOdd === (parity === 1) ? data : data | 0x80;
  }
  return textOf(bytes, input.length, input);
}

function onesModulo2(value: number): number {
  const nibble = (value ^ (value >>> 4)) & 15;
  return (0x6996 >>> nibble) & 1;
}
