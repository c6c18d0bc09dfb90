// Follows an expression from the literal that the query holds to where the value ends or stops being
// SQL, and collects what it did on the way: joined conditions, compared constants, called functions.
// One pass, no tree.

import { selectForm } from "./sql-select.ts";
import { beginsStatement } from "./sql-statement.ts";
import type { SqlToken } from "./sql-token.ts";
import { isDangerousCall, isKnownCall, isMathCall } from "./sql-words.ts";

export type Operand = "none" | "constant" | "name";

/** How it ended: with the value, in a comment, in a literal that the query closes, or in what is no SQL. */
export type Ending = "value" | "comment" | "string" | "semicolon" | "open" | "junk";

export type Walk = {
  readonly tokens: readonly SqlToken[];
  readonly quoted: boolean;
  at: number;
  depth: number;
  wantsOperand: boolean;
  /** The first operand: what the query's own literal or the value's start is. */
  first: Operand;
  last: Operand;
  lastCall: boolean;
  /** AND, OR and their kin that joined something to the first operand. */
  logic: number;
  /** Other operators. */
  joins: number;
  compares: number;
  /** A comparison of two constants: a tautology or its contrary. */
  constantCompares: number;
  compareLeft: Operand;
  comparing: boolean;
  knownCalls: number;
  commas: number;
  clauses: number;
  conditionalCalls: number;
  /** Operators that are words, which may be English. */
  wordOperators: number;
  cases: number;
  whens: number;
  /** Closed a parenthesis that it had not opened. */
  breaksOut: boolean;
  ending: Ending;
  /** Set where what was found needs no complete expression. */
  reason: string | undefined;
};

/** From the token at `start`; `afterLiteral`: as if a number of the query's stood before it. */
export function walkExpression(
  tokens: readonly SqlToken[],
  quoted: boolean,
  afterLiteral: boolean,
  start = 0,
): Walk {
  const walk: Walk = {
    tokens,
    quoted,
    at: start,
    depth: 0,
    wantsOperand: !afterLiteral,
    first: afterLiteral ? "constant" : "none",
    last: afterLiteral ? "constant" : "none",
    lastCall: false,
    logic: 0,
    joins: 0,
    compares: 0,
    constantCompares: 0,
    compareLeft: "none",
    comparing: false,
    knownCalls: 0,
    commas: 0,
    clauses: 0,
    conditionalCalls: 0,
    wordOperators: 0,
    cases: 0,
    whens: 0,
    breaksOut: false,
    ending: "value",
    reason: undefined,
  };
  for (; walk.at < tokens.length; walk.at++) {
    const token = tokens[walk.at];
    if (token === undefined) break;
    const goesOn = walk.wantsOperand ? readOperand(walk, token) : readOperator(walk, token);
    if (!goesOn) break;
  }
  if (walk.at >= tokens.length && walk.wantsOperand) walk.ending = "open";
  return walk;
}

function stop(walk: Walk, ending: Ending): false {
  walk.ending = ending;
  return false;
}

function decide(walk: Walk, reason: string): false {
  walk.reason = reason;
  return false;
}

function readOperand(walk: Walk, token: SqlToken): boolean {
  switch (token.kind) {
    case "number":
    case "variable":
      return endOperand(walk, "constant");
    case "string":
      endOperand(walk, "constant");
      return token.closed || stop(walk, "string");
    case "open":
      walk.depth++;
      return true;
    case "close":
      // The empty list of a call.
      if (walk.tokens[walk.at - 1]?.kind !== "open" || walk.at < 2) return stop(walk, "junk");
      return closeGroup(walk);
    case "operator":
      if (token.operator === "prefix" || token.text === "+" || token.text === "-") return true;
      if (token.text === "*") return endOperand(walk, "name");
      return stop(walk, "junk");
    case "word":
      return readOperandWord(walk, token);
    case "comment":
      return stop(walk, "comment");
    default:
      return stop(walk, "junk");
  }
}

function readOperandWord(walk: Walk, token: Extract<SqlToken, { kind: "word" }>): boolean {
  const { word, text } = token;
  if (word === "select") return readSelect(walk);
  if (word === "case") {
    walk.cases++;
    return true;
  }
  if (word === "clause") return text === "when" && walk.cases > 0 ? readWhen(walk) : stop(walk, "junk");
  if (word === "from" && isWord(walk.tokens[walk.at - 1], "distinct")) return true;
  if (word === "set-operation" || word === "from" || word === "logic") return stop(walk, "junk");
  if (token.call && word !== "prefix") return readCall(walk, text);
  if (word === "prefix" || isTypeOfLiteral(walk, text)) return true;
  return endOperand(walk, word === "constant" ? "constant" : "name");
}

const LITERAL_TYPES: ReadonlySet<string> = new Set(
  "date time timestamp real int integer bigint float double char varchar nchar numeric decimal".split(" "),
);

/** `date '2026-01-31'`, `real 1`. */
function isTypeOfLiteral(walk: Walk, text: string): boolean {
  const next = walk.tokens[walk.at + 1];
  return LITERAL_TYPES.has(text) && (next?.kind === "string" || next?.kind === "number");
}

function isWord(token: SqlToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text);
}

function readWhen(walk: Walk): true {
  walk.whens++;
  return true;
}

function readSelect(walk: Walk): boolean {
  const form = selectForm(walk.tokens, walk.at + 1);
  const joined = walk.logic > 0 || walk.joins > 0 || walk.compares > 0 || walk.quoted;
  if (form === "certain" || (form === "likely" && joined)) {
    return decide(walk, walk.depth > 0 ? "subquery" : "select-statement");
  }
  return stop(walk, "junk");
}

/** A call: the name is read here, its list like any group. */
function readCall(walk: Walk, name: string): boolean {
  const joined = walk.first !== "none" && (walk.logic > 0 || walk.joins > 0 || walk.compares > 0);
  if (isDangerousCall(name) && hasArgument(walk)) return decide(walk, "dangerous-call");
  const known = isKnownCall(name);
  if (known) walk.knownCalls++;
  if (known && walk.first === "none") walk.first = "constant";
  if (name === "if" || name === "iif") walk.conditionalCalls++;
  if (known && joined && (walk.quoted || (walk.first === "constant" && !isMathCall(name)))) {
    return decide(walk, "function-call");
  }
  walk.depth++;
  walk.at++;
  return true;
}

/** `sleep(20` and `load_file('x` have one; `sleep()` has none, `sleep (well)` a word alone. */
function hasArgument(walk: Walk): boolean {
  const argument = walk.tokens[walk.at + 2];
  if (argument === undefined || argument.kind === "close" || argument.kind === "junk") return false;
  if (argument.kind !== "word") return true;
  const next = walk.tokens[walk.at + 3];
  // `20.to_i` and `5s` are meant for numbers.
  if (/^\d/.test(argument.text)) return true;
  return argument.call || argument.word !== "name" || next?.kind === "comma" || next?.kind === "operator";
}

function endOperand(walk: Walk, kind: Operand): true {
  if (walk.first === "none") walk.first = kind;
  if (walk.comparing && walk.compareLeft === "constant" && kind === "constant") walk.constantCompares++;
  walk.comparing = false;
  walk.last = kind;
  walk.wantsOperand = false;
  return true;
}

function closeGroup(walk: Walk): true {
  walk.depth--;
  if (walk.depth < 0) walk.breaksOut = true;
  if (walk.last === "none") walk.last = "name";
  walk.wantsOperand = false;
  return true;
}

function readOperator(walk: Walk, token: SqlToken): boolean {
  switch (token.kind) {
    case "operator":
      return readSign(walk, token.operator, token.text);
    case "comma":
      walk.commas++;
      walk.wantsOperand = true;
      return true;
    case "close":
      return closeGroup(walk);
    case "semicolon":
      if (beginsStatement(walk.tokens, walk.at + 1)) return decide(walk, "stacked-statement");
      return stop(walk, walk.at + 1 >= walk.tokens.length || isComment(walk) ? "semicolon" : "junk");
    case "comment":
      return stop(walk, "comment");
    case "word":
      return readOperatorWord(walk, token);
    case "open":
      return readAdjacentGroup(walk);
    case "string":
      // MySQL joins literals that stand side by side.
      return (token.closed && walk.tokens[walk.at - 1]?.kind === "string") || stop(walk, "junk");
    default:
      return stop(walk, "junk");
  }
}

function isComment(walk: Walk): boolean {
  return walk.tokens[walk.at + 1]?.kind === "comment";
}

function readAdjacentGroup(walk: Walk): boolean {
  const next = walk.tokens[walk.at + 1];
  if (next?.kind !== "word" || next.word !== "select") return stop(walk, "junk");
  walk.depth++;
  walk.wantsOperand = true;
  return true;
}

function readSign(walk: Walk, operator: string, text: string): boolean {
  if (operator === "logic") return join(walk, "logic");
  if (operator === "compare") return join(walk, "compare");
  if (operator === "prefix") return stop(walk, "junk");
  if (text === "::") {
    // A cast: the type's name goes with it.
    walk.at++;
    return true;
  }
  return join(walk, "arithmetic");
}

function join(walk: Walk, operator: "logic" | "compare" | "arithmetic"): true {
  if (operator === "logic") walk.logic++;
  else if (operator === "arithmetic") walk.joins++;
  else {
    walk.compares++;
    walk.comparing = true;
    walk.compareLeft = walk.last;
  }
  walk.wantsOperand = true;
  return true;
}

function readOperatorWord(walk: Walk, token: Extract<SqlToken, { kind: "word" }>): boolean {
  const { word, text } = token;
  if (text === "not") return true;
  if (word === "logic" || word === "compare" || word === "arithmetic")
    return readWordOperator(walk, word, text);
  if (word === "select") return walk.first === "constant" ? readSelect(walk) : stop(walk, "junk");
  if (word === "from") return readFrom(walk);
  if (word === "clause") return readClause(walk, text);
  if (word === "statement" && (walk.quoted || walk.first === "constant" || walk.breaksOut)) {
    if (beginsStatement(walk.tokens, walk.at)) return decide(walk, "stacked-statement");
  }
  if (walk.quoted && token.call && isDangerousCall(text) && hasArgument(walk))
    return decide(walk, "dangerous-call");
  return stop(walk, "junk");
}

function readWordOperator(walk: Walk, word: "logic" | "compare" | "arithmetic", text: string): true {
  walk.wordOperators++;
  // `sounds like` is one operator, and the AND of a BETWEEN joins nothing.
  if (text === "sounds") walk.at++;
  if (text === "between") walk.logic--;
  if (text === "in" && isWord(walk.tokens[walk.at + 1], "boolean", "natural")) {
    // MySQL's `match … against ('…' in boolean mode)`, `… in natural language mode`.
    walk.at += isWord(walk.tokens[walk.at + 1], "boolean") ? 2 : 3;
    return true;
  }
  return join(walk, word);
}

/** `1) from users where …`: the value ends the query's own select list. */
function readFrom(walk: Walk): boolean {
  const table = walk.tokens[walk.at + 1];
  const after = walk.tokens[walk.at + 2];
  if (!walk.breaksOut || table?.kind !== "word") return stop(walk, "junk");
  const isClause = after?.kind === "word" && after.word === "clause";
  return isClause || after?.kind === "comment" ? decide(walk, "from-clause") : stop(walk, "junk");
}

function readClause(walk: Walk, text: string): boolean {
  if (walk.cases > 0) {
    if (text === "end") return readEnd(walk);
    if (text === "when") walk.whens++;
    if (text === "when" || text === "then" || text === "else") {
      walk.wantsOperand = true;
      return true;
    }
  }
  const next = walk.tokens[walk.at + 1];
  if (text === "as" && walk.tokens[walk.at - 1]?.kind === "close") {
    walk.at++;
    return next?.kind === "word" || stop(walk, "junk");
  }
  if (text === "waitfor" && beginsStatement(walk.tokens, walk.at)) return decide(walk, "time-delay");
  if ((text === "order" || text === "group") && next?.kind === "word" && next.text === "by")
    return readBy(walk);
  if (text === "having" || text === "where" || text === "limit" || text === "offset") {
    if (walk.first === "name" && !walk.breaksOut) return stop(walk, "junk");
    walk.clauses++;
    // What follows a clause is a condition of the value's own.
    if (text === "having" || text === "where") walk.logic++;
    walk.wantsOperand = true;
    return true;
  }
  return stop(walk, "junk");
}

function readEnd(walk: Walk): boolean {
  walk.cases--;
  return walk.whens > 0 ? decide(walk, "case-expression") : true;
}

/** `ORDER BY 5`: a column's number says that somebody counts columns; a name may be English. */
function readBy(walk: Walk): boolean {
  const column = walk.tokens[walk.at + 2];
  if (column === undefined) return stop(walk, "junk");
  const after = walk.tokens[walk.at + 3];
  if (column.kind === "word" && column.call && isKnownCall(column.text)) return decide(walk, "column-probe");
  const strong = walk.quoted || walk.first === "constant" || walk.breaksOut;
  if (!strong) return stop(walk, "junk");
  const isColumn = column.kind !== "word" || column.call || column.word === "case";
  const ends = after === undefined || after.kind === "comment" || after.kind === "comma";
  if (isColumn && column.kind !== "junk" && (after?.kind !== "word" || after.word !== "name")) {
    return decide(walk, "column-probe");
  }
  if (ends && (after !== undefined || walk.quoted)) return decide(walk, "column-probe");
  walk.at++;
  walk.wantsOperand = true;
  return true;
}
