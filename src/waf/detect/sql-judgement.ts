// Whether the tokens of one reading are an injection. First what is SQL wherever it stands, then what
// the expression that starts at the query's literal did and how it ended.

import { type Walk, walkExpression } from "./sql-expression.ts";
import { findSignature } from "./sql-signature.ts";
import { beginsStatement } from "./sql-statement.ts";
import type { SqlQuote, SqlReading, SqlToken } from "./sql-token.ts";

const SURE_REASONS: ReadonlySet<string> = new Set(
  "union-select subquery boolean-clause dangerous-call time-delay case-expression conditional-comment".split(
    " ",
  ),
);

/** The reason, or `undefined`. `quote`: the literal in which the value was read. */
export function judgeSql(reading: SqlReading, quote: SqlQuote): string | undefined {
  const { tokens } = reading;
  const first = tokens[0];
  if (first === undefined) return undefined;
  if (quote !== "") {
    if (first.kind !== "string" || !first.closed) return undefined;
    const reason = findSignature(reading, true) ?? judgeQuoted(walkExpression(tokens, true, false), quote);
    // Backticks also mark code in text, with what SQL has in common with it.
    return quote === "`" && reason !== undefined && !SURE_REASONS.has(reason) ? undefined : reason;
  }
  return judgeUnquoted(reading, first);
}

function judgeUnquoted(reading: SqlReading, first: SqlToken): string | undefined {
  const { tokens } = reading;
  const isPath = first.kind === "operator" && first.text === "/";
  if (isPath && !reading.nestedComment) return undefined;
  const signature = findSignature(reading, false);
  if (signature !== undefined) return signature;
  if (first.kind === "word" && isWholeStatement(tokens, first.text)) return "statement";
  const plain = walkExpression(tokens, false, false);
  const reason = judgePlain(plain, reading);
  if (reason !== undefined) return reason;
  if (continuesLiteral(first)) {
    const continued = judgeContinued(walkExpression(tokens, false, true));
    if (continued !== undefined) return continued;
  }
  return judgeConditions(tokens);
}

/** Conditions looked at behind text that is no expression. */
const MAX_CONDITIONS = 8;

/** What a literal of many words, which no expression could be, is followed by: `12 Main Road and 5=5`. */
function judgeConditions(tokens: readonly SqlToken[]): string | undefined {
  let conditions = 0;
  for (let at = 1; at < tokens.length && conditions < MAX_CONDITIONS; at++) {
    const token = tokens[at];
    if (token === undefined || !isLogic(token)) continue;
    conditions++;
    const walk = walkExpression(tokens, false, true, at);
    if (walk.reason !== undefined && walk.reason !== "function-call") return walk.reason;
    if (walk.constantCompares > 0) return "boolean-clause";
  }
  return undefined;
}

function isLogic(token: SqlToken): boolean {
  if (token.kind === "operator") return token.operator === "logic";
  return token.kind === "word" && token.word === "logic";
}

/** Statements that no programming language and few sentences begin alike. */
const WHOLE_STATEMENTS: ReadonlySet<string> = new Set(
  "insert update delete drop create alter truncate exec execute declare load merge grant revoke backup".split(
    " ",
  ),
);

/** A statement by itself: more than its first words are there, and not only words. */
function isWholeStatement(tokens: readonly SqlToken[], first: string): boolean {
  if (!WHOLE_STATEMENTS.has(first) || !beginsStatement(tokens, 0)) return false;
  const end = tokens[2]?.kind;
  if (end === "semicolon" || end === "comment") return true;
  return tokens.length > 3 && tokens.slice(1, 12).some((token) => token.kind !== "word");
}

/** Could stand right behind a number that the query holds: ` or 1=1`, `) or (1=1`, `;drop table`. */
function continuesLiteral(first: SqlToken): boolean {
  if (first.kind === "close" || first.kind === "semicolon") return true;
  if (first.kind === "operator")
    return first.operator !== "prefix" && !["=", "==", "-", "+"].includes(first.text);
  return first.kind === "word" && (first.word === "logic" || first.word === "clause");
}

function judgePlain(walk: Walk, reading: SqlReading): string | undefined {
  const first = walk.tokens[0];
  if (walk.reason !== undefined) return walk.reason;
  if (walk.logic > 0 && walk.constantCompares > 0) return "boolean-clause";
  if (walk.conditionalCalls > 0 && walk.constantCompares > 0) return "conditional-call";
  const ends = walk.ending !== "junk" && walk.ending !== "open";
  if (!ends || walk.first !== "constant") return undefined;
  if (walk.logic > 0 && (walk.compares > 0 || walk.knownCalls > 0)) return "boolean-clause";
  if (walk.logic > 0 && reading.inlineComment) return "comment-obfuscation";
  if (walk.compares > 0 && walk.constantCompares > 0 && first?.kind === "string") return "boolean-clause";
  if (walk.ending === "string" && walk.logic > 0 && endsWithNumber(walk)) return "string-reentry";
  if (walk.ending !== "comment") return undefined;
  if (walk.logic > 0 || walk.breaksOut) return "boolean-comment";
  if (reading.hidesFromLog) return "comment-tail";
  return walk.last === "constant" && endsInEmptyComment(walk) ? "comment-tail" : undefined;
}

function judgeContinued(walk: Walk): string | undefined {
  if (walk.reason !== undefined) return walk.reason;
  if (walk.logic > 0 && walk.constantCompares > 0) return "boolean-clause";
  return walk.clauses > 0 && walk.ending === "comment" ? "comment-tail" : undefined;
}

function judgeQuoted(walk: Walk, quote: SqlQuote): string | undefined {
  if (walk.reason !== undefined) return walk.reason;
  if (walk.logic > 0 && walk.constantCompares > 0) return "boolean-clause";
  if (walk.ending === "junk" || walk.ending === "open") return undefined;
  const operators = walk.logic + walk.compares + walk.joins;
  if (walk.ending === "string") return entersString(walk, quote, operators) ? "string-reentry" : undefined;
  if (walk.logic > 0 && (walk.compares > 0 || walk.knownCalls > 0)) return "boolean-clause";
  const mayBeLengths = startsWithNumber(walk) && walk.wordOperators > 0;
  if (walk.logic > 0 && !mayBeLengths && walk.last === "constant") return "boolean-clause";
  if (walk.ending !== "comment" && walk.ending !== "semicolon") return undefined;
  return (operators > 0 && walk.commas === 0) || walk.breaksOut || isCut(walk, quote)
    ? "comment-tail"
    : undefined;
}

/** The value's last string is one that the query's quote will close. */
function entersString(walk: Walk, quote: string, operators: number): boolean {
  const last = walk.tokens.at(-1);
  const first = walk.tokens[0];
  if (operators === 0 || walk.commas > 0 || last?.kind !== "string" || first?.kind !== "string") return false;
  if (last.quote !== quote) return walk.logic > walk.wordOperators;
  // Signs in quotes within text, as in `the '+' key`, or a title like `SO "LIKE"`.
  if (operators === 1 || walk.wordOperators === 0) {
    if (first.endsOpen || last.beginsOpen) return false;
  }
  return operators > 1 || walk.wordOperators === 0 || last.content !== "nothing";
}

/** `5' or 6` may be two lengths in feet. */
function startsWithNumber(walk: Walk): boolean {
  const first = walk.tokens[0];
  return first?.kind === "string" && first.content === "number";
}

/** `1 or '1`: the query closes a literal that holds a number. */
function endsWithNumber(walk: Walk): boolean {
  const last = walk.tokens.at(-1);
  return last?.kind === "string" && last.content === "number";
}

/** Nothing that a comment has to say stands in it. */
const SAYS_NOTHING = /^[\s\-+;*/\0\xa0]*$/;

function endsInEmptyComment(walk: Walk): boolean {
  const last = walk.tokens.at(-1);
  return last?.kind === "comment" && SAYS_NOTHING.test(last.text);
}

/** A comment right behind the literal cuts the query off. Options like `'--all'` do not. */
function isCut(walk: Walk, quote: SqlQuote): boolean {
  const last = walk.tokens.at(-1);
  if (last?.kind !== "comment") return false;
  if (SAYS_NOTHING.test(last.text)) return true;
  return quote === "'" && last.style !== "#" && /^[\s\-+/]/.test(last.text) && !last.text.includes(quote);
}
