// Escapes of characters, strings and names (ECMA-334 §6.4.2, §6.4.5.5).

import { hexValue } from "./characters.ts";
import type { SourceCursor } from "./source-cursor.ts";

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ["\\", "\\"],
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

const HINT =
  'escapes are \\\' \\" \\\\ \\0 \\a \\b \\f \\n \\r \\t \\v \\xH \\uHHHH \\UHHHHHHHH; @"…" has none';

/** What the escape at the cursor, which stands on its backslash, means; steps over it. */
export function scanEscape(cursor: SourceCursor): string {
  const start = cursor.at;
  const letter = cursor.text.charAt(start + 1);
  cursor.at = Math.min(start + 2, cursor.text.length);
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return simple;
  if (letter === "x") return scanHex(cursor, start, 1, 4);
  if (letter === "u") return scanHex(cursor, start, 4, 4);
  if (letter === "U") return scanHex(cursor, start, 8, 8);
  cursor.complain(start, "unknown-escape", `\\${letter} is no escape`, HINT);
  return letter;
}

function scanHex(cursor: SourceCursor, start: number, least: number, most: number): string {
  let value = 0;
  let digits = 0;
  while (digits < most) {
    const digit = hexValue(cursor.code());
    if (digit < 0) break;
    value = value * 16 + digit;
    digits++;
    cursor.at++;
  }
  if (digits < least) {
    cursor.complain(start, "unknown-escape", `the escape needs ${least} hexadecimal digits`, HINT);
    return "";
  }
  if (value > 0x10ffff) {
    cursor.complain(start, "unknown-escape", "there is no character beyond U+10FFFF", HINT);
    return "";
  }
  return String.fromCodePoint(value);
}
