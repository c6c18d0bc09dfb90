// The transformation htmlEntityDecode.

import { hexRun } from "./hex-digit.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const AMPERSAND = 0x26;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const LOWER_X = 0x78;
const TRIGGERS = /[&]/;

const LONGEST_NAME = 4;
const names: ReadonlyMap<string, number> = new Map([
  ["quot", 0x22],
  ["amp", 0x26],
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["nbsp", 0xa0],
]);

/** Of the entity read last: where it ends. Kept outside so that reading one makes no object. */
let entityEnd = 0;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const code = input.charCodeAt(i);
    const byte = code === AMPERSAND ? readEntity(input, i + 1) : -1;
    bytes[length++] = byte < 0 ? code : byte;
    if (byte < 0) continue;
    i = input.charCodeAt(entityEnd) === SEMICOLON ? entityEnd : entityEnd - 1;
  }
  return textOf(bytes, length, input);
}

/** The byte of the entity behind an ampersand; -1 where there is none. */
function readEntity(input: string, start: number): number {
  if (input.charCodeAt(start) !== HASH) return readName(input, start);
  const isHex = (input.charCodeAt(start + 1) | 0x20) === LOWER_X;
  const first = isHex ? start + 2 : start + 1;
  const count = isHex ? hexRun(input, first, input.length) : decimalRun(input, first);
  if (count === 0) return -1;
  entityEnd = first + count;
  return lowByte(input.slice(first, entityEnd), isHex);
}

function readName(input: string, start: number): number {
  let end = start;
  while (end - start <= LONGEST_NAME && isAlphanumeric(input.charCodeAt(end))) end++;
  const byte = names.get(input.slice(start, end).toLowerCase()) ?? -1;
  entityEnd = end;
  return byte;
}

function decimalRun(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end - at;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/** The reference engine reads a signed number of 64 bits, whose end is where larger ones stop. */
const LARGEST = 2n ** 63n - 1n;
const MOST_DIGITS = 19;

function lowByte(digits: string, isHex: boolean): number {
  const significant = digits.replace(/^0+/, "");
  if (significant.length <= 6) return Number.parseInt(significant || "0", isHex ? 16 : 10) & 0xff;
  if (significant.length > MOST_DIGITS) return 0xff;
  const value = BigInt(isHex ? `0x${significant}` : significant);
  return value > LARGEST ? 0xff : Number(value & 0xffn);
}

/**
 * Decodes `&#DDD;`, `&#xHHH;` (the low byte of the number) and `&quot; &amp; &lt; &gt; &nbsp;` in any case.
 * The semicolon may be missing.
 *
 * Invalid input: other names, and numbers without digits, stay.
 * Example: `&lt;b&#x3e;&apos;` becomes `<b>&apos;`
 */
export const htmlEntityDecode: TransformationDefinition = {
  name: "htmlEntityDecode",
  apply,
  triggers: TRIGGERS,
};
