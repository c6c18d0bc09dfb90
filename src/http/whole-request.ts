// Reads one request that lies in memory whole, by the rules of the wire: for tools that judge requests from
// files.

import { defaultLimits } from "#kernel/limits.ts";
import { ChunkedDecoder } from "./h1/body-decoder.ts";
import { type HeadLimits, parseRequestHead } from "./h1/parse-request.ts";
import { RequestHead } from "./request-head.ts";

export type WholeRequest = {
  /** Its `fault` says why the wire would refuse it. */
  readonly head: RequestHead;
  /** Without transfer coding. */
  readonly body: string;
  /** The body is shorter than announced, or its chunks are malformed. */
  readonly isBodyBroken: boolean;
};

const limits: HeadLimits = defaultLimits;

/** @param bytes latin1; line endings as they came */
export function readWholeRequest(bytes: string): WholeRequest {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) {
    const head = new RequestHead(bytes);
    head.fault = bytes.includes("\n\n") ? "line-ending-malformed" : "request-line-malformed";
    return { head, body: "", isBodyBroken: false };
  }
  const head = parseRequestHead(bytes.slice(0, end + 4), limits, []);
  return { head, ...bodyOf(head, bytes.slice(end + 4)) };
}

function bodyOf(head: RequestHead, rest: string): Omit<WholeRequest, "head"> {
  switch (head.framing) {
    case "none":
      return { body: "", isBodyBroken: false };
    case "length":
      return { body: rest.slice(0, head.contentLength), isBodyBroken: rest.length < head.contentLength };
    case "chunked": {
      const { content, done, flaw } = new ChunkedDecoder().decode(rest);
      return { body: content, isBodyBroken: !done || flaw !== "" };
    }
  }
}
