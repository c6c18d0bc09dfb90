// The lines of a rule file as SecLang counts them: comments and blank lines left out, lines joined where a
// backslash ends them.

import { indexOrEnd } from "#kernel/index-or-end.ts";
import type { Report } from "./report.ts";
import { PlacedText, type SourceText } from "./source-text.ts";

const BYTE_ORDER_MARK = /^(?:\uFEFF|\u00EF\u00BB\u00BF)/;
/** Blanks behind the backslash are a slip that nobody sees in an editor. */
const CONTINUED = /\\[ \t]*$/;

export function logicalLines(source: SourceText, report: Report): PlacedText[] {
  return new LineReader(source, report).read();
}

class LineReader {
  readonly #source: SourceText;
  readonly #report: Report;
  readonly #lines: PlacedText[] = [];
  /** Offsets of the characters of a line that goes on. */
  #offsets: number[] = [];
  /** True behind a comment that ends in a backslash. */
  #isBehindContinuedComment = false;

  constructor(source: SourceText, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  read(): PlacedText[] {
    const { text } = this.#source;
    let start = BYTE_ORDER_MARK.exec(text)?.[0].length ?? 0;
    while (start < text.length) {
      const end = indexOrEnd(text, "\n", start);
      this.#take(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
      start = end + 1;
    }
    this.#finish(text.length);
    return this.#lines;
  }

  #take(start: number, end: number): void {
    const line = this.#source.text.slice(start, end);
    if (this.#offsets.length === 0 && this.#isComment(line, start)) return;
    const continued = CONTINUED.exec(line);
    const contentEnd = start + (continued?.index ?? line.length);
    for (let i = start; i < contentEnd; i++) this.#offsets.push(i);
    if (continued === null) this.#finish(end);
  }

  /** Apache takes the line behind a comment's backslash for a comment, other readers do not: a rule could go
   * missing. */
  #isComment(line: string, start: number): boolean {
    const isComment = /^\s*#/.test(line);
    if (this.#isBehindContinuedComment && !isComment && line.trim() !== "") {
      const hint = "put # before this line too, or remove the backslash above";
      const message =
        "the comment above ends with a backslash: it is unclear whether this line belongs to it";
      this.#report.error(this.#source.placeAt(start), "continued-comment", message, hint);
    }
    this.#isBehindContinuedComment = isComment && CONTINUED.test(line);
    return isComment;
  }

  #finish(end: number): void {
    const line = new PlacedText(this.#source, [...this.#offsets, end]);
    this.#offsets = [];
    const start = line.text.search(/\S/);
    if (start >= 0) this.#lines.push(line.slice(start));
  }
}
