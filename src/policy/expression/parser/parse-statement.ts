// Statements: which one begins here, and those without a file of their own.

import type { Expression, Statement } from "../syntax.ts";
import { parseBlock } from "./parse-block.ts";
import { declaresHere, parseConst, parseDeclaration } from "./parse-declaration.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseDo, parseFor, parseForeach, parseWhile } from "./parse-loop.ts";
import { parseSwitch } from "./parse-switch.ts";
import { parseTry, parseUsing } from "./parse-try.ts";
import { refuseStatement } from "./refuse-statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

type Parse = (cursor: TokenCursor) => Statement;

const byText: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["{", (cursor) => parseBlock(cursor)],
  [";", (cursor) => ({ kind: "empty", at: cursor.next().at })],
  ["if", parseIf],
  ["for", (cursor) => parseFor(cursor)],
  ["foreach", (cursor) => parseForeach(cursor)],
  ["while", (cursor) => parseWhile(cursor)],
  ["do", (cursor) => parseDo(cursor)],
  ["switch", (cursor) => parseSwitch(cursor)],
  ["return", parseReturn],
  ["break", (cursor) => parseJump(cursor, "break")],
  ["continue", (cursor) => parseJump(cursor, "continue")],
  ["throw", parseThrow],
  ["try", (cursor) => parseTry(cursor)],
  ["using", (cursor) => parseUsing(cursor)],
  ["const", (cursor) => parseConst(cursor)],
  ["checked", (cursor) => parseChecked(cursor, true)],
  ["unchecked", (cursor) => parseChecked(cursor, false)],
]);

export function parseStatement(cursor: TokenCursor): Statement {
  cursor.enter();
  refuseStatement(cursor);
  const parse =
    byText.get(cursor.token.text) ?? (declaresHere(cursor) ? parseDeclaration : parseExpressionStatement);
  const statement = parse(cursor);
  cursor.leave();
  return statement;
}

/** The statement of an `if` or a loop, which cannot be a declaration (CS1023). */
export function parseEmbedded(cursor: TokenCursor): Statement {
  const { at, text } = cursor.token;
  const statement = parseStatement(cursor);
  if (statement.kind === "local" || statement.kind === "local-function") {
    const hint = "put { and } around it";
    cursor.complain(at, "misplaced-declaration", `a declaration cannot stand alone here: ${text}`, hint);
  }
  return statement;
}

/** `(condition)`. */
export function parseCondition(cursor: TokenCursor, word: string): Expression {
  cursor.expect("(", `follows ${word}`);
  const condition = parseExpression(cursor);
  cursor.expect(")", `closes the condition of ${word}`);
  return condition;
}

/** Where only the semicolon is missing, it is read as if it stood there. */
export function expectSemicolon(cursor: TokenCursor): void {
  if (cursor.take(";")) return;
  const previous = cursor.tokenAt(cursor.index - 1);
  cursor.complain(previous.end, "semicolon-expected", "the statement has no ; at its end", "write one");
  if (!cursor.is("}") && !cursor.isAfterLineEnd()) cursor.giveUp();
}

function parseIf(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const condition = parseCondition(cursor, "if");
  const whenTrue = parseEmbedded(cursor);
  const whenFalse = cursor.take("else") ? parseEmbedded(cursor) : undefined;
  return { kind: "if", at, condition, whenTrue, whenFalse };
}

function parseReturn(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const value = cursor.is(";") ? undefined : parseExpression(cursor);
  expectSemicolon(cursor);
  return { kind: "return", at, value };
}

function parseJump(cursor: TokenCursor, kind: "break" | "continue"): Statement {
  const { at } = cursor.next();
  expectSemicolon(cursor);
  return { kind, at };
}

function parseThrow(cursor: TokenCursor): Statement {
  const { at } = cursor.next();
  const operand = cursor.is(";") ? undefined : parseExpression(cursor);
  expectSemicolon(cursor);
  return { kind: "throw-statement", at, operand };
}

function parseChecked(cursor: TokenCursor, isChecked: boolean): Statement {
  if (cursor.peek(1).text !== "{") return parseExpressionStatement(cursor);
  const { at } = cursor.next();
  return { kind: "checked-block", at, isChecked, body: parseBlock(cursor) };
}

function parseExpressionStatement(cursor: TokenCursor): Statement {
  const { at } = cursor.token;
  const statement = parseStep(cursor, at);
  expectSemicolon(cursor);
  return statement;
}

/** An expression that does something, without its semicolon (CS0201). */
export function parseStep(cursor: TokenCursor, at: number): Statement & { readonly kind: "expression" } {
  const expression = parseExpression(cursor);
  if (!doesSomething(expression)) {
    const hint = "assign it, return it, or call something";
    cursor.complain(at, "not-a-statement", "the value is computed and not used", hint);
  }
  return { kind: "expression", at, expression };
}

function doesSomething(expression: Expression): boolean {
  switch (expression.kind) {
    case "call":
    case "assignment":
    case "postfix":
    case "new":
      return true;
    case "unary":
      return expression.operator === "++" || expression.operator === "--";
    case "conditional-access":
      return doesSomething(expression.access);
    default:
      return false;
  }
}
