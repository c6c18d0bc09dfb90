// Arguments of calls, constructors and indexers: `f(a, name: b, out var c)`.

import { nameOf } from "../lexer/token.ts";
import type { Argument, OutDeclaration } from "../syntax.ts";
import { parseExpression } from "./parse-expression.ts";
import { type ListShape, parseList } from "./parse-list.ts";
import { parseType } from "./parse-type.ts";
import { scanType } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

const inCall: ListShape = { close: ")", items: "arguments", allowsTrailingComma: false };
const inIndex: ListShape = { close: "]", items: "indexes", allowsTrailingComma: false };

/** The arguments behind an opening bracket, and the bracket `close`. */
export function parseArguments(cursor: TokenCursor, close: ")" | "]"): readonly Argument[] {
  return parseList(cursor, close === ")" ? inCall : inIndex, parseArgument);
}

function parseArgument(cursor: TokenCursor): Argument {
  const { at } = cursor.token;
  const name = takeArgumentName(cursor);
  if (cursor.take("out")) return { at, name, mode: "out", value: parseOut(cursor) };
  if (cursor.take("ref")) return { at, name, mode: "ref", value: parseExpression(cursor) };
  if (cursor.is("in")) {
    cursor.complain(cursor.token.at, "refused-in", "in before an argument is of a later C#", "leave it out");
    cursor.next();
  }
  return { at, name, mode: "value", value: parseExpression(cursor) };
}

function takeArgumentName(cursor: TokenCursor): string | undefined {
  const { token } = cursor;
  if (token.kind !== "identifier" || cursor.peek(1).text !== ":") return undefined;
  cursor.index += 2;
  return nameOf(token);
}

/** `out var x`, `out int x`, `out _` (which declares nothing, as `out var _`), or `out x`. */
function parseOut(cursor: TokenCursor): Argument["value"] {
  const { at, text } = cursor.token;
  if (text === "_" && [",", ")"].includes(cursor.peek(1).text)) {
    cursor.next();
    return declaration(at, { kind: "name-type", at, parts: [{ at, name: "var", args: [] }] }, "_");
  }
  const scan = scanType(cursor, cursor.index);
  if (scan === undefined || cursor.tokenAt(scan.end).kind !== "identifier") return parseExpression(cursor);
  const type = parseType(cursor);
  return declaration(at, type, cursor.name("a variable"));
}

const declaration = (at: number, type: OutDeclaration["type"], name: string): OutDeclaration => ({
  kind: "out-declaration",
  at,
  type,
  name,
});
