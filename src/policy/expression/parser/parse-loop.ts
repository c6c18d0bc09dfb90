// `for`, `foreach`, `while` and `do`.

import type { Expression, Statement } from "../syntax.ts";
import { declaresHere, parseLocal } from "./parse-declaration.ts";
import { parseExpression } from "./parse-expression.ts";
import { expectSemicolon, parseCondition, parseEmbedded, parseStep } from "./parse-statement.ts";
import { parseType } from "./parse-type.ts";
import { refuse } from "./refusals.ts";
import type { TokenCursor } from "./token-cursor.ts";

export function parseFor(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  cursor.expect("(", "follows for");
  const initial = parseInitial(cursor);
  cursor.expect(";", "ends what for begins with");
  const condition = cursor.is(";") ? undefined : parseExpression(cursor);
  cursor.expect(";", "ends the condition of for");
  const step: Expression[] = cursor.is(")") ? [] : parseSteps(cursor).map(({ expression }) => expression);
  cursor.expect(")", "closes the head of for");
  return { kind: "for", at, initial, condition, step, body: parseEmbedded(cursor) };
}

function parseInitial(cursor: TokenCursor): Statement[] {
  if (cursor.is(";")) return [];
  const { at } = cursor.token;
  return declaresHere(cursor) ? [parseLocal(cursor, at, parseType(cursor), false)] : parseSteps(cursor);
}

function parseSteps(cursor: TokenCursor): (Statement & { readonly kind: "expression" })[] {
  const steps = [parseStep(cursor, cursor.token.at)];
  while (cursor.take(",")) steps.push(parseStep(cursor, cursor.token.at));
  return steps;
}

export function parseForeach(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  cursor.expect("(", "follows foreach");
  if (cursor.is("var") && cursor.peek(1).text === "(") refuse(cursor, "tuple");
  const type = parseType(cursor);
  const name = cursor.name("the variable of foreach");
  cursor.expect("in", "stands before the items of foreach");
  const items = parseExpression(cursor);
  cursor.expect(")", "closes the head of foreach");
  return { kind: "foreach", at, type, name, items, body: parseEmbedded(cursor) };
}

export function parseWhile(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const condition = parseCondition(cursor, "while");
  return { kind: "while", at, condition, body: parseEmbedded(cursor) };
}

export function parseDo(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const body = parseEmbedded(cursor);
  cursor.expect("while", "ends do");
  const condition = parseCondition(cursor, "while");
  expectSemicolon(cursor);
  return { kind: "do", at, body, condition };
}
