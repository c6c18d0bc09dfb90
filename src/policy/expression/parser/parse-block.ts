// Blocks. A statement with a mistake is passed over, so that those behind it are read too.

import type { Statement } from "../syntax.ts";
import { parseStatement } from "./parse-statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

export function parseBlock(cursor: TokenCursor): Statement {
  const { at } = cursor.expect("{", "opens a block");
  const statements = parseStatements(cursor, () => cursor.is("}"));
  cursor.expect("}", "closes the block");
  return { kind: "block", at, statements };
}

/** Statements until `isEnd`, or a bracket that closes around them. */
export function parseStatements(cursor: TokenCursor, isEnd: () => boolean): Statement[] {
  const statements: Statement[] = [];
  while (!isEnd() && cursor.token.kind !== "end") {
    const before = cursor.index;
    const statement = cursor.recover([";"], () => parseStatement(cursor));
    if (statement !== undefined) statements.push(statement);
    else if (!cursor.take(";") && cursor.index === before) break;
  }
  return statements;
}
