// The head of a request as the rest of the program sees it, whichever protocol it came by.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { Field } from "./field.ts";

/** How the end of the body is known: by a length, by chunks, or there is none. */
export type Framing = "none" | "length" | "chunked";

/** One request head. `fault` is set where it must be refused; what could be read is kept for the log. */
export class RequestHead {
  /** All bytes of the head, request line first, as received. */
  readonly raw: string;
  method = "";
  /** The request target as received. */
  target = "";
  /** The target's path and query without scheme and authority, or `*`. */
  pathAndQuery = "";
  /** The scheme of a target in absolute form; empty for the other forms. */
  targetScheme: "" | "http" | "https" = "";
  version: "" | "HTTP/1.0" | "HTTP/1.1" | "HTTP/2.0" = "";
  readonly fields: Field[] = [];
  /** Where in `raw` they begin, if all are as received, one after the other; below 0 if they are not. */
  fieldsAt = -1;
  /** Host without port, lower case; empty where an HTTP/1.0 client gave none. */
  host = "";
  /** Host and port as given, lower case. */
  authority = "";
  framing: Framing = "none";
  /** Declared length of the body in bytes; -1 where chunked. */
  contentLength = 0;
  keepAlive = true;
  /** The client said `Connection: close`. */
  closeAsked = false;
  expectsContinue = false;
  /** The one protocol that the client asks to change to, lower case; empty where it asks for none. */
  upgrade = "";
  /** Lower-case names that `Connection` lists besides close and keep-alive: removed before forwarding. */
  connectionNames: readonly string[] = [];
  fault: FaultCode | "" = "";
  /** For the operator's log: what exactly was wrong. */
  detail = "";

  constructor(raw: string) {
    this.raw = raw;
  }

  /** The request line as received. */
  get requestLine(): string {
    const end = this.raw.indexOf("\r\n");
    return end < 0 ? this.raw : this.raw.slice(0, end);
  }
}
