// Where in the text of a JSON document a value stands. The text is valid: JSON.parse read it before.

const SPACE = /\s/;

/** The offset of the key that leads to the value, or of the item; of what encloses it where there is none. */
export function jsonOffset(text: string, path: readonly string[]): number {
  let found = skipSpace(text, 0);
  let at = found;
  for (const key of path) {
    const entry = text[at] === "{" ? findMember(text, at, key) : findItem(text, at, Number(key));
    if (entry === undefined) return found;
    found = entry.start;
    at = entry.value;
  }
  return found;
}

type Entry = { readonly start: number; readonly value: number };

/** Of members of the same name the last, as JSON.parse takes it. */
function findMember(text: string, open: number, key: string): Entry | undefined {
  let last: Entry | undefined;
  let at = skipSpace(text, open + 1);
  while (text[at] === '"') {
    const end = skipString(text, at);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (isKey(text.slice(at, end), key)) last = { start: at, value };
    at = nextEntry(text, value);
  }
  return last;
}

function findItem(text: string, open: number, index: number): Entry | undefined {
  if (text[open] !== "[") return undefined;
  let at = skipSpace(text, open + 1);
  for (let i = 0; at < text.length && text[at] !== "]"; i++) {
    if (i === index) return { start: at, value: at };
    at = nextEntry(text, at);
  }
  return undefined;
}

function isKey(quoted: string, key: string): boolean {
  return quoted.includes("\\") ? JSON.parse(quoted) === key : quoted.slice(1, -1) === key;
}

/** Past the value and the comma behind it. */
function nextEntry(text: string, value: number): number {
  const end = skipSpace(text, skipValue(text, value));
  return text[end] === "," ? skipSpace(text, end + 1) : end;
}

function skipValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const char = text[at];
    if (char === '"') {
      at = skipString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && char === ",") return at;
    at++;
  }
  return text.length;
}

function skipString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && SPACE.test(text.charAt(at))) at++;
  return at;
}
