// What follows a primary expression: members, calls, items, `++`, and chains that begin with `?.`.

import { nameOf } from "../lexer/token.ts";
import type { Expression } from "../syntax.ts";
import { parseArguments } from "./parse-arguments.ts";
import { parsePrimary } from "./parse-primary.ts";
import { parseTypeArguments } from "./parse-type.ts";
import { complainRefused, type RefusalName, refuse } from "./refusals.ts";
import { areTypeArguments } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

export function parsePostfix(cursor: TokenCursor): Expression {
  const expression = parseChain(cursor, parsePrimary(cursor));
  const refused = refusedBehind(cursor);
  if (refused !== undefined) refuse(cursor, refused);
  return expression;
}

function parseChain(cursor: TokenCursor, start: Expression): Expression {
  let expression = start;
  for (;;) {
    const next = parseLink(cursor, expression);
    if (next === undefined) return expression;
    expression = next;
  }
}

/** `receiver` with what comes behind it; undefined where its chain ends. */
function parseLink(cursor: TokenCursor, receiver: Expression): Expression | undefined {
  const { text, at } = cursor.token;
  switch (text) {
    case ".":
      cursor.next();
      return parseMember(cursor, receiver);
    case "(":
      cursor.next();
      return { kind: "call", at: receiver.at, callee: receiver, arguments: parseArguments(cursor, ")") };
    case "[":
      return parseIndex(cursor, receiver);
    case "?.":
      return parseConditionalAccess(cursor, receiver);
    case "?":
      // No operand begins with [, so this is no conditional.
      return cursor.peek(1).text === "[" ? parseConditionalAccess(cursor, receiver) : undefined;
    case "++":
    case "--":
      cursor.next();
      return { kind: "postfix", at, operator: text, operand: receiver };
    case "!":
      complainRefused(cursor, "null-forgiving");
      cursor.next();
      return receiver;
    default:
      return undefined;
  }
}

function parseMember(cursor: TokenCursor, receiver: Expression): Expression {
  const token = cursor.expectName("a member");
  return { kind: "member", at: token.at, receiver, name: nameOf(token), typeArgs: typeArgumentsHere(cursor) };
}

function parseIndex(cursor: TokenCursor, receiver: Expression): Expression {
  const { at } = cursor.next();
  if (cursor.is("]")) cursor.complain(at, "index-expected", "there is no index in the brackets", "write one");
  return { kind: "index", at, receiver, arguments: parseArguments(cursor, "]") };
}

function parseConditionalAccess(cursor: TokenCursor, receiver: Expression): Expression {
  cursor.enter();
  const { at, text } = cursor.next();
  const begin: Expression = { kind: "conditional-receiver", at };
  const first = text === "?." ? parseMember(cursor, begin) : parseIndex(cursor, begin);
  const access = parseChain(cursor, first);
  cursor.leave();
  return { kind: "conditional-access", at, receiver, access };
}

/** The type arguments of a name in an expression, where < begins some. */
export function typeArgumentsHere(cursor: TokenCursor): ReturnType<typeof parseTypeArguments> {
  return cursor.is("<") && areTypeArguments(cursor, cursor.index) ? parseTypeArguments(cursor) : [];
}

function refusedBehind(cursor: TokenCursor): RefusalName | undefined {
  const { text } = cursor.token;
  if (text === "..") return "range";
  if (text === "->") return "unsafe";
  if (text === "::") return "alias";
  if (cursor.peek(1).text !== "{") return undefined;
  if (text === "switch") return "switch";
  return text === "with" ? "record" : undefined;
}
