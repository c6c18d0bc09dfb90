// Follows an expression from the literal that the query holds to where the value ends or stops being SQL,
// and collects what it did on the way: joined conditions, compared constants, called functions. One pass,
// no tree.

import { readOperand } from "./sql-operand.ts";
import { readOperator } from "./sql-operator.ts";
import type { SqlToken } from "./sql-token.ts";
import type { Walk } from "./sql-walk.ts";

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
