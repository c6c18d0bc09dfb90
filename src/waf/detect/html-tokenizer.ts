// The tokenizer of HTML as far as tags and attributes go, by the states of the WHATWG standard, from the
// data state or from within a tag. It hands each tag and attribute to a visitor and stops where one has
// decided. NULs are gone before. What browsers read as text (scripts, titles) it reads as markup: a value
// may close such an element first.

import { indexOrEnd } from "#kernel/index-or-end.ts";
import { type Footprints, isNewAttribute, isNewText } from "./footprints.ts";

export type HtmlVisitor = {
  /** A tag begins: its name in lower case. True ends the reading. */
  readonly tag: (name: string, isEnd: boolean) => boolean;
  /** An attribute: its name in lower case, and where in `text` its value stands; `from` < 0 without one. */
  readonly attribute: (name: string, text: string, from: number, to: number) => boolean;
  /** `<!…>` or `<?…>` from its second character on; of comments only such as some reader acts on. */
  readonly declaration: (text: string) => boolean;
  /** From 0 to 3, how much is made of attributes now: where one as strict has passed, a reading ends. */
  readonly strictness: () => number;
};

/** Where the value stands in the page: in text, before an attribute's name, or in an attribute's value. */
export type HtmlStart = "data" | "attribute-name" | "unquoted" | '"' | "'" | "`";

type Reading = { readonly value: string; readonly visitor: HtmlVisitor; readonly footprints: Footprints };

const SPACES = new Uint8Array(256);
for (const code of [9, 10, 11, 12, 13, 32]) SPACES[code] = 1;

const LONGEST_DECLARATION = 512;
const LONGEST_NAME = 64;
const CDATA = /^!\[cdata\[/i;
/** Conditional comments, and what a server includes. */
const LIVE_COMMENT = /^\s*(?:\[\s*(?:if|endif)|#)/i;

const DECIDED = -1;

/** Reads `value`; true where the visitor has decided. The readings of one value share their footprints. */
export function tokenizeHtml(
  value: string,
  start: HtmlStart,
  visitor: HtmlVisitor,
  footprints: Footprints,
): boolean {
  const reading: Reading = { value, visitor, footprints };
  let position = 0;
  if (start !== "data") {
    const inside = leaveValue(value, start);
    if (inside < 0) return false;
    position = readAttributes(reading, inside);
  }
  while (position >= 0 && position < value.length) position = readMarkup(reading, position);
  return position === DECIDED;
}

/** The index behind the attribute value that the page has begun. */
function leaveValue(value: string, start: HtmlStart): number {
  if (start === "attribute-name") return 0;
  if (start === "unquoted") return unquotedEnd(value, 0, -1);
  const quote = value.indexOf(start);
  return quote < 0 ? -1 : quote + 1;
}

/** From the data state: the next `<` that begins something. Returns where to go on. */
function readMarkup(reading: Reading, from: number): number {
  const { value } = reading;
  const open = nextMarkup(value, from);
  if (open < 0 || !isNewText(reading.footprints, open)) return value.length;
  const next = value.charCodeAt(open + 1);
  if (next === 47) return readTag(reading, open + 2, true);
  return isLetter(next) ? readTag(reading, open + 1, false) : readDeclaration(reading, open + 1);
}

/** The next `<` before a letter, `/` and a letter, `!` or `?`, or -1. Others are text. */
function nextMarkup(value: string, from: number): number {
  for (let open = value.indexOf("<", from); open >= 0; open = value.indexOf("<", open + 1)) {
    const next = value.charCodeAt(open + 1);
    if (isLetter(next) || next === 33 || next === 63) return open;
    if (next === 47 && isLetter(value.charCodeAt(open + 2))) return open;
  }
  return -1;
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function readDeclaration({ value, visitor }: Reading, mark: number): number {
  if (value.startsWith("!--", mark)) return readComment(value, mark, visitor);
  // In XML and in foreign content, what a CDATA section holds is read by whoever unpacks it.
  if (CDATA.test(value.slice(mark, mark + 8))) return mark + 8;
  if (visitor.declaration(value.slice(mark, mark + LONGEST_DECLARATION))) return DECIDED;
  const end = value.indexOf(">", mark);
  return end < 0 ? value.length : end + 1;
}

/** A comment ends at `-->`, `--!>`, and at once at `<!-->` and `<!--->`. */
function readComment(value: string, mark: number, visitor: HtmlVisitor): number {
  const start = mark + 3;
  const isLive = LIVE_COMMENT.test(value.slice(start, start + 32));
  if (isLive && visitor.declaration(value.slice(mark, mark + LONGEST_DECLARATION))) return DECIDED;
  if (value.charAt(start) === ">") return start + 1;
  if (value.startsWith("->", start)) return start + 2;
  for (let at = value.indexOf("--", start); at >= 0; at = value.indexOf("--", at + 1)) {
    if (value.charAt(at + 2) === ">") return at + 3;
    if (value.startsWith("!>", at + 2)) return at + 4;
  }
  return value.length;
}

function readTag(reading: Reading, start: number, isEnd: boolean): number {
  const { value } = reading;
  let end = start;
  // `<script<`: some old browsers began anew at the second sign.
  while (end < value.length && !endsName(value.charCodeAt(end)) && value.charCodeAt(end) !== 60) end++;
  const name = end - start > LONGEST_NAME ? "" : value.slice(start, end).toLowerCase();
  if (reading.visitor.tag(name, isEnd)) return DECIDED;
  return readAttributes(reading, end);
}

function endsName(code: number): boolean {
  return code === 47 || code === 62 || SPACES[code] === 1;
}

/** Attributes up to the tag's end. Returns the index behind it, the value's length, or DECIDED. */
function readAttributes(reading: Reading, from: number): number {
  const { value, visitor, footprints } = reading;
  let position = from;
  while (position < value.length) {
    const code = value.charCodeAt(position);
    if (code === 62) return position + 1;
    const next = value.charCodeAt(position + 1);
    // Also an attribute of one character without a value: no visitor wants to know of it.
    if (code === 47 || SPACES[code] === 1 || next === 47 || next === 62) position++;
    else if (!isNewAttribute(footprints, position, visitor.strictness())) return value.length;
    else position = readAttribute(value, position, visitor);
    if (position === DECIDED) return DECIDED;
  }
  return position;
}

function readAttribute(value: string, start: number, visitor: HtmlVisitor): number {
  // A `=` in front belongs to the name.
  let end = start + 1;
  while (end < value.length && value.charCodeAt(end) !== 61 && !endsName(value.charCodeAt(end))) end++;
  const name = end - start > LONGEST_NAME ? "" : attributeName(value, start, end);
  let position = value.charCodeAt(end) === 61 ? end : skipSpaces(value, end);
  if (value.charCodeAt(position) !== 61) {
    return name !== "" && visitor.attribute(name, value, -1, -1) ? DECIDED : end;
  }
  position = skipSpaces(value, position + 1);
  const code = value.charCodeAt(position);
  const quoted = code === 34 || code === 39 ? 1 : 0;
  const close =
    quoted === 1 ? quotedEnd(value, position) : unquotedEnd(value, position, code === 96 ? code : -1);
  if (visitor.attribute(name, value, position + quoted, close)) return DECIDED;
  return close + quoted;
}

/** Old browsers took quotes and control characters before a name for nothing. */
function attributeName(value: string, start: number, end: number): string {
  let from = start;
  while (from < end && !isLetter(value.charCodeAt(from))) from++;
  return from === end ? "" : value.slice(from, end).toLowerCase();
}

const quotedEnd = (value: string, quote: number): number => indexOrEnd(value, value.charAt(quote), quote + 1);

/** At a space or `>`. Old browsers took backticks for quotes: behind the first, `backtick` ends it too. */
function unquotedEnd(value: string, start: number, backtick: number): number {
  let end = start;
  for (; end < value.length; end++) {
    const code = value.charCodeAt(end);
    if (code === 62 || SPACES[code] === 1 || (code === backtick && end > start)) break;
  }
  return end;
}

function skipSpaces(value: string, from: number): number {
  let position = from;
  while (SPACES[value.charCodeAt(position)] === 1) position++;
  return position;
}
