// Lists in brackets. A mistake in one item leaves the others to be read.

import type { TokenCursor } from "./token-cursor.ts";

export type ListShape = {
  readonly close: ")" | "]" | "}";
  /** What the items are, for messages: `arguments`. */
  readonly items: string;
  /** A comma may stand before the closing bracket. */
  readonly allowsTrailingComma: boolean;
};

const stops: readonly string[] = [","];

/** Items behind an opening bracket, and the bracket that closes them. */
export function parseList<T>(cursor: TokenCursor, shape: ListShape, parse: (cursor: TokenCursor) => T): T[] {
  const found: T[] = [];
  const { close, allowsTrailingComma } = shape;
  if (cursor.take(close)) return found;
  do {
    if (allowsTrailingComma && cursor.is(close)) break;
    const item = cursor.recover(stops, () => parseItem(cursor, shape, parse));
    if (item !== undefined) found.push(item);
  } while (cursor.take(","));
  cursor.expect(close, `closes the ${shape.items}`);
  return found;
}

function parseItem<T>(cursor: TokenCursor, shape: ListShape, parse: (cursor: TokenCursor) => T): T {
  const item = parse(cursor);
  const { close, items } = shape;
  if (!cursor.is(",") && !cursor.is(close)) cursor.expect(close, `closes the ${items}`);
  return item;
}
