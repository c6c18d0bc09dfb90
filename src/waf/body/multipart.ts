// Reads multipart/form-data (RFC 7578) with ModSecurity's strictness: what readers of forms could take in two
// ways is an error or one of the MULTIPART_… flags. Reading goes on after an error, so that rules see the
// parts behind it; where no part can be told apart, the whole body is one argument without a name.

import { completeBody } from "./complete-body.ts";
import { readBoundary } from "./multipart-boundary.ts";
import { type PartHead, readPartHead } from "./multipart-part-head.ts";
import type { BodyLimits, BodyProcessor, FilePart, MultipartFlag, Pairs } from "./parsed-body.ts";

export const processMultipart: BodyProcessor = (body, contentType, limits) => {
  const form = new Form(limits);
  const boundary = readBoundary(contentType);
  for (const flag of boundary.flags) form.flags.add(flag);
  form.fail(boundary.error);
  if (boundary.text !== undefined) readParts(body, `--${boundary.text}`, form);
  form.end(body);
  return completeBody({
    args: form.args,
    files: form.files,
    partHeaders: form.partHeaders,
    multipartFlags: form.flags,
    error: form.error,
    isOverArgumentLimit: form.isOverLimit,
  });
};

/** These do not make a body wrong as a whole (ModSecurity's MULTIPART_STRICT_ERROR). */
const lenientFlags: ReadonlySet<MultipartFlag> = new Set(["UNMATCHED_BOUNDARY", "CRLF_LF_LINES"]);

/** What is read of one body. */
class Form {
  readonly args: Pairs = { names: [], values: [] };
  readonly partHeaders: Pairs = { names: [], values: [] };
  readonly files: FilePart[] = [];
  readonly flags = new Set<MultipartFlag>();
  error = "";
  isOverLimit = false;
  hasCrlf = false;
  readonly #limits: BodyLimits;
  #partCount = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** The first error is the one that is told. */
  fail(error: string): void {
    if (this.error === "") this.error = error;
  }

  noteLineEnd(isCrlf: boolean): void {
    if (isCrlf) this.hasCrlf = true;
    else this.flags.add("LF_LINE");
  }

  /** @returns whether there is room for more: files count as arguments do, or they were without a limit */
  addPart(head: PartHead, content: string): boolean {
    if (this.#partCount >= this.#limits.maxArguments) {
      this.isOverLimit = true;
      return false;
    }
    this.#partCount++;
    for (const flag of head.flags) this.flags.add(flag);
    if (head.hasCrlf) this.hasCrlf = true;
    if (head.error !== "") this.fail(`Multipart: ${head.error}`);
    for (const line of head.lines) {
      this.partHeaders.names.push(head.name);
      this.partHeaders.values.push(line);
    }
    if (head.fileName === "") {
      this.args.names.push(head.name);
      this.args.values.push(content);
    } else this.#addFile(head, content);
    return true;
  }

  /** Files over the limit are still shown. */
  #addFile(head: PartHead, content: string): void {
    if (this.files.length >= this.#limits.maxFiles) {
      this.flags.add("FILE_LIMIT_EXCEEDED");
      this.fail(`Multipart: more than ${this.#limits.maxFiles} files`);
    }
    const { name, fileName, lines } = head;
    this.files.push({ name, fileName, content, headerLines: lines });
  }

  end(body: string): void {
    if (this.#partCount === 0 && body !== "") {
      this.args.names.push("");
      this.args.values.push(body);
    }
    if (this.hasCrlf && this.flags.has("LF_LINE")) this.flags.add("CRLF_LF_LINES");
    const isStrict = (flag: MultipartFlag) => !lenientFlags.has(flag);
    if (this.error !== "" || [...this.flags].some(isStrict)) this.flags.add("STRICT_ERROR");
  }
}

type Delimiter = {
  /** Where its line begins. */
  readonly start: number;
  /** Where the line behind it begins. */
  readonly end: number;
  readonly isFinal: boolean;
};

function readParts(body: string, delimiterText: string, form: Form): void {
  if (body === "") return;
  let delimiter = nextDelimiter(body, delimiterText, 0, form);
  if (delimiter === undefined) {
    form.fail("Multipart: no boundary in the body");
    return;
  }
  if (delimiter.start > 0) form.flags.add("DATA_BEFORE");
  while (!delimiter.isFinal) {
    const head = readPartHead(body, delimiter.end, delimiterText);
    const next = nextDelimiter(body, delimiterText, head.end, form);
    const content = body.slice(head.end, contentEnd(body, head.end, next?.start ?? body.length));
    if (!form.addPart(head, content)) return;
    if (next === undefined) {
      form.fail("Multipart: the final boundary is missing");
      return;
    }
    delimiter = next;
  }
  if (delimiter.end < body.length) form.flags.add("DATA_AFTER");
}

/** The line end before a delimiter is part of the delimiter. */
function contentEnd(body: string, start: number, lineStart: number): number {
  if (lineStart <= start || body[lineStart - 1] !== "\n") return lineStart;
  return lineStart - 1 > start && body[lineStart - 2] === "\r" ? lineStart - 2 : lineStart - 1;
}

/**
 * The next line that is a delimiter, from the start of a line on. Looks from line to line for `--` rather
 * than for the delimiter, whose search would read some bodies many times over.
 */
function nextDelimiter(body: string, text: string, from: number, form: Form): Delimiter | undefined {
  let isUnmatched = false;
  let start = body.startsWith("--", from) ? from : lineOfDashes(body, from);
  while (start >= 0) {
    if (body.startsWith(text, start)) {
      const found = delimiterAt(body, text, start, form);
      if (found !== undefined) return found;
    } else isUnmatched = true;
    start = lineOfDashes(body, start);
  }
  // Such lines are usual in texts: they mean something where our boundary does not come any more.
  if (isUnmatched) form.flags.add("UNMATCHED_BOUNDARY");
  return undefined;
}

function lineOfDashes(body: string, from: number): number {
  const at = body.indexOf("\n--", from);
  return at < 0 ? -1 : at + 1;
}

/** Only `--` and the line end may follow. White space there is an error, and ends the part. */
function delimiterAt(body: string, text: string, start: number, form: Form): Delimiter | undefined {
  const after = start + text.length;
  const isFinal = body.startsWith("--", after);
  const restStart = isFinal ? after + 2 : after;
  const newline = body.indexOf("\n", restStart);
  const lineEnd = newline < 0 ? body.length : newline;
  const isCrlf = lineEnd > restStart && body[lineEnd - 1] === "\r";
  const rest = body.slice(restStart, isCrlf ? lineEnd - 1 : lineEnd);
  if (rest !== "") {
    form.fail("Multipart: a boundary is followed by something");
    if (/[^\t\v\f\r ]/u.test(rest)) return undefined;
  }
  if (newline >= 0) form.noteLineEnd(isCrlf);
  return { start, end: newline < 0 ? body.length : newline + 1, isFinal };
}
