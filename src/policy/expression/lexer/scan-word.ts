// Names and keywords (ECMA-334 §6.4.3).

import { bareName, isNamePart, isNameStart } from "./characters.ts";
import { scanEscape } from "./scan-escape.ts";
import type { SourceCursor } from "./source-cursor.ts";
import { keywords, type TokenKind } from "./token.ts";

export type Word = { readonly kind: TokenKind; readonly text: string };

const BACKSLASH = 0x5c;
const AT = 0x40;

/** Whether a word begins at the cursor: a letter, `\u0061`, or `@` before one of them. */
export function isWordStart(cursor: SourceCursor): boolean {
  const code = cursor.code();
  if (code === AT) return isNameStart(cursor.code(1)) || isNameEscape(cursor, 1);
  return isNameStart(code) || isNameEscape(cursor, 0);
}

function isNameEscape(cursor: SourceCursor, ahead: number): boolean {
  return cursor.code(ahead) === BACKSLASH && (cursor.code(ahead + 1) | 0x20) === 0x75;
}

export function scanWord(cursor: SourceCursor): Word {
  const isVerbatim = cursor.take("@");
  const start = cursor.at;
  cursor.skipWhile(isNamePart);
  const plain = cursor.text.slice(start, cursor.at);
  if (!isNameEscape(cursor, 0)) {
    if (!isVerbatim && keywords.has(plain)) return { kind: "keyword", text: plain };
    return { kind: "identifier", text: isVerbatim ? `@${bareName(plain)}` : bareName(plain) };
  }
  return { kind: "identifier", text: `@${bareName(plain + scanEscaped(cursor))}` };
}

function scanEscaped(cursor: SourceCursor): string {
  let rest = "";
  while (isNameEscape(cursor, 0)) {
    const at = cursor.at;
    const written = scanEscape(cursor);
    if (written.length !== 1 || !isNamePart(written.charCodeAt(0))) {
      cursor.complain(
        at,
        "malformed-name",
        "the escape stands for no letter or digit",
        "write the letter itself",
      );
    }
    const from = cursor.at;
    cursor.skipWhile(isNamePart);
    rest += written + cursor.text.slice(from, cursor.at);
  }
  return rest;
}
