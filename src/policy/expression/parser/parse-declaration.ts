// Local variables, constants and functions.

import { nameOf } from "../lexer/token.ts";
import type { Declarator, Expression, Statement, TypeSyntax } from "../syntax.ts";
import { parseBlock } from "./parse-block.ts";
import { parseBranch, parseExpression } from "./parse-expression.ts";
import { parseItems } from "./parse-initializer.ts";
import { parseTypedParameter, passModifiers } from "./parse-lambda.ts";
import { expectSemicolon } from "./parse-statement.ts";
import { parseType } from "./parse-type.ts";
import { refuse } from "./refusals.ts";
import { scanType } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

type LocalFunction = Statement & { readonly kind: "local-function" };

/** Whether a type and then a name come next. */
export function declaresHere(cursor: TokenCursor): boolean {
  if (cursor.is("await")) return false;
  const scan = scanType(cursor, cursor.index);
  return scan !== undefined && cursor.tokenAt(scan.end).kind === "identifier";
}

/** A local variable or a local function, where `declaresHere`. */
export function parseDeclaration(cursor: TokenCursor): Statement {
  const { at } = cursor.token;
  const type = parseType(cursor);
  const opener = cursor.peek(1).text;
  if (opener === "<") refuse(cursor, "generic");
  if (opener === "(") return parseLocalFunction(cursor, at, type);
  const local = parseLocal(cursor, at, type, false);
  expectSemicolon(cursor);
  return local;
}

export function parseConst(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const local = parseLocal(cursor, at, parseType(cursor), true);
  expectSemicolon(cursor);
  return local;
}

/** The declarators behind a type, without a semicolon. */
export function parseLocal(cursor: TokenCursor, at: number, type: TypeSyntax, isConst: boolean): Statement {
  const declarators = [parseDeclarator(cursor, type, isConst)];
  while (cursor.take(",")) declarators.push(parseDeclarator(cursor, type, isConst));
  return { kind: "local", at, isConst, type, declarators };
}

function parseDeclarator(cursor: TokenCursor, type: TypeSyntax, isConst: boolean): Declarator {
  const token = cursor.expectName("a variable");
  const value = cursor.take("=") ? parseInitialValue(cursor, type) : undefined;
  if (value === undefined && (isConst || isVar(type))) {
    const hint = isConst ? "write one: const int x = 1" : "write one, or the variable's type: string x;";
    cursor.complain(token.at, "value-expected", `${nameOf(token)} has no value`, hint);
  }
  return { at: token.at, name: nameOf(token), value };
}

/** `int[] x = { 1, 2 }` is short for `new int[] { 1, 2 }`. */
function parseInitialValue(cursor: TokenCursor, type: TypeSyntax): Expression {
  const { at } = cursor.token;
  if (cursor.is("ref")) refuse(cursor, "reference");
  if (!cursor.is("{")) return parseExpression(cursor);
  if (type.kind !== "array-type" || type.rank !== 1) {
    cursor.fail("unexpected-token", "{ stands where a value belongs", "write new T { … }");
  }
  return { kind: "new-array", at, element: type.element, length: undefined, items: parseItems(cursor) };
}

const isVar = (type: TypeSyntax): boolean =>
  type.kind === "name-type" && type.parts.length === 1 && type.parts[0]?.name === "var";

function parseLocalFunction(cursor: TokenCursor, at: number, returns: TypeSyntax): LocalFunction {
  const name = cursor.name("a local function");
  const parameters = parseFunctionParameters(cursor);
  if (cursor.is("{"))
    return { kind: "local-function", at, returns, name, parameters, body: parseBlock(cursor) };
  cursor.expect("=>", "or { begins the body of a local function");
  const body = parseBranch(cursor);
  expectSemicolon(cursor);
  return { kind: "local-function", at, returns, name, parameters, body };
}

function parseFunctionParameters(cursor: TokenCursor): LocalFunction["parameters"] {
  cursor.next();
  if (cursor.take(")")) return [];
  const parameters = [parseFunctionParameter(cursor)];
  while (cursor.take(",")) parameters.push(parseFunctionParameter(cursor));
  cursor.expect(")", "closes the parameters");
  return parameters;
}

function parseFunctionParameter(cursor: TokenCursor): LocalFunction["parameters"][number] {
  passModifiers(cursor, "parameter");
  const parameter = parseTypedParameter(cursor);
  return { ...parameter, default: cursor.take("=") ? parseExpression(cursor) : undefined };
}
