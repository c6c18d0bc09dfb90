// The case of single UTF-16 code units, in the invariant culture.

import { lowerInvariant, upperInvariant } from "../text/culture-compare.ts";

/** Signs that are letters' doubles (ohm, kelvin, ångström) keep their case. */
const isSign = (code: number): boolean => code === 0x2126 || code === 0x212a || code === 0x212b;

export function lowerCode(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  if (isSign(code)) return code;
  return lowerInvariant(String.fromCharCode(code)).charCodeAt(0);
}

export function upperCode(code: number): number {
  if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code;
  return upperInvariant(String.fromCharCode(code)).charCodeAt(0);
}
