// Gathers the bytes of a response head until its empty line, and notices early what can never become one.

import { ownCopy } from "#kernel/own-copy.ts";
import { findLineFlaw } from "./line-check.ts";

const START = "HTTP/1.";

/** A head that is a slice of a text keeps all of it in memory for as long as a field of it is known. */
const MAX_SHARED_CHARS = 4096;

export class ResponseHeadBuffer {
  private pending = "";
  private readonly limitBytes: number;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** A whole head and what follows it, or undefined where more is needed, or why there will never be one. */
  take(
    bytes: string,
  ):
    | { readonly head: string; readonly rest: string }
    | "response-too-large"
    | "response-malformed"
    | undefined {
    const before = this.pending.length;
    const text = before === 0 ? bytes : this.pending + bytes;
    const end = text.indexOf("\r\n\r\n", Math.max(0, before - 3));
    if (end < 0) {
      this.pending = text;
      if (!START.startsWith(text.slice(0, START.length))) return "response-malformed";
      if (findLineFlaw(text, before) !== undefined) return "response-malformed";
      return text.length > this.limitBytes ? "response-too-large" : undefined;
    }
    if (end + 4 > this.limitBytes) return "response-too-large";
    this.pending = "";
    const head = text.slice(0, end + 4);
    const isLong = text.length > MAX_SHARED_CHARS;
    return { head: isLong ? ownCopy(head) : head, rest: text.slice(end + 4) };
  }
}

/** The same characters in memory of their own. */
