// Characters and strings without holes.

import type { Literal } from "../syntax.ts";
import { isLineEnd } from "./characters.ts";
import { scanEscape } from "./scan-escape.ts";
import type { SourceCursor } from "./source-cursor.ts";

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;

/** `'x'`: the cursor stands on the opening quote. */
export function scanCharacter(cursor: SourceCursor): Literal {
  const start = cursor.at++;
  let text = "";
  while (!cursor.isAtEnd && cursor.code() !== APOSTROPHE && !isLineEnd(cursor.code())) {
    text += cursor.code() === BACKSLASH ? scanEscape(cursor) : cursor.text.charAt(cursor.at++);
  }
  if (!cursor.take("'")) {
    cursor.complain(start, "unterminated-character", "the character has no closing '", "close it with '");
  } else if (text.length !== 1) {
    const message = text === "" ? "there is no character between the quotes" : "a char holds one character";
    cursor.complain(start, "malformed-character", message, 'write strings in double quotes: "…"');
  }
  return { type: "char", value: text === "" ? 0 : text.charCodeAt(0) };
}

/** `"…"`: the cursor stands on the opening quote. */
export function scanString(cursor: SourceCursor): Literal {
  const start = cursor.at;
  if (cursor.take('"""')) {
    const hint = 'write "…" with escapes, or @"…" with each quote doubled';
    cursor.complain(start, "raw-string", "raw strings are of a later C#", hint);
    return { type: "string", value: "" };
  }
  cursor.at++;
  const value = scanPiece(cursor, QUOTE, QUOTE);
  if (!cursor.take('"')) unterminated(cursor, start, isLineEnd(cursor.code()));
  return { type: "string", value };
}

/** `@"…"`: the cursor stands on the `@`. */
export function scanVerbatimString(cursor: SourceCursor): Literal {
  const start = cursor.at;
  cursor.at += 2;
  let value = "";
  for (;;) {
    const quote = cursor.text.indexOf('"', cursor.at);
    if (quote < 0) {
      cursor.at = cursor.text.length;
      unterminated(cursor, start, false);
      return { type: "string", value };
    }
    value += cursor.text.slice(cursor.at, quote);
    cursor.at = quote + 1;
    if (!cursor.take('"')) return { type: "string", value };
    value += '"';
  }
}

/** Text with escapes up to `first`, `second` or the end of the line, which stay. */
function scanPiece(cursor: SourceCursor, first: number, second: number): string {
  let value = "";
  let from = cursor.at;
  while (!cursor.isAtEnd) {
    const code = cursor.code();
    if (code === first || code === second || isLineEnd(code)) break;
    if (code !== BACKSLASH) {
      cursor.at++;
      continue;
    }
    value += cursor.text.slice(from, cursor.at) + scanEscape(cursor);
    from = cursor.at;
  }
  return value + cursor.text.slice(from, cursor.at);
}

export function unterminated(cursor: SourceCursor, start: number, isLineBreak: boolean): void {
  const hint = isLineBreak ? 'a string of several lines is written @"…", or with \\n' : 'close it with "';
  cursor.complain(start, "unterminated-string", 'the string has no closing "', hint);
}
