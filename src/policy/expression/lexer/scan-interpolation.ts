// What stands between the holes of an interpolated string, and the formats in them (ECMA-334 §12.8.3).

import { isLineEnd } from "./characters.ts";
import { scanEscape } from "./scan-escape.ts";
import type { SourceCursor } from "./source-cursor.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const BRACE_HINT = "in an interpolated string {{ and }} stand for braces";

/** Text up to a hole, the closing quote, or where the string breaks off; these stay. */
export function scanInterpolationText(cursor: SourceCursor, isVerbatim: boolean): string {
  return scanRun(cursor, isVerbatim, (code) => {
    if (code === OPEN) return !cursor.text.startsWith("{{", cursor.at);
    if (code === CLOSE && !cursor.text.startsWith("}}", cursor.at)) {
      cursor.complain(cursor.at, "unescaped-brace", "the } closes no {", BRACE_HINT);
    }
    return false;
  });
}

/** A format, behind its colon, up to the } of its hole, which stays. `}}` is a brace of the format. */
export function scanHoleFormat(cursor: SourceCursor, isVerbatim: boolean): string {
  return scanRun(cursor, isVerbatim, (code) => {
    if (code === CLOSE) return !cursor.text.startsWith("}}", cursor.at);
    if (code === OPEN && !cursor.text.startsWith("{{", cursor.at)) {
      cursor.complain(cursor.at, "unescaped-brace", "a format cannot hold a {", BRACE_HINT);
    }
    return false;
  });
}

function scanRun(cursor: SourceCursor, isVerbatim: boolean, endsAt: (code: number) => boolean): string {
  let value = "";
  let from = cursor.at;
  while (!cursor.isAtEnd) {
    const code = cursor.code();
    if (endsAt(code) || isBreak(cursor, code, isVerbatim)) break;
    if (code === BACKSLASH && !isVerbatim) {
      value += cursor.text.slice(from, cursor.at) + scanEscape(cursor);
      from = cursor.at;
    } else if (isDoubled(cursor, code)) {
      value += cursor.text.slice(from, cursor.at + 1);
      cursor.at += 2;
      from = cursor.at;
    } else {
      cursor.at++;
    }
  }
  return value + cursor.text.slice(from, cursor.at);
}

/** The closing quote, or a line end in a string that must keep to its line. */
function isBreak(cursor: SourceCursor, code: number, isVerbatim: boolean): boolean {
  if (code === QUOTE) return !(isVerbatim && cursor.code(1) === QUOTE);
  return !isVerbatim && isLineEnd(code);
}

const isDoubled = (cursor: SourceCursor, code: number): boolean =>
  (code === QUOTE || code === OPEN || code === CLOSE) && cursor.code(1) === code;
