// One token of an expression where an operand is due: literals, names, calls, groups, what stands before an
// operand.

import type { SqlToken } from "./sql-token.ts";
import { closeGroup, decide, isWord, type Operand, readSelect, stop, type Walk } from "./sql-walk.ts";
import { isDangerousCall, isKnownCall, isMathCall } from "./sql-words.ts";

export function readOperand(walk: Walk, token: SqlToken): boolean {
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

function readWhen(walk: Walk): true {
  walk.whens++;
  return true;
}

/** A call: the name is read here, its list like any group. */
function readCall(walk: Walk, name: string): boolean {
  const joined = walk.first !== "none" && (walk.logic > 0 || walk.joins > 0 || walk.compares > 0);
  if (isDangerousCall(name) && hasArgument(walk)) return decide(walk, "dangerous-call");
  const known = isKnownCall(name);
  if (known) walk.knownCalls++;
  if (known && walk.first === "none" && !isMathCall(name)) walk.first = "constant";
  if (name === "if" || name === "iif") walk.conditionalCalls++;
  if (known && joined && (walk.quoted || (walk.first === "constant" && !isMathCall(name)))) {
    return decide(walk, "function-call");
  }
  walk.depth++;
  walk.at++;
  return true;
}

/** `sleep(20` and `load_file('x` have one; `sleep()` has none, `sleep (well)` a word alone. */
export function hasArgument(walk: Walk): boolean {
  const argument = walk.tokens[walk.at + 2];
  if (argument === undefined || argument.kind === "close" || argument.kind === "junk") return false;
  if (argument.kind !== "word") return !isPlainName(walk.tokens[walk.at + 3]);
  const next = walk.tokens[walk.at + 3];
  // `20.to_i`, a number in some language.
  if (/^\d+\./.test(argument.text)) return true;
  return argument.call || argument.word !== "name" || next?.kind === "comma" || next?.kind === "operator";
}

/** `sleep (8 hours)`. */
function isPlainName(token: SqlToken | undefined): boolean {
  return token?.kind === "word" && token.word === "name" && !token.call;
}

function endOperand(walk: Walk, kind: Operand): true {
  if (walk.first === "none") walk.first = kind;
  if (walk.comparing && walk.compareLeft === "constant" && kind === "constant") walk.constantCompares++;
  walk.comparing = false;
  walk.last = kind;
  walk.wantsOperand = false;
  return true;
}
