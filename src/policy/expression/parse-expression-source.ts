// The text of a policy expression → its tree: C# 7 as far as policies may use it. Nothing is bound here;
// which names there are, and what has which type, is for the binder to say.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { PlaceAt } from "#kernel/places-in-text.ts";
import { isExpressionStart } from "./find-expression-end.ts";
import { Lexer } from "./lexer/lexer.ts";
import type { Complain } from "./lexer/source-cursor.ts";
import { parseBlock } from "./parser/parse-block.ts";
import { parseExpression } from "./parser/parse-expression.ts";
import { SyntaxFlaw, TokenCursor } from "./parser/token-cursor.ts";
import type { ExpressionSource } from "./syntax.ts";
import { TREE_DEPTH_LIMIT, tooDeepAt } from "./tree-depth.ts";

export type ParsedExpression = {
  /** Undefined where a diagnostic is an error. */
  readonly source: ExpressionSource | undefined;
  /** Every mistake of the text, in its order. */
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads `@(…)` or `@{…}`, with its `@` and brackets; white space may stand around it. Offsets in the tree
 * (`at`) are offsets into `text`; `placeAt` makes places of them (placesInText, where the text stands in one
 * piece). Takes linear time, and its depth of recursion is bounded.
 */
export function parseExpressionSource(text: string, placeAt: PlaceAt): ParsedExpression {
  const diagnostics: Diagnostic[] = [];
  const source = parse(text, (at, code, message, hint) => {
    diagnostics.push({ ...placeAt(at), severity: "error", code, message, hint });
  });
  diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
  return { source: diagnostics.length === 0 ? source : undefined, diagnostics };
}

function parse(text: string, complain: Complain): ExpressionSource | undefined {
  const start = text.search(/\S/);
  if (start < 0 || !isExpressionStart(text, start)) {
    complain(Math.max(start, 0), "not-an-expression", "no expression begins here", "write @(…) or @{…}");
    return undefined;
  }
  const lexer = new Lexer(text, start, complain);
  const end = lexer.run();
  if (end === undefined) return undefined;
  checkRest(text, end, complain);
  const source = parseTokens(new TokenCursor(text, lexer.tokens, complain));
  const deep = lexer.tokens.length > TREE_DEPTH_LIMIT ? tooDeepAt(source) : undefined;
  if (deep !== undefined) {
    const message = `the expression has a chain of more than ${TREE_DEPTH_LIMIT} links`;
    complain(deep, "nested-too-deeply", message, "keep parts of it in variables");
  }
  return source;
}

function checkRest(text: string, end: number, complain: Complain): void {
  const rest = text.slice(end).search(/\S/);
  if (rest < 0) return;
  const hint = "the bracket before it ends the expression; take what follows into it, or out";
  complain(end + rest, "text-after-expression", "text follows the expression", hint);
}

function parseTokens(cursor: TokenCursor): ExpressionSource | undefined {
  try {
    return cursor.is("{") ? { kind: "body", body: parseBlock(cursor) } : parseSingle(cursor);
  } catch (error) {
    if (error instanceof SyntaxFlaw) return undefined;
    throw error;
  }
}

function parseSingle(cursor: TokenCursor): ExpressionSource {
  cursor.next();
  if (cursor.is(")")) cursor.fail("empty-expression", "there is nothing in the brackets", "write a value");
  const hint = "@(…) holds one value; statements stand in @{ … return …; }";
  if (cursor.is("return") || (cursor.is("var") && cursor.peek(1).kind === "identifier")) {
    cursor.fail("unexpected-token", `${cursor.found()} stands where a value belongs`, hint);
  }
  const expression = parseExpression(cursor);
  if (!cursor.is(")")) {
    cursor.fail("unexpected-token", `${cursor.found()} stands where ) ends the expression`, hint);
  }
  return { kind: "single", expression };
}
