// Reads the header lines of one part of a form. Names are compared without regard to case; folded lines are
// joined with a space. Whatever is wrong is noted, and reading goes on.

import { type ContentDisposition, readContentDisposition } from "./content-disposition.ts";
import type { MultipartFlag } from "./parsed-body.ts";

export type PartHead = {
  readonly name: string;
  readonly fileName: string;
  readonly lines: readonly string[];
  readonly flags: ReadonlySet<MultipartFlag>;
  readonly hasCrlf: boolean;
  readonly error: string;
  /** Where the content begins, or the delimiter that came instead. */
  readonly end: number;
};

const MAX_LINE = 4096;
const MAX_LINES = 128;

type Draft = {
  readonly lines: string[];
  readonly names: Set<string>;
  readonly flags: Set<MultipartFlag>;
  hasCrlf: boolean;
  error: string;
  disposition: string | undefined;
};

export function readPartHead(body: string, start: number, delimiter: string): PartHead {
  const draft: Draft = {
    lines: [],
    names: new Set(),
    flags: new Set(),
    hasCrlf: false,
    error: "",
    disposition: undefined,
  };
  const end = readLines(body, start, delimiter, draft);
  for (const line of draft.lines) takeLine(draft, line);
  const disposition = readDisposition(draft);
  const { lines, flags, hasCrlf, error } = draft;
  return { name: disposition.name, fileName: disposition.fileName, lines, flags, hasCrlf, error, end };
}

function note(draft: Draft, error: string): void {
  if (draft.error === "") draft.error = error;
}

/** @returns where the content begins */
function readLines(body: string, start: number, delimiter: string, draft: Draft): number {
  let at = start;
  while (at < body.length) {
    if (body.startsWith(delimiter, at)) return at;
    const newline = body.indexOf("\n", at);
    const lineEnd = newline < 0 ? body.length : newline;
    const isCrlf = lineEnd > at && body[lineEnd - 1] === "\r";
    if (newline >= 0 && isCrlf) draft.hasCrlf = true;
    else if (newline >= 0) draft.flags.add("LF_LINE");
    const line = body.slice(at, isCrlf ? lineEnd - 1 : lineEnd);
    at = newline < 0 ? body.length : newline + 1;
    if (line === "") return at;
    addLine(draft, line);
  }
  note(draft, "a part ends within its headers");
  return at;
}

function addLine(draft: Draft, line: string): void {
  if (line.length > MAX_LINE) note(draft, `a part's header line is longer than ${MAX_LINE} bytes`);
  const folded = /^[\t\v\f\r ]+/u.exec(line)?.[0];
  if (folded === undefined) {
    if (draft.lines.length < MAX_LINES) draft.lines.push(line);
    else note(draft, `a part has more than ${MAX_LINES} header lines`);
    return;
  }
  draft.flags.add("HEADER_FOLDING");
  if (/[^\t ]/u.test(folded)) draft.flags.add("INVALID_HEADER_FOLDING");
  const last = draft.lines.at(-1);
  if (last === undefined) {
    note(draft, "a part's first header line is folded");
    draft.lines.push(line.slice(folded.length));
  } else draft.lines[draft.lines.length - 1] = `${last} ${line.slice(folded.length)}`;
}

function takeLine(draft: Draft, line: string): void {
  if (line.includes("\0")) note(draft, "a part's header holds a NUL byte");
  const colon = line.indexOf(":");
  if (colon <= 0) note(draft, "a part's header line has no name");
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  if (draft.names.has(name)) note(draft, "a part has a header twice");
  draft.names.add(name);
  if (name.trimEnd() === "content-disposition") {
    draft.disposition ??= line.slice(colon + 1).replace(/^[ \t]+/u, "");
  }
}

const absent: ContentDisposition = {
  name: "",
  fileName: "",
  hasInvalidQuoting: false,
  hasExtendedFileName: false,
  error: "",
};

function readDisposition(draft: Draft): ContentDisposition {
  const found = draft.disposition === undefined ? absent : readContentDisposition(draft.disposition);
  if (draft.disposition === undefined) note(draft, "a part has no Content-Disposition");
  if (found.error !== "") note(draft, `invalid Content-Disposition: ${found.error}`);
  if (found.name === "") note(draft, "a part has no name");
  if (found.name === "" || found.hasExtendedFileName) draft.flags.add("INVALID_PART");
  if (found.hasInvalidQuoting) draft.flags.add("INVALID_QUOTING");
  return found;
}
