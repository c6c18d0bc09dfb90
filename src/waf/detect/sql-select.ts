// What stands behind SELECT: whether it can be a select list, and how certain it is that it is not
// English. `union select 1,2` and `(select id from users limit 1` are certain, `select your plan` is
// nothing.

import type { SqlToken } from "./sql-token.ts";

/** `certain` needs no other sign; `likely` needs a literal before it, or a quote broken out of. */
export type SelectForm = "certain" | "likely" | "unlikely";

const LOOK_AHEAD_TOKENS = 40;

/** Judges the tokens from `start`, the one after SELECT. */
export function selectForm(tokens: readonly SqlToken[], start: number): SelectForm {
  const at = skipModifiers(tokens, start);
  const first = tokens[at];
  if (first === undefined || first.kind === "comment") return "likely";
  if (first.kind === "number" && isWord(tokens[at + 1], "from")) return "certain";
  if (first.kind === "variable") return "certain";
  if (isConstantLike(first)) return isProse(tokens[at + 1]) ? "unlikely" : "certain";
  if (first.kind !== "word") return "unlikely";
  if (first.word === "from") return "likely";
  return nameForm(tokens, at);
}

/** A list that begins with a plain name. */
function nameForm(tokens: readonly SqlToken[], at: number): SelectForm {
  const next = tokens[at + 1];
  if (next === undefined || next.kind === "comment" || next.kind === "close" || next.kind === "semicolon") {
    return "likely";
  }
  if (next.kind === "comma" || next.kind === "operator")
    return hasFrom(tokens, at + 1) ? "certain" : "likely";
  if (isWord(next, "where")) return "likely";
  if (isWord(next, "from")) return looksLikeQuery(tokens, at) ? "certain" : "likely";
  const isAlias = next.kind === "string" || next.kind === "word";
  if (isAlias && hasFrom(tokens, at + 1)) return "likely";
  // `select members only` is English more often than a column with an alias.
  if (isAlias && tokens[at + 2] === undefined && !isPlain(next)) return "likely";
  return next.kind === "number" && tokens[at + 2]?.kind === "comma" ? "likely" : "unlikely";
}

/** Behind DISTINCT, `TOP 10`, Firebird's `FIRST 1` and their like. */
function skipModifiers(tokens: readonly SqlToken[], start: number): number {
  let at = start;
  for (;;) {
    const token = tokens[at];
    if (isModifier(token)) at++;
    else if (isWord(token, "top", "first", "skip") && tokens[at + 1]?.kind === "number") at += 2;
    else return at;
  }
}

function isModifier(token: SqlToken | undefined): boolean {
  if (token?.kind !== "word") return false;
  return token.word === "modifier" || token.text === "all" || token.text === "distinct";
}

/** Begins an expression that no sentence begins with. */
function isConstantLike(token: SqlToken): boolean {
  if (token.kind === "word") {
    return token.call || token.word === "case" || token.word === "constant" || token.text.endsWith(".*");
  }
  if (token.kind === "operator")
    return token.operator !== "logic" && token.text !== "|" && token.text !== "/";
  return token.kind === "number" || token.kind === "string" || token.kind === "open";
}

/** `select 2 toppings`, `select "Save" now`: a plain word behind what could have been an expression. */
const isProse = (token: SqlToken | undefined): boolean => token !== undefined && isPlain(token);

const isPlain = (token: SqlToken): boolean =>
  token.kind === "word" && token.word === "name" && !token.call && !token.text.includes("_");

function isWord(token: SqlToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text);
}

function hasFrom(tokens: readonly SqlToken[], start: number): boolean {
  const end = Math.min(tokens.length, start + LOOK_AHEAD_TOKENS);
  for (let at = start; at < end; at++) if (isWord(tokens[at], "from")) return true;
  return false;
}

/** `x from y`, where a name is not an English word, or a clause follows. */
function looksLikeQuery(tokens: readonly SqlToken[], at: number): boolean {
  const column = tokens[at];
  const table = tokens[at + 2];
  if (table === undefined || table.kind === "open") return table !== undefined;
  if (isIdentifier(column) || isIdentifier(table)) return true;
  const next = tokens[at + 3];
  if (next?.kind === "word") return next.word === "clause" && next.text !== "for" && next.text !== "as";
  return next?.kind === "comment" || next?.kind === "close" || next?.kind === "comma";
}

function isIdentifier(token: SqlToken | undefined): boolean {
  return token?.kind === "word" && /[._\d]/.test(token.text);
}
