// The transformation utf8toUnicode.

import { scratchBytes, textOf } from "./scratch-bytes.ts";
import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[\x80-\xff]/;
const PERCENT = 0x25;
const LOWER_U = 0x75;
const digits = Buffer.from("0123456789abcdef", "latin1");
/** Of the longest result: two bytes that become `%u`, four digits and the first byte again. */
const GROWTH = 4;
/** The first byte of U+10FFFF. */
const LAST_LEAD = 0xf4;

function apply(input: string): string {
  if (!TRIGGERS.test(input)) return input;
  const bytes = scratchBytes(GROWTH * input.length);
  let length = 0;
  let i = 0;
  while (i < input.length) {
    const lead = input.charCodeAt(i);
    const size = sequenceSize(lead);
    if (size === 0) {
      bytes[length++] = lead;
      i++;
      continue;
    }
    // As the reference engine has it: bytes that tell what was written wrongly stay to be seen.
    if (lead > LAST_LEAD) bytes[length++] = lead;
    const code = codePoint(input, i, size);
    if (code < 0) {
      i++;
      continue;
    }
    bytes[length++] = PERCENT;
    bytes[length++] = LOWER_U;
    for (let shift = 4 * (digitCount(code) - 1); shift >= 0; shift -= 4) {
      bytes[length++] = digits[(code >>> shift) & 15] ?? 0;
    }
    if (isOverlong(code, size) || isSurrogate(code)) bytes[length++] = lead;
    i += size;
  }
  return textOf(bytes, length, input);
}

/** Four, or as many as a code point above U+FFFF needs. */
const digitCount = (code: number): number => (code < 0x10000 ? 4 : code < 0x100000 ? 5 : 6);

/** By the first byte; 0 for bytes that stand for themselves or begin nothing. */
function sequenceSize(lead: number): number {
  if (lead < 0xc0 || lead > 0xf7) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** -1 where a byte that has to follow does not. */
function codePoint(input: string, at: number, size: number): number {
  let code = input.charCodeAt(at) & (0xff >>> (size + 1));
  for (let i = at + 1; i < at + size; i++) {
    const next = input.charCodeAt(i);
    if ((next & 0xc0) !== 0x80) return -1;
    code = code * 64 + (next & 0x3f);
  }
  return code;
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

function isOverlong(code: number, size: number): boolean {
  if (size === 2) return code < 0x80;
  return code < (size === 3 ? 0x800 : 0x10000);
}

/**
 * Writes each sequence of UTF-8 as `%uHHHH` (more digits above U+FFFF), so that urlDecodeUni can make one
 * byte of it.
 *
 * Invalid input: the first byte of an incomplete sequence is dropped; a surrogate, and a sequence that is
 * longer than need be, keep their first byte behind them, one above U+10FFFF before it; other bytes stay.
 * Example: the bytes 0xc3 0xa9 become `%u00e9`
 */
export const utf8toUnicode: TransformationDefinition = {
  name: "utf8toUnicode",
  apply,
  triggers: TRIGGERS,
  mayLengthen: true,
};
