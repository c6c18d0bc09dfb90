// The attributes of a start tag.

import type { DocumentCursor } from "./document-cursor.ts";
import { isExpressionText, type PolicyAttribute, type SourceText } from "./document-tree.ts";
import { rawExpression, sourceText } from "./read-expression-text.ts";

/** Leaves the cursor before `>` or `/>`; undefined when the tag cannot be read on. */
export function readAttributes(
  cursor: DocumentCursor,
  isWellFormed: boolean,
): readonly PolicyAttribute[] | undefined {
  const attributes = new Map<string, PolicyAttribute>();
  for (;;) {
    cursor.skipBlanks();
    if (cursor.isAtEnd || cursor.startsWith(">") || cursor.startsWith("/>")) return [...attributes.values()];
    const { at } = cursor;
    const attribute = readAttribute(cursor, isWellFormed);
    if (attribute === undefined) return undefined;
    const { name } = attribute;
    if (!attributes.has(name)) attributes.set(name, attribute);
    else cursor.complain(at, "duplicate-attribute", `${name} stands here twice`, "leave one of them");
  }
}

function readAttribute(cursor: DocumentCursor, isWellFormed: boolean): PolicyAttribute | undefined {
  const { place, at } = cursor;
  const name = cursor.name();
  cursor.skipBlanks();
  if (name === "" || !cursor.take("=")) {
    cursor.complain(
      at,
      "bad-attribute",
      "an attribute, or the end of the tag, is expected here",
      'write name="value"',
    );
    return undefined;
  }
  cursor.skipBlanks();
  const quote = cursor.text[cursor.at];
  if (quote !== '"' && quote !== "'") {
    cursor.complain(
      cursor.at,
      "unquoted-value",
      `the value of ${name} stands in no quotes`,
      'write name="value"',
    );
    return undefined;
  }
  cursor.at++;
  const value = readValue(cursor, quote, isWellFormed);
  return value === undefined ? undefined : { name, place, value };
}

function readValue(cursor: DocumentCursor, quote: string, isWellFormed: boolean): SourceText | undefined {
  const start = cursor.at;
  const end = cursor.next(quote);
  if (!isWellFormed && isExpressionText(cursor.text.slice(start, end))) {
    const found = rawExpression(cursor, start, end, (offset) => cursor.text[offset] === quote);
    if (found !== undefined) cursor.at = found.end + 1;
    return found?.source;
  }
  if (end === cursor.text.length) {
    cursor.complain(
      start - 1,
      "open-value",
      `the value has no closing ${quote}`,
      `write ${quote} at its end`,
    );
    return undefined;
  }
  cursor.at = end + 1;
  return sourceText(cursor, start, end, true);
}
