// The tokenizer of HTML as far as tags and attributes go, by the states of the WHATWG standard, from
// the data state or from within a tag. It hands each tag and attribute to a visitor and stops where one
// has decided. NULs are gone before it. What browsers read as text (scripts, titles) it reads as
// markup: a value may close such an element first.

export type HtmlVisitor = {
  /** A tag begins: its name in lower case. True ends the reading. */
  readonly tag: (name: string, isEnd: boolean) => boolean;
  /** An attribute of it: name in lower case, value as written; `undefined` where it has none. */
  readonly attribute: (name: string, value: string | undefined) => boolean;
  /** `<!…>` or `<?…>`, its text after the first two characters; comments only where they are conditional. */
  readonly declaration: (text: string) => boolean;
};

/** Where the value stands in the page: in text, before an attribute's name, or in an attribute's value. */
export type HtmlStart = "data" | "attribute-name" | "unquoted" | '"' | "'" | "`";

const SPACES = new Uint8Array(256);
for (const code of [9, 10, 11, 12, 13, 32]) SPACES[code] = 1;

const LONGEST_DECLARATION = 512;
const CDATA = /^!\[cdata\[/i;

/** Reads `value`; true where the visitor has decided. */
export function tokenizeHtml(value: string, start: HtmlStart, visitor: HtmlVisitor): boolean {
  let position = 0;
  if (start !== "data") {
    const inside = leaveValue(value, start);
    if (inside < 0) return false;
    position = readAttributes(value, inside, visitor);
  }
  while (position >= 0 && position < value.length) position = readMarkup(value, position, visitor);
  return position === DECIDED;
}

const DECIDED = -1;

/** The index behind the attribute value that the page has begun. */
function leaveValue(value: string, start: HtmlStart): number {
  if (start === "attribute-name") return 0;
  if (start !== "unquoted") {
    const quote = value.indexOf(start);
    return quote < 0 ? -1 : quote + 1;
  }
  let position = 0;
  while (position < value.length && !endsUnquoted(value.charCodeAt(position))) position++;
  return position;
}

function endsUnquoted(code: number): boolean {
  return code === 62 || SPACES[code] === 1;
}

/** From the data state: the next `<` and what it begins. Returns where to go on. */
function readMarkup(value: string, from: number, visitor: HtmlVisitor): number {
  const open = value.indexOf("<", from);
  if (open < 0) return value.length;
  const next = value.charCodeAt(open + 1);
  if (isLetter(next)) return readTag(value, open + 1, false, visitor);
  if (next === 47 && isLetter(value.charCodeAt(open + 2))) return readTag(value, open + 2, true, visitor);
  if (next === 33 || next === 63) return readDeclaration(value, open + 1, visitor);
  return open + 1;
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function readDeclaration(value: string, mark: number, visitor: HtmlVisitor): number {
  if (value.startsWith("!--", mark)) return readComment(value, mark + 3, visitor);
  // In XML and in foreign content, what a CDATA section holds is read by whoever unpacks it.
  if (CDATA.test(value.slice(mark, mark + 8))) return mark + 8;
  const text = value.slice(mark, mark + LONGEST_DECLARATION).toLowerCase();
  if (visitor.declaration(text)) return DECIDED;
  const end = value.indexOf(">", mark);
  return end < 0 ? value.length : end + 1;
}

/** A comment ends at `-->`, `--!>`, and at once at `<!-->` and `<!--->`. */
function readComment(value: string, start: number, visitor: HtmlVisitor): number {
  const conditional = /^\s*(?:\[\s*(?:if|endif)|#)/i.test(value.slice(start, start + 32));
  if (conditional && visitor.declaration(value.slice(start - 3, start + LONGEST_DECLARATION).toLowerCase()))
    return DECIDED;
  if (value.charAt(start) === ">") return start + 1;
  if (value.startsWith("->", start)) return start + 2;
  for (let at = value.indexOf("--", start); at >= 0; at = value.indexOf("--", at + 1)) {
    if (value.charAt(at + 2) === ">") return at + 3;
    if (value.startsWith("!>", at + 2)) return at + 4;
  }
  return value.length;
}

function readTag(value: string, start: number, isEnd: boolean, visitor: HtmlVisitor): number {
  let end = start;
  // `<script<`: some old browsers began anew at the second sign.
  while (end < value.length && !endsName(value.charCodeAt(end)) && value.charCodeAt(end) !== 60) end++;
  const name = end - start > 64 ? "" : value.slice(start, end).toLowerCase();
  if (visitor.tag(name, isEnd)) return DECIDED;
  return readAttributes(value, end, visitor);
}

function endsName(code: number): boolean {
  return code === 47 || endsUnquoted(code);
}

/** Attributes up to the tag's end. Returns the index behind it, the value's length, or DECIDED. */
function readAttributes(value: string, from: number, visitor: HtmlVisitor): number {
  let position = from;
  while (position < value.length) {
    const code = value.charCodeAt(position);
    if (code === 62) return position + 1;
    if (code === 47 || SPACES[code] === 1) position++;
    else position = readAttribute(value, position, visitor);
    if (position === DECIDED) return DECIDED;
  }
  return position;
}

function readAttribute(value: string, start: number, visitor: HtmlVisitor): number {
  // A `=` in front belongs to the name.
  let end = start + 1;
  while (end < value.length && value.charCodeAt(end) !== 61 && !endsName(value.charCodeAt(end))) end++;
  const name = end - start > 64 ? "" : attributeName(value.slice(start, end));
  let position = skipSpaces(value, end);
  if (value.charCodeAt(position) !== 61) return visitor.attribute(name, undefined) ? DECIDED : end;
  position = skipSpaces(value, position + 1);
  const close = valueEnd(value, position);
  const quoted = isQuote(value.charCodeAt(position)) ? 1 : 0;
  if (visitor.attribute(name, value.slice(position + quoted, close))) return DECIDED;
  return close + quoted;
}

/** Old browsers took quotes and control characters before a name for nothing. */
function attributeName(text: string): string {
  return text.replace(/^["'`\0-\x20\x80-\xff]+/, "").toLowerCase();
}

function valueEnd(value: string, start: number): number {
  const code = value.charCodeAt(start);
  if (isQuote(code)) {
    const close = value.indexOf(value.charAt(start), start + 1);
    return close < 0 ? value.length : close;
  }
  // Old browsers took backticks for quotes; today's go on to the space.
  const backQuoted = code === 96;
  let end = start;
  while (end < value.length && !endsUnquoted(value.charCodeAt(end))) {
    if (backQuoted && end > start && value.charCodeAt(end) === 96) break;
    end++;
  }
  return end;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

function skipSpaces(value: string, from: number): number {
  let position = from;
  while (SPACES[value.charCodeAt(position)] === 1) position++;
  return position;
}
