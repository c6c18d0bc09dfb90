// Fields after a body: as strict as those before it (RFC 9113 §8.1, §8.2.1).

import { END_STREAM, type Fields, frame, headers, post, Type } from "../../harness/h2-frames.ts";
import { type FrameCase, MALFORMED } from "./frame-case.ts";

const REFUSED = "0 http2-request-refused";

const trailerCase = (name: string, trailers: Fields, outcome: string): FrameCase => ({
  name,
  source: "RFC 9113 §8.1",
  bytes: Buffer.concat([
    headers(1, post(), 0),
    frame(Type.data, 0, 1, "12345"),
    headers(1, trailers, END_STREAM),
  ]),
  outcome,
});

const malformed: readonly (readonly [name: string, value: string])[] = [
  ["x-t", "a\r\nb: c"],
  ["x-t", "a\nb"],
  ["x-t", "a\0b"],
  ["x-t", "\x7f"],
  ["x-t", " a"],
  ["x-t", "a\t"],
  ["x t", "a"],
  ["x\r\nt", "a"],
  ["", "a"],
];

export const trailerCases: readonly FrameCase[] = [
  ...malformed.map((field) =>
    trailerCase(`the trailer ${JSON.stringify(field.join(": "))}`, [["x-s", "1"], field], MALFORMED),
  ),
  trailerCase("a name in upper case", [["X-T", "a"]], REFUSED),
  trailerCase("a pseudo-header field after a body", [[":path", "/"]], REFUSED),
  trailerCase("a field of the connection", [["transfer-encoding", "chunked"]], REFUSED),
];
