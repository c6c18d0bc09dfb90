// One lexer for the SQL of MySQL, PostgreSQL, SQL Server, Oracle and SQLite, as lenient as the most
// lenient of them. Each byte is looked at a bounded number of times; after MAX_TOKENS it stops, for
// what matters stands where a literal ends.

import { CHARACTER_CLASS, DIGIT, LETTER, OPERATOR, operatorAt, SPACE } from "./sql-characters.ts";
import { lexSqlString } from "./sql-strings.ts";
import type { SqlQuote, SqlReading, SqlToken } from "./sql-token.ts";
import { splitsFromNumber, wordClass } from "./sql-words.ts";

const MAX_TOKENS = 600;
const LONGEST_WORD = 128;

const STAR = 0x2a;
const DASH = 0x2d;
const SLASH = 0x2f;

const OPEN: SqlToken = { kind: "open" };
const CLOSE: SqlToken = { kind: "close" };
const COMMA: SqlToken = { kind: "comma" };
const SEMICOLON: SqlToken = { kind: "semicolon" };
const NUMBER: SqlToken = { kind: "number" };
const VARIABLE: SqlToken = { kind: "variable" };
const JUNK: SqlToken = { kind: "junk" };

const NUMBER_TEXT = /0x[0-9a-f]+|0b[01]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const WORD_TEXT = /[\w$\x80-\x9f\xa1-\xff]*(?:\.[a-z_\x80-\x9f\xa1-\xff][\w$\x80-\x9f\xa1-\xff]*)*/iy;
const VARIABLE_TEXT = /@{1,2}(?:[\w$.\x80-\x9f\xa1-\xff]+|`[^`]*`?)/y;
const BRACKETED = /\[[\w .$#-]{1,128}\]/y;
const ESCAPE_OPEN = /\{\s*[a-z]{1,8}(?=[\s'"`(\d])/iy;
const CONDITIONAL = /\/\*M?!\d{0,6}/y;
/** Its length with five digits. */
const CONDITIONAL_WITH_VERSION = 8;
const DOLLAR_TAG = /\$(?:[a-z_]\w*)?\$/iy;

type State = {
  readonly value: string;
  readonly tokens: SqlToken[];
  position: number;
  escapes: number;
  inlineComment: boolean;
  nestedComment: boolean;
  conditionalComment: boolean;
  hidesFromLog: boolean;
};

/** Reads `value` from `start`; `quote` is the literal that the query has opened before, if any. */
export function lexSql(value: string, quote: SqlQuote, backslashEscapes: boolean): SqlReading {
  const state: State = {
    value,
    tokens: [],
    position: 0,
    escapes: 0,
    inlineComment: false,
    nestedComment: false,
    conditionalComment: false,
    hidesFromLog: false,
  };
  if (quote !== "") pushString(state, quote, 0, backslashEscapes);
  while (state.position < value.length && state.tokens.length < MAX_TOKENS) {
    step(state, value.charCodeAt(state.position), backslashEscapes);
  }
  return state;
}

function step(state: State, code: number, backslashEscapes: boolean): void {
  const found = CHARACTER_CLASS[code];
  if (found === SPACE) skipRun(state, code);
  else if (found === LETTER) lexWord(state, backslashEscapes);
  else if (found === DIGIT) lexNumber(state);
  else if (found === OPERATOR) lexOperator(state, code);
  else lexPunctuation(state, code, backslashEscapes);
}

/** Over signs alike that mean as much as one. */
function skipRun(state: State, code: number): void {
  do state.position++;
  while (state.value.charCodeAt(state.position) === code);
}

function push(state: State, token: SqlToken, length: number): void {
  state.tokens.push(token);
  state.position += length;
}

function pushString(state: State, quote: string, start: number, backslashEscapes: boolean): void {
  const end = lexSqlString(state.value, quote, start, backslashEscapes);
  const closed = end >= 0;
  const last = (closed ? end : state.value.length) - 1;
  state.tokens.push({
    kind: "string",
    closed,
    quote,
    content: contentOf(state.value, start, last + 1),
    beginsOpen: last >= start && isOpenEdge(state.value.charCodeAt(start)),
    endsOpen: last >= start && isOpenEdge(state.value.charCodeAt(last)),
  });
  state.position = closed ? end + quote.length : state.value.length;
}

function isOpenEdge(code: number): boolean {
  return (
    CHARACTER_CLASS[code] === SPACE || code === 40 || code === 41 || code === 44 || code === 91 || code === 93
  );
}

function contentOf(value: string, start: number, end: number): "nothing" | "number" | "text" {
  if (start === end) return "nothing";
  const length = matchLength(NUMBER_TEXT, value, start);
  return length === end - start ? "number" : "text";
}

function lexPunctuation(state: State, code: number, backslashEscapes: boolean): void {
  const { value, position } = state;
  if (code === 40) push(state, OPEN, 1);
  else if (code === 41) push(state, CLOSE, 1);
  else if (code === 44) push(state, COMMA, 1);
  else if (code === 59) push(state, SEMICOLON, 1);
  else if (code === 39 || code === 34)
    pushString(state, value.charAt(position), position + 1, backslashEscapes);
  else if (code === 35) lexLineComment(state, "#", 1);
  else if (code === 96) lexBacktick(state);
  else if (code === 46) lexDot(state);
  else if (code === 64) pushMatch(state, VARIABLE_TEXT, VARIABLE);
  else if (code === 91) pushMatch(state, BRACKETED, { kind: "word", text: "", word: "name", call: false });
  else if (code === 36) lexDollar(state);
  else if (code === 92) lexBackslash(state);
  // ODBC's escapes, `{d '2026-01-31'}` and `{x 1}`, are their content to MySQL.
  else if (code === 123) lexEscapeOpen(state);
  else if (code === 125 && state.escapes-- > 0) state.position++;
  else push(state, JUNK, 1);
}

/** What the sticky `pattern` matches here is `token`; where it matches nothing, one character is junk. */
function pushMatch(state: State, pattern: RegExp, token: SqlToken): void {
  const length = matchLength(pattern, state.value, state.position);
  if (length > 0) push(state, token, length);
  else push(state, JUNK, 1);
}

function matchLength(pattern: RegExp, value: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(value) ? pattern.lastIndex - position : 0;
}

function lexDot(state: State): void {
  const next = state.value.charCodeAt(state.position + 1);
  if (CHARACTER_CLASS[next] === DIGIT) lexNumber(state);
  else skipRun(state, 46);
}

/** A backslash is nothing to an expression; a single `\N` is MySQL's NULL. */
function lexBackslash(state: State): void {
  if (state.value.charAt(state.position + 1) === "N") push(state, NUMBER, 2);
  else skipRun(state, 92);
}

function lexDollar(state: State): void {
  const { value, position } = state;
  const length = matchLength(DOLLAR_TAG, value, position);
  if (length === 0) push(state, JUNK, 1);
  else pushString(state, value.slice(position, position + length), position + length, false);
}

function lexEscapeOpen(state: State): void {
  const length = matchLength(ESCAPE_OPEN, state.value, state.position);
  if (length === 0) push(state, JUNK, 1);
  else {
    state.escapes++;
    state.position += length;
  }
}

/** An identifier in backticks. One that is never closed runs to the end of the value. */
function lexBacktick(state: State): void {
  const end = state.value.indexOf("`", state.position + 1);
  const next = end < 0 ? state.value.length : end + 1;
  const call = callFollows(state.value, next);
  push(state, { kind: "word", text: "", word: "name", call }, next - state.position);
}

function lexNumber(state: State): void {
  const { value } = state;
  const start = state.position;
  const length = matchLength(NUMBER_TEXT, value, start);
  const after = start + length;
  if (CHARACTER_CLASS[value.charCodeAt(after)] === LETTER) {
    const word = value.slice(after, after + matchLength(WORD_TEXT, value, after)).toLowerCase();
    // `70S` and `1d0aa7` are names; `1or` is a number and a keyword.
    if (!splitsFromNumber(word)) {
      pushWord(state, value.slice(start, after) + word, start, after + word.length);
      return;
    }
  }
  push(state, NUMBER, length);
}

function lexWord(state: State, backslashEscapes: boolean): void {
  const { value } = state;
  const start = state.position;
  let end = start + matchLength(WORD_TEXT, value, start);
  // The `*` of `table.*` is a column list, not a product.
  if (value.charAt(end) === "." && value.charAt(end + 1) === "*") end += 2;
  const next = value.charCodeAt(end);
  const word = end - start > LONGEST_WORD ? "" : value.slice(start, end).toLowerCase();
  if ((next === 39 || (next === 38 && value.charCodeAt(end + 1) === 39)) && isStringPrefix(word)) {
    pushString(state, "'", value.indexOf("'", end) + 1, backslashEscapes);
  } else {
    pushWord(state, word, start, end);
  }
}

/** `n'…'`, `x'…'`, `e'…'`, `u&'…'`, `_latin1'…'`. */
function isStringPrefix(word: string): boolean {
  return (word.length === 1 && "nbxequ".includes(word)) || word.startsWith("_");
}

function pushWord(state: State, text: string, start: number, end: number): void {
  const word = wordClass(text);
  push(state, { kind: "word", text, word, call: callFollows(state.value, end) }, end - start);
}

function callFollows(value: string, position: number): boolean {
  let at = position;
  while (CHARACTER_CLASS[value.charCodeAt(at)] === SPACE && at - position < 16) at++;
  return value.charCodeAt(at) === 40;
}

function lexOperator(state: State, code: number): void {
  const { value, position } = state;
  const next = value.charCodeAt(position + 1);
  if (code === DASH && next === DASH) {
    lexLineComment(state, "--", 2);
  } else if (code === SLASH && next === STAR) {
    lexBlockComment(state);
  } else if (code === STAR && next === SLASH) {
    // What is left of a comment in a comment, or the end of a conditional one.
    state.inlineComment = true;
    state.position += 2;
  } else {
    const operator = operatorAt(value, position);
    if (operator === undefined) push(state, JUNK, 1);
    else push(state, operator, operator.text.length);
  }
}

/** To the end of the line; what follows on the next line goes on with the statement. */
function lexLineComment(state: State, style: "--" | "#", length: number): void {
  const { value, position } = state;
  const end = value.indexOf("\n", position);
  if (end >= 0) {
    state.inlineComment = true;
    state.position = end + 1;
  } else {
    endInComment(state, style, value.slice(position + length));
  }
}

function lexBlockComment(state: State): void {
  const { value, position } = state;
  const conditional = matchLength(CONDITIONAL, value, position);
  if (conditional > 0) {
    // MySQL and MariaDB run what stands inside.
    state.inlineComment = true;
    if (conditional >= CONDITIONAL_WITH_VERSION) state.conditionalComment = true;
    state.position += conditional;
    return;
  }
  const end = value.indexOf("*/", position + 2);
  if (end < 0) {
    endInComment(state, "/*", value.slice(position + 2));
    return;
  }
  state.inlineComment = true;
  const nested = value.indexOf("/*", position + 1);
  if (nested >= 0 && nested < end) state.nestedComment = true;
  state.position = end + 2;
}

function endInComment(state: State, style: "--" | "#" | "/*", rest: string): void {
  state.tokens.push({ kind: "comment", style, text: rest });
  if (rest.includes("sp_password")) state.hidesFromLog = true;
  state.position = state.value.length;
}
