// Sequences of tokens that mean SQL wherever in the value they stand, whatever came before: a set
// operation with its select list, a wait, a write to a file, a subquery. What needs a complete
// expression before it is in sql-expression.ts.

import { selectForm } from "./sql-select.ts";
import { beginsStatement } from "./sql-statement.ts";
import type { SqlReading, SqlToken } from "./sql-token.ts";

/** The reason, if such a sequence is in the value. `quoted`: the value has broken out of a literal. */
export function findSignature(reading: SqlReading, quoted: boolean): string | undefined {
  const { tokens } = reading;
  if (reading.conditionalComment) return "conditional-comment";
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind === "word") {
      const reason = wordSignature(reading, at, quoted);
      if (reason !== undefined) return reason;
    } else if (token?.kind === "semicolon" && beginsStatement(tokens, at + 1) && isWhole(tokens, at + 1)) {
      return "stacked-statement";
    }
  }
  return undefined;
}

function wordSignature(reading: SqlReading, at: number, quoted: boolean): string | undefined {
  const { tokens } = reading;
  const token = tokens[at];
  if (token?.kind !== "word") return undefined;
  if (token.word === "set-operation") return setOperation(reading, at, quoted);
  if (token.word === "select") {
    const isInside = tokens[at - 1]?.kind === "open";
    return isInside && selectForm(tokens, at + 1) === "certain" && hasTable(tokens, at)
      ? "subquery"
      : undefined;
  }
  if (token.text === "waitfor") return isWait(tokens, at) ? "time-delay" : undefined;
  if (token.text === "into") return isFileWrite(tokens, at) ? "file-write" : undefined;
  if (token.text === "procedure") return isWord(tokens[at + 1], "analyse") ? "procedure-analyse" : undefined;
  if (token.text === "exec" || token.text === "execute")
    return isSystemCall(tokens, at) ? "procedure-call" : undefined;
  return undefined;
}

function setOperation(reading: SqlReading, at: number, quoted: boolean): string | undefined {
  const { tokens } = reading;
  let next = at + 1;
  while (isWord(tokens[next], "all", "distinct") || isSign(tokens[next])) next++;
  // A comment that hides another before a set operation is there to fool a filter, whatever follows.
  if (reading.nestedComment && next > at + 1) return "comment-obfuscation";
  if (tokens[next]?.kind === "comment" && followsLiteral(tokens, at)) return "set-operation-comment";
  while (tokens[next]?.kind === "open") next++;
  if (!isWord(tokens[next], "select")) return undefined;
  const form = selectForm(tokens, next + 1);
  if (form === "unlikely") return undefined;
  const sure = form === "certain" || quoted || reading.inlineComment || followsLiteral(tokens, at);
  return sure ? "union-select" : undefined;
}

/** `1 union`, `'x' union`, `f(1) union`: no sentence goes so. */
function followsLiteral(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1];
  return before !== undefined && before.kind !== "word";
}

function isSign(token: SqlToken | undefined): boolean {
  return token?.kind === "operator" && (token.text === "-" || token.text === "+");
}

function isWord(token: SqlToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text);
}

function isWait(tokens: readonly SqlToken[], at: number): boolean {
  const argument = tokens[at + 2];
  return (
    isWord(tokens[at + 1], "delay", "time") && (argument?.kind === "string" || argument?.kind === "variable")
  );
}

function isFileWrite(tokens: readonly SqlToken[], at: number): boolean {
  const argument = tokens[at + 2];
  if (!isWord(tokens[at + 1], "outfile", "dumpfile") || argument === undefined) return false;
  return (
    argument.kind === "string" || argument.kind === "open" || (argument.kind === "word" && argument.call)
  );
}

function isSystemCall(tokens: readonly SqlToken[], at: number): boolean {
  // `master..xp_cmdshell` is two names to the lexer.
  return [tokens[at + 1], tokens[at + 2]].some(
    (name) => name?.kind === "word" && /(?:^|\.)(?:sp|xp)_\w/.test(name.text),
  );
}

/** A FROM, or a call or a star right behind SELECT: else `(select 2)` could be a form's hint. */
function hasTable(tokens: readonly SqlToken[], at: number): boolean {
  const first = tokens[at + 1];
  if (first?.kind === "operator" && first.text === "*") return true;
  if (first?.kind === "word" && (first.call || first.word === "case")) return true;
  if (first?.kind === "variable") return true;
  return tokens.slice(at + 1, at + 40).some((token) => isWord(token, "from", "where"));
}

/** The statement ends as one does. In prose, words go on. */
function isWhole(tokens: readonly SqlToken[], at: number): boolean {
  const rest = tokens.slice(at + 1, at + 12);
  return rest.length <= 2 || rest.some((token) => token.kind !== "word");
}
