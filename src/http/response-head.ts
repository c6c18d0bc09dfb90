// The head of a backend's response.

import type { Field } from "./field.ts";

export type ResponseFraming = "none" | "length" | "chunked" | "close";

export type ResponseHead = {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly version: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2.0";
  readonly fields: readonly Field[];
  readonly framing: ResponseFraming;
  /** Declared length of the body in bytes (HEAD and 304: of the one not sent); -1 where none is declared. */
  readonly contentLength: number;
  readonly keepAlive: boolean;
  /** Lower-case names that `Connection` lists: not passed on. */
  readonly connectionNames: readonly string[];
};
