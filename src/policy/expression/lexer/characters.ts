// Which characters make up names, white space and line ends in C# (ECMA-334 §6.3, §6.4.3).

const LETTER = /^[\p{L}\p{Nl}]$/u;
const PART = /^[\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\p{Cf}]$/u;
const SPACE = /^\p{Zs}$/u;
/** Invisible characters belong to no name. */
const FORMATTING = /\p{Cf}/gu;
const BEYOND_ASCII = /[^\0-\x7f]/;

const isAsciiLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

export function isNameStart(code: number): boolean {
  if (code < 0x80) return isAsciiLetter(code);
  return LETTER.test(String.fromCharCode(code));
}

export function isNamePart(code: number): boolean {
  if (code < 0x80) return isAsciiLetter(code) || isDigit(code);
  return PART.test(String.fromCharCode(code));
}

export const isLineEnd = (code: number): boolean =>
  code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;

export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return isLineEnd(code) || SPACE.test(String.fromCharCode(code));
}

/** A name as it is compared: without invisible characters. */
export const bareName = (name: string): string =>
  BEYOND_ASCII.test(name) ? name.replace(FORMATTING, "") : name;

/** The value of a hexadecimal digit, or -1. */
export function hexValue(code: number): number {
  if (isDigit(code)) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
