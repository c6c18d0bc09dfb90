// Expressions by C#'s precedence (ECMA-334 §12.4.2): assignment, conditional, binary operators, prefixes and
// casts. What binds tighter is parse-postfix.ts.

import type { AssignmentOperator, BinaryOperator, Expression, UnaryOperator } from "../syntax.ts";
import { parseLambda, startsLambda } from "./parse-lambda.ts";
import { parseIsPattern } from "./parse-pattern.ts";
import { parsePostfix } from "./parse-postfix.ts";
import { parseTestedType, parseType } from "./parse-type.ts";
import { complainRefused, refuse } from "./refusals.ts";
import { scanType } from "./scan-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

const COALESCING = 2;
const RELATIONAL = 9;
/** Of the operators that a constant pattern may hold. */
export const SHIFT = 10;

const precedences: ReadonlyMap<string, number> = new Map([
  ["??", COALESCING],
  ["||", 3],
  ["&&", 4],
  ["|", 5],
  ["^", 6],
  ["&", 7],
  ["==", 8],
  ["!=", 8],
  ["<", RELATIONAL],
  [">", RELATIONAL],
  ["<=", RELATIONAL],
  [">=", RELATIONAL],
  ["<<", SHIFT],
  [">>", SHIFT],
  ["+", 11],
  ["-", 11],
  ["*", 12],
  ["/", 12],
  ["%", 12],
]);

const assignments: ReadonlySet<string> = new Set("= *= /= %= += -= <<= >>= &= ^= |=".split(" "));

const prefixes: ReadonlySet<string> = new Set(["+", "-", "!", "~", "++", "--"]);

export function parseExpression(cursor: TokenCursor): Expression {
  cursor.enter();
  const expression = startsLambda(cursor) ? parseLambda(cursor) : parseAssignment(cursor);
  cursor.leave();
  return expression;
}

/** Where `throw …` may stand for a value: a branch of `?:`, behind `??`, a lambda's body. */
export function parseBranch(cursor: TokenCursor): Expression {
  return cursor.is("throw") ? parseThrow(cursor) : parseExpression(cursor);
}

function parseThrow(cursor: TokenCursor): Expression {
  const { at } = cursor.next();
  return { kind: "throw", at, operand: parseExpression(cursor) };
}

function parseAssignment(cursor: TokenCursor): Expression {
  const target = parseConditional(cursor);
  const operator = assignmentAt(cursor);
  if (operator === undefined) {
    if (cursor.is("??=")) refuse(cursor, "coalescing");
    return target;
  }
  const { at } = cursor.token;
  requireTarget(cursor, target, at);
  cursor.index += operator === ">>=" ? 2 : 1;
  return { kind: "assignment", at, operator, target, value: parseExpression(cursor) };
}

function assignmentAt(cursor: TokenCursor): AssignmentOperator | undefined {
  const { text } = cursor.token;
  if (text === ">" && isJoined(cursor, ">=")) return ">>=";
  return isAssignment(text) ? text : undefined;
}

function requireTarget(cursor: TokenCursor, target: Expression, at: number): void {
  const { kind } = target;
  if (kind === "name" || kind === "member" || kind === "index") return;
  if (kind === "parenthesized") {
    requireTarget(cursor, target.operand, at);
    return;
  }
  const hint = "only variables, members and items can be set; == compares";
  cursor.complain(at, "not-assignable", "what stands before the = cannot be set", hint);
}

function parseConditional(cursor: TokenCursor): Expression {
  const condition = parseBinary(cursor, 0);
  if (!cursor.is("?")) return condition;
  const { at } = cursor.next();
  const whenTrue = parseBranch(cursor);
  if (cursor.token.kind === "hole-format") {
    const hint = "put brackets around it: {(a ? b : c)}";
    cursor.fail("conditional-in-hole", "the : begins the hole's format", hint);
  }
  cursor.expect(":", "parts the values of a conditional");
  return { kind: "conditional", at, condition, whenTrue, whenFalse: parseBranch(cursor) };
}

/** Operators of at least the precedence `least`; all but `??` bind to the left. */
export function parseBinary(cursor: TokenCursor, least: number): Expression {
  let left = parseUnary(cursor);
  for (;;) {
    const { text, at } = cursor.token;
    if (text === "is" || text === "as") {
      if (least > RELATIONAL) return left;
      cursor.next();
      left = text === "is" ? parseIs(cursor, left, at) : parseAs(cursor, left, at);
      continue;
    }
    const operator = binaryAt(cursor);
    const precedence = operator === undefined ? -1 : (precedences.get(operator) ?? -1);
    if (operator === undefined || precedence < least) return left;
    cursor.index += operator === ">>" ? 2 : 1;
    const right = precedence === COALESCING ? parseCoalesced(cursor) : parseBinary(cursor, precedence + 1);
    left = { kind: "binary", at, operator, left, right };
  }
}

const parseIs = (cursor: TokenCursor, operand: Expression, at: number): Expression => ({
  kind: "is",
  at,
  operand,
  pattern: parseIsPattern(cursor),
});

const parseAs = (cursor: TokenCursor, operand: Expression, at: number): Expression => ({
  kind: "as",
  at,
  operand,
  type: parseTestedType(cursor),
});

function parseCoalesced(cursor: TokenCursor): Expression {
  cursor.enter();
  const right = cursor.is("throw") ? parseThrow(cursor) : parseBinary(cursor, COALESCING);
  cursor.leave();
  return right;
}

function binaryAt(cursor: TokenCursor): BinaryOperator | undefined {
  const { text } = cursor.token;
  if (text !== ">") return isBinary(text) ? text : undefined;
  if (isJoined(cursor, ">=")) return undefined;
  return isJoined(cursor, ">") ? ">>" : ">";
}

/** Whether `sign` follows the token at the cursor without a gap: `>>` is two tokens. */
function isJoined(cursor: TokenCursor, sign: string): boolean {
  const following = cursor.peek(1);
  return following.text === sign && following.at === cursor.token.end;
}

function parseUnary(cursor: TokenCursor): Expression {
  const { text, at, kind } = cursor.token;
  if (kind === "punctuation") {
    if (isPrefix(text)) return parsePrefix(cursor, text, at);
    if (text === "(" && isCast(cursor)) return parseCast(cursor, at);
    if (text === "&" || text === "*") refuse(cursor, "unsafe");
    if (text === "^") refuse(cursor, "index-from-end");
    if (text === "..") refuse(cursor, "range");
  } else if (text === "await" && isAwaited(cursor)) {
    complainRefused(cursor, "await");
    return parsePrefix(cursor, "+", at);
  } else if (text === "throw") {
    const hint = "throw stands in a branch of ?:, behind ??, or is a statement";
    cursor.fail("misplaced-throw", "throw is no value here", hint);
  }
  return parsePostfix(cursor);
}

function parsePrefix(cursor: TokenCursor, operator: UnaryOperator, at: number): Expression {
  cursor.enter();
  cursor.next();
  const operand = parseUnary(cursor);
  cursor.leave();
  return { kind: "unary", at, operator, operand };
}

function parseCast(cursor: TokenCursor, at: number): Expression {
  cursor.enter();
  cursor.next();
  const type = parseType(cursor);
  cursor.expect(")", "closes the type of a cast");
  const operand = parseUnary(cursor);
  cursor.leave();
  return { kind: "cast", at, type, operand };
}

/** §12.9.7: `(x)y` and `(x)(y)` are casts, `(x)-y` and `(x)[y]` are not, `(int)-y` is. */
function isCast(cursor: TokenCursor): boolean {
  const scan = scanType(cursor, cursor.index + 1);
  if (scan === undefined || scan.end !== cursor.token.partner) return false;
  return scan.isDefinite || beginsCastOperand(cursor, scan.end + 1);
}

function beginsCastOperand(cursor: TokenCursor, index: number): boolean {
  const { kind, text } = cursor.tokenAt(index);
  if (kind === "keyword") return text !== "as" && text !== "is" && text !== "switch" && text !== "in";
  if (kind === "punctuation") return text === "(" || text === "!" || text === "~";
  return kind === "identifier" || kind === "literal" || kind === "interpolation-start";
}

/** `await` is a name where no operand follows it. */
function isAwaited(cursor: TokenCursor): boolean {
  const { kind, text } = cursor.peek(1);
  return kind === "identifier" || text === "(" || text === "new";
}

const isPrefix = (text: string): text is UnaryOperator => prefixes.has(text);
const isAssignment = (text: string): text is AssignmentOperator => assignments.has(text);
const isBinary = (text: string): text is BinaryOperator => precedences.has(text);
