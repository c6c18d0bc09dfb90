// Hexadecimal digits of latin1 text, read by place without cutting the text up.

const values = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  values[digit.charCodeAt(0)] = value;
  values[digit.toUpperCase().charCodeAt(0)] = value;
}

/** The value of the digit at a place; -1 where none stands there, which may be behind the end. */
function hexDigit(text: string, at: number): number {
  return at < text.length ? (values[text.charCodeAt(at)] ?? -1) : -1;
}

/** The byte that two digits make; -1 where they are not two. */
export function hexByte(text: string, at: number): number {
  const high = hexDigit(text, at);
  if (high < 0) return -1;
  const low = hexDigit(text, at + 1);
  return low < 0 ? -1 : high * 16 + low;
}

/** The number that four digits make; -1 where they are not four. */
export function hexWord(text: string, at: number): number {
  const high = hexByte(text, at);
  if (high < 0) return -1;
  const low = hexByte(text, at + 2);
  return low < 0 ? -1 : high * 256 + low;
}

/** How many digits stand from a place on, at most `limit`. */
export function hexRun(text: string, at: number, limit: number): number {
  let count = 0;
  while (count < limit && hexDigit(text, at + count) >= 0) count++;
  return count;
}

/** The number that so many digits make; all of them are digits, and they are no more than eight. */
export function hexNumber(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) number = number * 16 + hexDigit(text, i);
  return number;
}

/**
 * What the reference engine makes of a code point of 16 bits: its low byte; full-width forms (U+FF01 to
 * U+FF5E) become the ASCII that servers with best-fit mapping make of them.
 */
export function narrowByte(code: number): number {
  const low = code & 0xff;
  return code >>> 8 === 0xff && low > 0 && low < 0x5f ? low + 0x20 : low;
}
