// Looks ahead for a type without reading it: whether `(a.b<c>[])`, `a<b> c` or `F<a>(b)` hold types decides
// what they are (ECMA-334 §6.2.5, §12.9.7). Linear over a whole text, since lists of type arguments are
// looked at once.

import { typeKeywords } from "../lexer/token.ts";
import { NESTING_LIMIT, type TokenCursor } from "./token-cursor.ts";

/** `definite` can be nothing but a type; `ambiguous` is an expression as well. */
export type TypeScan = { readonly end: number; readonly isDefinite: boolean };

/** What must follow a list of type arguments for it to be one in an expression. */
const followers: ReadonlySet<string> = new Set("( ) ] } : ; , . ?. ? ?? == != | ^ && || & [".split(" "));

/** The type that begins at the token `index`, or undefined. */
export function scanType(cursor: TokenCursor, index: number): TypeScan | undefined {
  return scan(cursor, index, 0);
}

/** Whether what begins with the `<` at `index`, in an expression, are type arguments. */
export function areTypeArguments(cursor: TokenCursor, index: number): boolean {
  const end = scanArguments(cursor, index, 0);
  if (end < 0) return false;
  const follower = cursor.tokenAt(end);
  return followers.has(follower.text) || follower.kind === "hole-end" || follower.kind === "hole-format";
}

function scan(cursor: TokenCursor, index: number, depth: number): TypeScan | undefined {
  if (depth > NESTING_LIMIT) cursor.failTooDeep();
  const first = cursor.tokenAt(index);
  const isKeyword = first.kind === "keyword" && typeKeywords.has(first.text);
  const base = isKeyword ? { end: index + 1, isDefinite: true } : scanNames(cursor, index, depth);
  return base === undefined ? undefined : scanSuffixes(cursor, base);
}

function scanNames(cursor: TokenCursor, start: number, depth: number): TypeScan | undefined {
  let index = start;
  let isDefinite = false;
  for (;;) {
    if (cursor.tokenAt(index).kind !== "identifier") return undefined;
    index++;
    if (cursor.tokenAt(index).text === "<") {
      index = scanArguments(cursor, index, depth + 1);
      if (index < 0) return undefined;
      isDefinite = true;
    }
    const separator = cursor.tokenAt(index).text;
    if (separator !== "." && separator !== "::") return { end: index, isDefinite };
    index++;
  }
}

/** The index behind the `>` of the list whose `<` is at `start`; -1 where it is none. */
function scanArguments(cursor: TokenCursor, start: number, depth: number): number {
  const known = cursor.typeArgumentEnds.get(start);
  if (known !== undefined) return known;
  let index = start;
  do {
    const argument = scan(cursor, index + 1, depth + 1);
    index = argument === undefined ? -1 : argument.end;
  } while (index >= 0 && cursor.tokenAt(index).text === ",");
  const end = index >= 0 && cursor.tokenAt(index).text === ">" ? index + 1 : -1;
  cursor.typeArgumentEnds.set(start, end);
  return end;
}

function scanSuffixes(cursor: TokenCursor, base: TypeScan): TypeScan {
  let { end, isDefinite } = base;
  if (cursor.tokenAt(end).text === "?") {
    end++;
    isDefinite = true;
  }
  for (;;) {
    const behind = rankEnd(cursor, end);
    if (behind < 0) return { end, isDefinite };
    end = behind;
    isDefinite = true;
  }
}

/** The index behind `[]` or `[,]` at `index`, or -1. */
export function rankEnd(cursor: TokenCursor, index: number): number {
  if (cursor.tokenAt(index).text !== "[") return -1;
  let end = index + 1;
  while (cursor.tokenAt(end).text === ",") end++;
  return cursor.tokenAt(end).text === "]" ? end + 1 : -1;
}
