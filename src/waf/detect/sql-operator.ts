// One token of an expression where an operator is due, or what ends the expression: a comma, a parenthesis, a
// semicolon with a statement of its own, a comment.

import { readClause } from "./sql-clause.ts";
import { hasArgument } from "./sql-operand.ts";
import { beginsStatement } from "./sql-statement.ts";
import type { SqlToken } from "./sql-token.ts";
import { closeGroup, decide, isWord, join, readSelect, stop, type Walk } from "./sql-walk.ts";
import { isDangerousCall } from "./sql-words.ts";

export function readOperator(walk: Walk, token: SqlToken): boolean {
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
