// `new`: objects, anonymous objects, arrays.

import { nameOf } from "../lexer/token.ts";
import type { AnonymousFieldSyntax, Expression, TypeSyntax } from "../syntax.ts";
import { parseArguments } from "./parse-arguments.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseInitializer, parseItems } from "./parse-initializer.ts";
import { type ListShape, parseList } from "./parse-list.ts";
import { parseElementType, parseRanks } from "./parse-type.ts";
import { refuse } from "./refusals.ts";
import { rankEnd } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

const inBraces: ListShape = { close: "}", items: "members", allowsTrailingComma: true };

export function parseNew(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  if (cursor.is("{")) return parseAnonymous(cursor, at);
  if (cursor.is("[")) return parseImplicitArray(cursor, at);
  if (cursor.is("(")) refuse(cursor, "target-typed-new", at);
  const type = parseElementType(cursor);
  if (cursor.is("[")) return parseArray(cursor, at, type);
  if (!cursor.is("(") && !cursor.is("{")) {
    cursor.fail("unexpected-token", `${cursor.found()} stands where the (…) of new belongs`, "write new T()");
  }
  const args = cursor.take("(") ? parseArguments(cursor, ")") : [];
  const initializer = cursor.is("{") ? parseInitializer(cursor) : undefined;
  return { kind: "new", at, type, arguments: args, initializer };
}

/** `new[] { … }`. */
function parseImplicitArray(cursor: TokenCursor, at: number): Expression {
  if (rankEnd(cursor, cursor.index) !== cursor.index + 2) refuse(cursor, "array-dimensions");
  cursor.index += 2;
  return { kind: "new-array", at, element: undefined, length: undefined, items: parseItems(cursor) };
}

function parseArray(cursor: TokenCursor, at: number, base: TypeSyntax): Expression {
  if (rankEnd(cursor, cursor.index) > 0) {
    const type = parseRanks(cursor, base);
    if (type.kind !== "array-type" || type.rank !== 1) refuse(cursor, "array-dimensions", at);
    return { kind: "new-array", at, element: type.element, length: undefined, items: parseItems(cursor) };
  }
  cursor.next();
  const length = parseExpression(cursor);
  if (cursor.is(",")) refuse(cursor, "array-dimensions");
  cursor.expect("]", "closes the length");
  const element = parseRanks(cursor, base);
  const items = cursor.is("{") ? parseItems(cursor) : undefined;
  return { kind: "new-array", at, element, length, items };
}

function parseAnonymous(cursor: TokenCursor, at: number): Expression {
  cursor.next();
  return { kind: "new-anonymous", at, fields: parseList(cursor, inBraces, parseField) };
}

function parseField(cursor: TokenCursor): AnonymousFieldSyntax {
  const { token } = cursor;
  const { at } = token;
  if (token.kind === "identifier" && cursor.peek(1).text === "=") {
    cursor.index += 2;
    return { at, name: nameOf(token), value: parseExpression(cursor) };
  }
  const value = parseExpression(cursor);
  if (!isNamed(value)) {
    const hint = "write Name = value";
    cursor.complain(at, "name-expected", "the member of the anonymous object has no name", hint);
  }
  return { at, name: undefined, value };
}

/** Whether a member can take its name from the value: `x`, `a.x`, `a?.x`. */
function isNamed(value: Expression): boolean {
  if (value.kind === "conditional-access") return isNamed(value.access);
  return value.kind === "name" || value.kind === "member";
}
