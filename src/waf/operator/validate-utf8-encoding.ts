// The operator validateUtf8Encoding.

import type { OperatorDefinition } from "./operator.ts";

const BEYOND_ASCII = /[\x80-\xff]/;

/** RFC 3629 §4: for each first byte, how many follow and what the first of them may be. */
function isUtf8(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const lead = value.charCodeAt(i);
    if (lead < 0x80) continue;
    if (lead < 0xc2 || lead > 0xf4) return false;
    const second = value.charCodeAt(++i);
    if (!(second >= lowestSecond(lead) && second <= highestSecond(lead))) return false;
    for (let left = lead < 0xe0 ? 0 : lead < 0xf0 ? 1 : 2; left > 0; left--) {
      if ((value.charCodeAt(++i) & 0xc0) !== 0x80) return false;
    }
  }
  return true;
}

/** Less would be longer than need be. */
function lowestSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0;
  return lead === 0xf0 ? 0x90 : 0x80;
}

/** More would be a surrogate, or above U+10FFFF. */
function highestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f;
  return lead === 0xf4 ? 0x8f : 0xbf;
}

/**
 * Looks for what is not UTF-8: bytes that begin or continue nothing, sequences that are cut short or longer
 * than need be, surrogates, code points above U+10FFFF.
 *
 * Argument: none
 * Returns: true where the value is not UTF-8
 * Captures: nothing
 * Example: `SecRule ARGS "@validateUtf8Encoding" "id:1,phase:2,deny"`
 */
export const validateUtf8Encoding: OperatorDefinition = {
  name: "validateUtf8Encoding",
  aliases: [],
  argument: "none",
  readsFile: false,
  passesWords: true,
  compile: () => (value) => BEYOND_ASCII.test(value) && !isUtf8(value),
};
