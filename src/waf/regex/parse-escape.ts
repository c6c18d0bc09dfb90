// Escapes that mean one byte or one class, as they are read inside and outside of `[…]`. What only counts
// outside (`\b`, `\A`, references, `\Q`) is left to the caller.

import { type ByteSet, shorthands, singleByte } from "./byte-set.ts";
import type { PatternCursor } from "./pattern-cursor.ts";

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const OCTAL = /[0-7]{1,3}/y;
const OCTAL_AFTER_ZERO = /[0-7]{0,2}/y;
const HEX_SHORT = /[0-9A-Fa-f]{0,2}/y;
const HEX_BRACED = /\{([0-9A-Fa-f]+)\}/y;
const OCTAL_BRACED = /\{([0-7]+)\}/y;

/** The letter that follows is taken as itself by no reader of ours: Unicode properties and the like. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  p: "Unicode properties",
  P: "Unicode properties",
  X: "Unicode clusters",
  L: "case conversions",
  l: "case conversions",
  U: "case conversions",
  u: "case conversions",
};

/** Reads what follows a backslash; undefined, and nothing read, where it is for the caller. */
export function parseEscape(cursor: PatternCursor): ByteSet | undefined {
  const letter = cursor.peek();
  const start = cursor.at - 1;
  if (letter === "") cursor.fail("the pattern ends in a backslash", "write \\\\ for a backslash", start);
  const shorthand = shorthands[letter];
  if (shorthand !== undefined) {
    cursor.at++;
    return shorthand;
  }
  const byte = parseByte(cursor, letter, start);
  return byte === undefined ? undefined : singleByte(byte);
}

function parseByte(cursor: PatternCursor, letter: string, start: number): number | undefined {
  const control = CONTROLS[letter];
  if (control !== undefined) {
    cursor.at++;
    return control;
  }
  if (letter === "x" || letter === "o" || letter === "0") return parseNumber(cursor, letter, start);
  if (letter === "c") return parseControl(cursor, start);
  const unsupported = UNSUPPORTED[letter];
  if (unsupported !== undefined) {
    cursor.fail(
      `${unsupported} (\\${letter}) are not known`,
      "patterns are matched on bytes: list them",
      start,
    );
  }
  if (/[0-9A-Za-z]/.test(letter)) return undefined;
  cursor.at++;
  return letter.charCodeAt(0);
}

function parseNumber(cursor: PatternCursor, letter: string, start: number): number {
  cursor.at++;
  if (letter === "0") return Number.parseInt(`0${cursor.takeMatch(OCTAL_AFTER_ZERO)?.[0] ?? ""}`, 8);
  const braced = cursor.takeMatch(letter === "x" ? HEX_BRACED : OCTAL_BRACED);
  if (braced !== undefined) return checkedByte(cursor, braced[1] ?? "", letter === "x" ? 16 : 8, start);
  if (letter === "o") cursor.fail("\\o without digits in braces", "write \\o{101}", start);
  return Number.parseInt(`0${cursor.takeMatch(HEX_SHORT)?.[0] ?? ""}`, 16);
}

function parseControl(cursor: PatternCursor, start: number): number {
  cursor.at++;
  const char = cursor.next();
  if (!/^[ -~]$/.test(char)) cursor.fail("\\c without a printable ASCII char", "write \\cA", start);
  return char.toUpperCase().charCodeAt(0) ^ 0x40;
}

/** `\101` where it cannot be a reference. */
export function parseOctal(cursor: PatternCursor): number {
  const start = cursor.at - 1;
  return checkedByte(cursor, cursor.takeMatch(OCTAL)?.[0] ?? "0", 8, start);
}

function checkedByte(cursor: PatternCursor, digits: string, radix: number, start: number): number {
  const value = Number.parseInt(digits, radix);
  if (value > 255) {
    cursor.fail("a code above 255", "patterns are matched on bytes: write the bytes of the encoding", start);
  }
  return value;
}
