// The state of one walk along an expression, and the small steps that its parts share.

import { selectForm } from "./sql-select.ts";
import type { SqlToken } from "./sql-token.ts";

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

export function stop(walk: Walk, ending: Ending): false {
  walk.ending = ending;
  return false;
}

export function decide(walk: Walk, reason: string): false {
  walk.reason = reason;
  return false;
}

export function isWord(token: SqlToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text);
}

export function closeGroup(walk: Walk): true {
  walk.depth--;
  if (walk.depth < 0) walk.breaksOut = true;
  if (walk.last === "none") walk.last = "name";
  walk.wantsOperand = false;
  return true;
}

export function readSelect(walk: Walk): boolean {
  const form = selectForm(walk.tokens, walk.at + 1);
  const joined = walk.logic > 0 || walk.joins > 0 || walk.compares > 0 || walk.quoted;
  if (form === "certain" || (form === "likely" && joined)) {
    return decide(walk, walk.depth > 0 ? "subquery" : "select-statement");
  }
  return stop(walk, "junk");
}

export function join(walk: Walk, operator: "logic" | "compare" | "arithmetic"): true {
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
