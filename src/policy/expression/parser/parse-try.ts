// `try` with its clauses, and `using`.

import type { CatchClause, Statement } from "../syntax.ts";
import { parseBlock } from "./parse-block.ts";
import { declaresHere, parseLocal } from "./parse-declaration.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseCondition, parseEmbedded } from "./parse-statement.ts";
import { parseType } from "./parse-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

export function parseTry(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const body = parseBlock(cursor);
  const catches: CatchClause[] = [];
  while (cursor.is("catch")) catches.push(parseCatch(cursor));
  const last = cursor.take("finally") ? parseBlock(cursor) : undefined;
  if (catches.length === 0 && last === undefined) {
    cursor.complain(at, "try-without-catch", "try has neither catch nor finally", "write one of them");
  }
  return { kind: "try", at, body, catches, finally: last };
}

function parseCatch(cursor: TokenCursor): CatchClause {
  const { at } = cursor.next();
  const isTyped = cursor.take("(");
  const type = isTyped ? parseType(cursor) : undefined;
  const name = isTyped && !cursor.is(")") ? cursor.name("the exception") : undefined;
  if (isTyped) cursor.expect(")", "closes the type of catch");
  const filter = cursor.take("when") ? parseCondition(cursor, "when") : undefined;
  return { at, type, name, filter, body: parseBlock(cursor) };
}

export function parseUsing(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  cursor.expect("(", "follows using");
  const resource = parseResource(cursor);
  cursor.expect(")", "closes the head of using");
  return { kind: "using", at, resource, body: parseEmbedded(cursor) };
}

function parseResource(cursor: TokenCursor): Statement {
  const { at } = cursor.token;
  if (declaresHere(cursor)) return parseLocal(cursor, at, parseType(cursor), false);
  return { kind: "expression", at, expression: parseExpression(cursor) };
}
