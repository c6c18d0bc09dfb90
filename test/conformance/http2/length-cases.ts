// Lengths that disagree with the bytes that come (RFC 9113 §8.1.1): the backend must take none for whole.

import { END_STREAM, frame, headers, post, Type } from "../../harness/h2-frames.ts";
import { type FrameCase, MALFORMED } from "./frame-case.ts";

const RFC = "RFC 9113 §8.1.1";
const length = (value: string) => post([["content-length", value]]);
const data = (content: string, flags = 0): Buffer => frame(Type.data, flags, 1, content);
/** nghttp2 ends the connection for bytes past the length. */
const BROKEN = "0 http2-protocol-error";
const REFUSED = "0 http2-request-refused";

const lengthCase = (name: string, outcome: string, ...parts: Buffer[]): FrameCase => ({
  name,
  source: RFC,
  bytes: Buffer.concat(parts),
  outcome,
});

export const lengthCases: readonly FrameCase[] = [
  lengthCase("a length and no body", REFUSED, headers(1, length("5"))),
  lengthCase(
    "less than the length",
    "0 length-disagrees",
    headers(1, length("5"), 0),
    data("1234", END_STREAM),
  ),
  lengthCase("more than the length", BROKEN, headers(1, length("5"), 0), data("123456", END_STREAM)),
  lengthCase("a length of nothing and a body", BROKEN, headers(1, length("0"), 0), data("x", END_STREAM)),
  lengthCase(
    "the whole length, and then more",
    BROKEN,
    headers(1, length("5"), 0),
    data("12345"),
    data("6", END_STREAM),
  ),
  {
    ...lengthCase('the length " "', REFUSED, headers(1, length(" "), 0), data("12345", END_STREAM)),
    olderOutcome: MALFORMED,
  },
  ...["-1", "+5", "5, 5", "0x5", "5a", "1e1", "", "99999999999999999999"].map((value) =>
    lengthCase(
      `the length ${JSON.stringify(value)}`,
      REFUSED,
      headers(1, length(value), 0),
      data("12345", END_STREAM),
    ),
  ),
  lengthCase(
    "two lengths",
    REFUSED,
    headers(
      1,
      post([
        ["content-length", "5"],
        ["content-length", "5"],
      ]),
      0,
    ),
    data("12345", END_STREAM),
  ),
];
