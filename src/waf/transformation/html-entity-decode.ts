// The transformation htmlEntityDecode.

import { hexNumber, hexRun } from "./hex-digit.ts";
import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const AMPERSAND = 0x26;
const HASH = 0x23;
const ZERO = 0x30;
const SEMICOLON = 0x3b;
const LOWER_X = 0x78;
const TRIGGERS = /[&]/;

const LONGEST_NAME = 4;

/** The chars of a name of up to four as one number, so that none has to be cut out. */
const packed = (name: string): number =>
  Array.from(name).reduce((sum, char) => (sum << 8) | char.charCodeAt(0), 0);

const QUOT = packed("quot");
const AMP = packed("amp");
const LT = packed("lt");
const GT = packed("gt");
const NBSP = packed("nbsp");

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
  return numberedByte(input, first, isHex);
}

/** Of this many digits, or fewer, JavaScript's numbers hold the value. */
const FEW_DIGITS = 8;

function numberedByte(input: string, first: number, isHex: boolean): number {
  let at = first;
  while (at < entityEnd && input.charCodeAt(at) === ZERO) at++;
  const count = entityEnd - at;
  if (count > FEW_DIGITS) return lowByte(input.slice(at, entityEnd), isHex);
  if (isHex) return hexNumber(input, at, count) & 0xff;
  let value = 0;
  for (; at < entityEnd; at++) value = value * 10 + input.charCodeAt(at) - ZERO;
  return value & 0xff;
}

function readName(input: string, start: number): number {
  let end = start;
  let name = 0;
  for (; end - start <= LONGEST_NAME; end++) {
    const code = input.charCodeAt(end);
    if (!isAlphanumeric(code)) break;
    name = (name << 8) | code | 0x20;
  }
  entityEnd = end;
  return end - start > LONGEST_NAME ? -1 : namedByte(name);
}

function namedByte(name: number): number {
  switch (name) {
    case QUOT:
      return 0x22;
    case AMP:
      return 0x26;
    case LT:
      return 0x3c;
    case GT:
      return 0x3e;
    case NBSP:
      return 0xa0;
    default:
      return -1;
  }
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

/** @param significant digits without zeros before them */
function lowByte(significant: string, isHex: boolean): number {
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
