// Lambdas: `x => …`, `(x, y) => …`, `(int x) => { … }`.

import { nameOf } from "../lexer/token.ts";
import type { Expression, Parameter } from "../syntax.ts";
import { parseBlock } from "./parse-block.ts";
import { parseBranch } from "./parse-expression.ts";
import { parseType } from "./parse-type.ts";
import { complainRefused, type RefusalName } from "./refusals.ts";
import type { TokenCursor } from "./token-cursor.ts";

const modifiers: ReadonlySet<string> = new Set(["ref", "out", "in", "params", "this"]);

/** Whether a lambda begins here. `async` and `static` before one are complained of and passed over. */
export function startsLambda(cursor: TokenCursor): boolean {
  if (isLambdaHead(cursor, cursor.index)) return true;
  const { text } = cursor.token;
  if ((text !== "async" && text !== "static") || !isLambdaHead(cursor, cursor.index + 1)) return false;
  complainRefused(cursor, text);
  cursor.next();
  return true;
}

function isLambdaHead(cursor: TokenCursor, index: number): boolean {
  const token = cursor.tokenAt(index);
  if (token.kind === "identifier") return cursor.tokenAt(index + 1).text === "=>";
  return token.text === "(" && cursor.tokenAt(token.partner + 1).text === "=>";
}

export function parseLambda(cursor: TokenCursor): Expression {
  const { at } = cursor.token;
  const parameters = cursor.is("(") ? parseParameters(cursor) : [parseBareParameter(cursor)];
  cursor.expect("=>", "stands before the body of a lambda");
  const body = cursor.is("{") ? parseBlock(cursor) : parseBranch(cursor);
  return { kind: "lambda", at, parameters, body };
}

function parseParameters(cursor: TokenCursor): Parameter[] {
  const parameters: Parameter[] = [];
  cursor.next();
  if (cursor.take(")")) return parameters;
  do {
    passModifiers(cursor, "lambda");
    const isBare = cursor.token.kind === "identifier" && [",", ")"].includes(cursor.peek(1).text);
    parameters.push(isBare ? parseBareParameter(cursor) : parseTypedParameter(cursor));
  } while (cursor.take(","));
  cursor.expect(")", "closes the parameters");
  return parameters;
}

function parseBareParameter(cursor: TokenCursor): Parameter {
  const token = cursor.expectName("a parameter");
  return { at: token.at, name: nameOf(token), type: undefined };
}

/** A type and a name. */
export function parseTypedParameter(
  cursor: TokenCursor,
): Parameter & { readonly type: NonNullable<Parameter["type"]> } {
  const type = parseType(cursor);
  const token = cursor.expectName("a parameter");
  return { at: token.at, name: nameOf(token), type };
}

/** Complains of `ref`, `out` and the like before a parameter, and passes over them. */
export function passModifiers(cursor: TokenCursor, refusal: RefusalName): void {
  while (modifiers.has(cursor.token.text)) {
    complainRefused(cursor, refusal);
    cursor.next();
  }
}
