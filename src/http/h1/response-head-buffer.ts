// Gathers the bytes of a response head until its empty line, and notices early what can never become one.

import { headOfRead } from "./head-of-read.ts";
import { findLineFlaw } from "./line-check.ts";

const START = "HTTP/1.";

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
    return { head: headOfRead(text, end + 4), rest: text.slice(end + 4) };
  }
}
