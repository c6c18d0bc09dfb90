// Expressions inside a document. In a well-formed document they are XML text like any other; in the many that
// are not, quotes, < and & stand raw in them, and C# itself says where they end.

import { findExpressionEnd } from "../expression/find-expression-end.ts";
import { parseExpressionSource } from "../expression/parse-expression-source.ts";
import { type DocumentCursor, isBlank } from "./document-cursor.ts";
import type { SourceText } from "./document-tree.ts";
import { decodeEntities } from "./entities.ts";
import { withoutFormatterDamage } from "./formatter-damage.ts";

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

export type FoundExpression = { readonly source: SourceText; readonly end: number };

/**
 * The expression in a document that is no XML, which begins at `start` (white space may come before it).
 * Undefined where it has no end that can be told, which is complained about: what follows cannot be read.
 * @param xmlEnd where the text would end if the document were XML: the next quote, or the next <
 * @param isEnd whether what may follow an expression stands at an offset
 */
export function rawExpression(
  cursor: DocumentCursor,
  start: number,
  xmlEnd: number,
  isEnd: (offset: number) => boolean,
): FoundExpression | undefined {
  const asXml = isEnd(xmlEnd) ? expressionAsXml(cursor, start, xmlEnd) : undefined;
  if (asXml !== undefined) return asXml;
  let begin = start;
  while (isBlank(cursor.text[begin])) begin++;
  const found = findExpressionEnd(cursor.text, begin);
  if (found.kind === "failure") {
    cursor.complain(found.at, found.code, found.message, found.hint);
    return undefined;
  }
  let end = found.end;
  while (isBlank(cursor.text[end])) end++;
  if (isEnd(end)) return { source: readable(cursor, start, end), end };
  // Text behind it, up to where XML would see the end, is the parser's to complain about.
  if (end < xmlEnd) return { source: sourceText(cursor, start, xmlEnd, true), end: xmlEnd };
  const hint = "the bracket before it ends the expression; take what follows into it, or out";
  cursor.complain(end, "text-after-expression", "text follows the expression", hint);
  return undefined;
}

/** Some documents mix both styles, so that entities hide quotes, and with them brackets, from C#'s reader. */
function expressionAsXml(cursor: DocumentCursor, start: number, end: number): FoundExpression | undefined {
  const raw = sourceText(cursor, start, end, false);
  if (!raw.text.includes("&") || isReadable(raw)) return undefined;
  const decoded = sourceText(cursor, start, end, true);
  return isReadable(decoded) ? { source: decoded, end } : undefined;
}

/** Entities are decoded, and damage is mended, where only that makes the expression readable. */
function readable(cursor: DocumentCursor, start: number, end: number): SourceText {
  const raw = sourceText(cursor, start, end, false);
  const needsHelp = raw.text.includes("&") || raw.text.includes('=""');
  if (!needsHelp || isReadable(raw)) return raw;
  const decoded = sourceText(cursor, start, end, true);
  if (isReadable(decoded)) return decoded;
  return mended(cursor, raw) ?? raw;
}

function mended(cursor: DocumentCursor, raw: SourceText): SourceText | undefined {
  const { text, originalOffset } = withoutFormatterDamage(raw.text);
  const source: SourceText = { text, placeAt: (offset) => raw.placeAt(originalOffset(offset)) };
  if (!isReadable(source)) return undefined;
  const hint = 'take out each ="" that an XML formatter put behind a word in quotes';
  const place = raw.placeAt(raw.text.indexOf('=""'));
  const message = 'a formatter has taken words of the expression for attributes; their ="" is left out';
  cursor.warn(place, "formatter-damage", message, hint);
  return source;
}

function isReadable(source: SourceText): boolean {
  return parseExpressionSource(source.text, source.placeAt).source !== undefined;
}
