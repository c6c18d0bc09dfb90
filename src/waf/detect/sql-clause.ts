// A word that begins a clause of a statement behind an expression: ORDER BY, HAVING, WHERE, LIMIT, WAITFOR,
// the parts of CASE.

import { beginsStatement } from "./sql-statement.ts";
import { decide, stop, type Walk } from "./sql-walk.ts";
import { isKnownCall } from "./sql-words.ts";

export function readClause(walk: Walk, text: string): boolean {
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
