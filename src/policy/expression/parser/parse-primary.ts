// Primary expressions without what follows them: literals, names, brackets, and what begins with a keyword.

import { nameOf, type Token, typeKeywords } from "../lexer/token.ts";
import type { Expression } from "../syntax.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseInterpolation } from "./parse-interpolation.ts";
import { parseNew } from "./parse-new.ts";
import { typeArgumentsHere } from "./parse-postfix.ts";
import { parseType } from "./parse-type.ts";
import { type RefusalName, refuse } from "./refusals.ts";
import { scanType } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

type Parse = (cursor: TokenCursor) => Expression;

const byKeyword: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["true", (cursor) => constant(cursor.next(), true)],
  ["false", (cursor) => constant(cursor.next(), false)],
  ["null", (cursor) => constant(cursor.next(), null)],
  ["new", (cursor) => parseNew(cursor)],
  ["default", parseDefault],
  ["typeof", parseTypeof],
  ["checked", (cursor) => parseChecked(cursor, true)],
  ["unchecked", (cursor) => parseChecked(cursor, false)],
]);

const refused: ReadonlyMap<string, RefusalName> = new Map<string, RefusalName>([
  ["this", "object-context"],
  ["base", "object-context"],
  ["delegate", "anonymous-method"],
  ["sizeof", "unsafe"],
  ["stackalloc", "unsafe"],
  ["ref", "reference"],
]);

export function parsePrimary(cursor: TokenCursor): Expression {
  const { token } = cursor;
  switch (token.kind) {
    case "literal":
      cursor.next();
      if (token.literal === undefined) break;
      return { kind: "literal", at: token.at, literal: token.literal };
    case "interpolation-start":
      return parseInterpolation(cursor);
    case "identifier":
      return parseName(cursor, token);
    case "keyword":
      return parseKeyword(cursor, token);
    case "punctuation":
      if (token.text === "(") return parseParenthesized(cursor);
      break;
    default:
  }
  return cursor.fail("expression-expected", `${cursor.found()} stands where a value belongs`, "write one");
}

const constant = ({ at }: Token, value: boolean | null): Expression =>
  value === null
    ? { kind: "literal", at, literal: { type: "null", value } }
    : { kind: "literal", at, literal: { type: "bool", value } };

function parseName(cursor: TokenCursor, token: Token): Expression {
  const following = cursor.peek(1).text;
  if (token.text === "nameof" && following === "(") return parseNameof(cursor);
  if (token.text === "from" && isQuery(cursor)) refuse(cursor, "query");
  cursor.next();
  return { kind: "name", at: token.at, name: nameOf(token), typeArgs: typeArgumentsHere(cursor) };
}

/** `from x in` or `from T x in`. */
function isQuery(cursor: TokenCursor): boolean {
  if (cursor.peek(1).kind === "identifier" && cursor.peek(2).text === "in") return true;
  const scan = scanType(cursor, cursor.index + 1);
  return scan !== undefined && cursor.tokenAt(scan.end + 1).text === "in";
}

function parseNameof(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  return { kind: "nameof", at, operand: bracketed(cursor, "nameof", parseExpression) };
}

function parseKeyword(cursor: TokenCursor, token: Token): Expression {
  const parse = byKeyword.get(token.text);
  if (parse !== undefined) return parse(cursor);
  const refusal = refused.get(token.text);
  if (refusal !== undefined) refuse(cursor, refusal);
  if (typeKeywords.has(token.text)) return parseTypeReceiver(cursor);
  const hint = `a keyword is a name with @ before it: @${token.text}`;
  return cursor.fail("expression-expected", `the keyword ${token.text} stands where a value belongs`, hint);
}

/** `string` of `string.Empty`. */
function parseTypeReceiver(cursor: TokenCursor): Expression {
  const { at, text } = cursor.token;
  const type = parseType(cursor);
  if (!cursor.is(".")) {
    const hint = `write ${text}.Member, or typeof(${text})`;
    cursor.fail("expression-expected", `the type ${text} stands where a value belongs`, hint, at);
  }
  return { kind: "type", at, type };
}

function parseDefault(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  const type = cursor.is("(") ? bracketed(cursor, "default", parseType) : undefined;
  return { kind: "default", at, type };
}

function parseTypeof(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  return { kind: "typeof", at, type: bracketed(cursor, "typeof", parseType) };
}

function parseChecked(cursor: TokenCursor, isChecked: boolean): Expression {
  const { at, text } = cursor.next();
  return { kind: "checked", at, isChecked, operand: bracketed(cursor, text, parseExpression) };
}

function bracketed<T>(cursor: TokenCursor, word: string, parse: (cursor: TokenCursor) => T): T {
  cursor.expect("(", `follows ${word}`);
  const inner = parse(cursor);
  cursor.expect(")", `ends ${word}(…)`);
  return inner;
}

function parseParenthesized(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  if (isTupleElement(cursor)) refuse(cursor, "tuple", at);
  const operand = parseExpression(cursor);
  if (cursor.is(",") || (cursor.is(":") && operand.kind === "name")) refuse(cursor, "tuple", at);
  cursor.expect(")", "closes the bracket");
  return { kind: "parenthesized", at, operand };
}

/** `(int a, …` and `(int, string) x`: types where a value would be. */
function isTupleElement(cursor: TokenCursor): boolean {
  const scan = scanType(cursor, cursor.index);
  if (scan === undefined) return false;
  const behind = cursor.tokenAt(scan.end);
  if (behind.text === ",") return scan.isDefinite;
  return behind.kind === "identifier" && [",", ")"].includes(cursor.tokenAt(scan.end + 1).text);
}
