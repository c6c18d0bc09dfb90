// Expressions inside a document. In a well-formed document they are XML text like any other; in the many that
// are not, quotes, < and & stand raw in them, and C# itself says where they end.

import { findExpressionEnd } from "../expression/find-expression-end.ts";
import { parseExpressionSource } from "../expression/parse-expression-source.ts";
import { type DocumentCursor, isBlank } from "./document-cursor.ts";
import type { SourceText } from "./document-tree.ts";
import { decodeEntities } from "./entities.ts";

/** A piece of the document, as it stands or with its entities decoded. */
export function sourceText(
  cursor: DocumentCursor,
  start: number,
  end: number,
  isDecoded: boolean,
): SourceText {
  const raw = cursor.text.slice(start, end);
  if (!isDecoded) return { text: raw, placeAt: (offset) => cursor.placeAt(start + offset) };
  const { text, originalOffset } = decodeEntities(raw);
  return { text, placeAt: (offset) => cursor.placeAt(start + originalOffset(offset)) };
}

/**
 * The expression that begins at `start` (white space may come before it), when behind it, white space aside,
 * `isEnd` is true. Undefined where C# sees no such end.
 */
export function rawExpression(
  cursor: DocumentCursor,
  start: number,
  isEnd: (offset: number) => boolean,
): { readonly source: SourceText; readonly end: number } | undefined {
  let begin = start;
  while (isBlank(cursor.text[begin])) begin++;
  const found = findExpressionEnd(cursor.text, begin);
  if (found.kind === "failure") return undefined;
  let end = found.end;
  while (isBlank(cursor.text[end])) end++;
  if (!isEnd(end)) return undefined;
  return { source: readable(cursor, start, end), end };
}

/** Some documents mix both styles: entities are decoded where only that makes the expression readable. */
function readable(cursor: DocumentCursor, start: number, end: number): SourceText {
  const raw = sourceText(cursor, start, end, false);
  if (!raw.text.includes("&")) return raw;
  if (isReadable(raw)) return raw;
  const decoded = sourceText(cursor, start, end, true);
  return isReadable(decoded) ? decoded : raw;
}

function isReadable(source: SourceText): boolean {
  return parseExpressionSource(source.text, source.placeAt).source !== undefined;
}
