// What stands in the braces behind `new`: members and items to set, elements to add, items of an array.

import { nameOf } from "../lexer/token.ts";
import type { Expression, Initializer, MemberInitializer } from "../syntax.ts";
import { parseArguments } from "./parse-arguments.ts";
import { parseExpression } from "./parse-expression.ts";
import { type ListShape, parseList } from "./parse-list.ts";
import type { TokenCursor } from "./token-cursor.ts";

const inBraces: ListShape = { close: "}", items: "list", allowsTrailingComma: true };

/** `{ A = 1, B = { … } }`, `{ ["a"] = 1 }`, `{ a, { b, c } }`. Empty braces set no members. */
export function parseInitializer(cursor: TokenCursor): Initializer {
  cursor.enter();
  const { at } = cursor.expect("{", "opens an initialiser");
  const isMembers = cursor.is("}") || isMember(cursor);
  const initializer: Initializer = isMembers
    ? { kind: "members", at, members: parseList(cursor, inBraces, parseMember) }
    : { kind: "elements", at, elements: parseList(cursor, inBraces, parseElement) };
  cursor.leave();
  return initializer;
}

/** `{ a, b }` of an array. */
export function parseItems(cursor: TokenCursor): readonly Expression[] {
  if (!cursor.is("{")) {
    cursor.fail(
      "unexpected-token",
      `${cursor.found()} stands where the items of the array belong`,
      "write { … }",
    );
  }
  cursor.next();
  return parseList(cursor, inBraces, parseExpression);
}

function isMember(cursor: TokenCursor): boolean {
  return cursor.is("[") || (cursor.token.kind === "identifier" && cursor.peek(1).text === "=");
}

function parseMember(cursor: TokenCursor): MemberInitializer {
  const { at } = cursor.token;
  const target = parseTarget(cursor);
  cursor.expect("=", "stands before the value");
  const value = cursor.is("{") ? parseInitializer(cursor) : parseExpression(cursor);
  return { at, target, value };
}

function parseTarget(cursor: TokenCursor): MemberInitializer["target"] {
  if (cursor.take("[")) return { kind: "index", arguments: parseArguments(cursor, "]") };
  return { kind: "member", name: nameOf(cursor.expectName("a member")) };
}

function parseElement(cursor: TokenCursor): readonly Expression[] {
  if (isMember(cursor)) {
    const hint = "set members in one initialiser and add elements in another statement";
    cursor.fail("mixed-initializer", "a member is set among elements", hint);
  }
  return cursor.take("{") ? parseList(cursor, inBraces, parseExpression) : [parseExpression(cursor)];
}
