// Whether tokens begin a statement of their own, as one that is stacked behind a semicolon does: the
// first word and what must follow it. `; drop table t` is one, `; drop by` is not.

import { selectForm } from "./sql-select.ts";
import type { SqlToken } from "./sql-token.ts";

type Follow = (next: SqlToken | undefined, tokens: readonly SqlToken[], at: number) => boolean;

const OBJECTS: ReadonlySet<string> = new Set(
  `
    table database schema user function view index procedure proc trigger login role sequence column
    column_name tablespace temporary temp unique event server extension type package or constraint
    assembly credential session system
  `
    .trim()
    .split(/\s+/),
);

const isWord = (token: SqlToken | undefined, ...words: readonly string[]): boolean =>
  token?.kind === "word" && words.includes(token.text);
const isName = (token: SqlToken | undefined): boolean => token?.kind === "word" && token.word === "name";
const isEnd = (token: SqlToken | undefined): boolean =>
  token === undefined || token.kind === "comment" || token.kind === "semicolon";
const object: Follow = (next, tokens, at) =>
  next?.kind === "word" && (OBJECTS.has(next.text) || endsAfter(next, tokens, at));
/** `drop members --`: a name, and the statement is over on purpose. */
const endsAfter = (next: SqlToken, tokens: readonly SqlToken[], at: number): boolean => {
  const end = tokens[at + 1]?.kind;
  return isName(next) && (end === "comment" || end === "semicolon");
};
const variable: Follow = (next) => next?.kind === "variable";
const anything: Follow = (next) => next !== undefined && next.kind !== "junk";
const procedure: Follow = (next, tokens, at) =>
  (next?.kind === "open" && tokens[at + 1]?.kind !== "word") ||
  next?.kind === "variable" ||
  (next?.kind === "string" && next.closed) ||
  isWord(next, "as", "immediate") ||
  (next?.kind === "word" && (/^(?:sp|xp)_|[._]/.test(next.text) || isArgument(tokens[at + 1])));

/** `exec summary: see …` and `execute order 66` are English. */
const isArgument = (token: SqlToken | undefined): boolean =>
  token?.kind === "string" || token?.kind === "variable" || token?.kind === "comment";

/** `if (…`, `if exists …`, `if @x …`; in a sentence another word follows. */
const conditional: Follow = (next, tokens, at) =>
  (next?.kind === "open" && !isName(tokens[at + 1])) ||
  next?.kind === "variable" ||
  isWord(next, "exists", "object_id") ||
  (isWord(next, "not") && isWord(tokens[at + 1], "exists"));

/** By the statement's first word: what may follow, `at` being the index after that word. */
const STATEMENTS: ReadonlyMap<string, Follow> = new Map<string, Follow>([
  ["select", (_, tokens, at) => selectForm(tokens, at) !== "unlikely" && !isEnd(tokens[at])],
  ["insert", (next) => isWord(next, "into", "ignore", "low_priority", "delayed", "overwrite")],
  ["replace", (next) => isWord(next, "into") || next?.kind === "open"],
  ["update", (next, tokens, at) => next?.kind === "word" && hasSet(tokens, at)],
  ["delete", (next) => isWord(next, "from", "low_priority", "quick", "ignore")],
  ["drop", object],
  ["create", object],
  ["alter", object],
  ["rename", object],
  ["backup", object],
  ["restore", object],
  ["truncate", object],
  ["exec", procedure],
  ["execute", procedure],
  ["declare", variable],
  [
    "begin",
    (next) => isEnd(next) || isWord(next, "declare", "dbms_lock.sleep", "tran", "transaction", "execute"),
  ],
  ["if", conditional],
  ["while", conditional],
  ["use", (next, tokens, at) => isName(next) && isEnd(tokens[at + 1])],
  ["load", (next) => isWord(next, "data", "xml")],
  ["call", (next) => next?.kind === "word" && next.call],
  ["do", (next) => next?.kind === "open" || (next?.kind === "word" && next.call) || next?.kind === "string"],
  ["print", (next) => next?.kind === "string" || next?.kind === "variable"],
  ["shutdown", (next) => isEnd(next) || isWord(next, "with")],
  ["reconfigure", isEnd],
  ["commit", isEnd],
  ["rollback", isEnd],
  ["grant", (_, tokens, at) => isWord(tokens[at + 1], "on", "to", "privileges")],
  ["revoke", (_, tokens, at) => isWord(tokens[at + 1], "on", "from", "privileges")],
  ["set", (next, tokens, at) => variable(next, tokens, at) || isWord(next, "global", "session", "password")],
  ["merge", (next) => isWord(next, "into")],
  ["copy", (_, tokens, at) => isWord(tokens[at + 1], "from", "to")],
  ["handler", (_, tokens, at) => isWord(tokens[at + 1], "open", "read", "close")],
  ["prepare", (_, tokens, at) => isWord(tokens[at + 1], "from", "as")],
  ["kill", (next, tokens, at) => next?.kind === "number" && isEnd(tokens[at + 1])],
  ["dbcc", isName],
  ["bulk", (next) => isWord(next, "insert")],
  ["waitfor", (next) => isWord(next, "delay", "time")],
  ["attach", (next) => isWord(next, "database")],
  ["pragma", anything],
  ["vacuum", isEnd],
  ["with", (next, tokens, at) => isName(next) && isWord(tokens[at + 1], "as")],
]);

/** Whether a statement begins at `start`, behind a semicolon or where no semicolon is needed. */
export function beginsStatement(tokens: readonly SqlToken[], start: number): boolean {
  const first = tokens[start];
  if (first?.kind !== "word") return false;
  const follow = STATEMENTS.get(first.text);
  return follow?.(tokens[start + 1], tokens, start + 1) ?? false;
}

/** A name, SET, and an assignment or the end of a value that was cut: `update your set of rules` has none. */
function hasSet(tokens: readonly SqlToken[], at: number): boolean {
  for (let index = at + 1; index < Math.min(tokens.length, at + 4); index++) {
    if (isWord(tokens[index], "set")) return tokens.slice(index + 1, index + 4).some(isEquals);
  }
  return false;
}

const isEquals = (token: SqlToken): boolean => token.kind === "operator" && token.text.includes("=");
