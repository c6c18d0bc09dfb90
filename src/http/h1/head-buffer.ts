// Gathers the bytes of a message head until its empty line, and notices early what can never become one.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { headOfRead } from "./head-of-read.ts";
import { findLineFlaw } from "./line-check.ts";

export type HeadTaken = { readonly head: string; readonly rest: string };

const METHOD_START = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]/;

export class HeadBuffer {
  private pending = "";
  /** RFC 9112 §2.2: an empty line before the request line is ignored, one at most. */
  private maySkipLine = true;
  private readonly lineLimit: number;
  private readonly limit: number;

  /** `lineLimit` bounds the first line, `fieldsLimit` everything after it; both in bytes. */
  constructor(lineLimit: number, fieldsLimit: number) {
    this.lineLimit = lineLimit;
    this.limit = lineLimit + fieldsLimit;
  }

  get isEmpty(): boolean {
    return this.pending === "";
  }

  /** What has come so far of a head that is not whole. */
  get partial(): string {
    return this.pending;
  }

  clear(): void {
    this.pending = "";
    this.maySkipLine = true;
  }

  /** A whole head and what follows it; undefined where more is needed; or why there will never be one. */
  take(bytes: string): HeadTaken | FaultCode | undefined {
    const text = this.afterEmptyLine(this.pending === "" ? bytes : this.pending + bytes);
    // Of a CR nobody can say what it is before the next byte.
    if (text === "" || text === "\r") {
      this.pending = text;
      return undefined;
    }
    const before = Math.max(0, text.length - bytes.length);
    const end = text.indexOf("\r\n\r\n", Math.max(0, before - 3));
    if (end < 0) return this.keep(text, before);
    if (end + 4 > this.limit) {
      this.pending = text;
      return this.tooLarge(text);
    }
    this.clear();
    return { head: headOfRead(text, end + 4), rest: text.slice(end + 4) };
  }

  private afterEmptyLine(text: string): string {
    if (!this.maySkipLine || text.charCodeAt(0) !== 0x0d || text === "\r") return text;
    this.maySkipLine = false;
    return text.startsWith("\r\n") ? text.slice(2) : text;
  }

  private keep(text: string, from: number): FaultCode | undefined {
    this.pending = text;
    if (!METHOD_START.test(text))
      return startsBare(text) ? "line-ending-malformed" : "request-line-malformed";
    const flaw = findLineFlaw(text, from);
    if (flaw !== undefined) return flaw === "line-ending" ? "line-ending-malformed" : "field-malformed";
    if (text.length > this.limit) return this.tooLarge(text);
    return text.length > this.lineLimit ? this.lineTooLong(text) : undefined;
  }

  private tooLarge(text: string): FaultCode {
    return this.lineTooLong(text) ?? "head-too-large";
  }

  private lineTooLong(text: string): FaultCode | undefined {
    const line = text.indexOf("\r\n");
    return line < 0 || line > this.lineLimit ? "request-line-too-long" : undefined;
  }
}

/** With a CR or an LF alone: the same is said of it where the whole head comes at once. */
function startsBare(text: string): boolean {
  return text.startsWith("\n") || (text.startsWith("\r") && !text.startsWith("\r\n"));
}
