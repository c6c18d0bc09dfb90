// Field names and values that HTTP/2 can carry and HTTP/1.1 cannot (RFC 9113 §8.2, §10.3).

import { END_HEADERS, END_STREAM, fieldBlock, frame, get, Type } from "../../harness/h2-frames.ts";
import { type FrameCase, fieldCase, headCase, MALFORMED } from "./frame-case.ts";

const RFC_VALUE = "RFC 9113 §8.2.1";
const RFC_CONNECTION = "RFC 9113 §8.2.2";
const REFUSED = "0 http2-request-refused";

const show = (text: string): string => JSON.stringify(text);

const values = [
  "\r\nx-evil: 1",
  "\rx",
  "\nx",
  "a\0b",
  "\x01",
  "\x7f",
  "\x1f",
  "a\r\n\r\nGET / HTTP/1.1\r\n\r\n",
];
const names = [
  "X-Upper",
  "x y",
  "x\ty",
  "x\r\ny",
  "x\0y",
  "x:y",
  "x\x7f",
  "x\xff",
  "(x)",
  "x,y",
  'x"y',
  "x{",
  "x/y",
  "x@y",
];
const connectionFields = [
  ["connection", "close"],
  ["connection", "x-a"],
  ["keep-alive", "timeout=5"],
  ["proxy-connection", "keep-alive"],
  ["transfer-encoding", "chunked"],
  ["transfer-encoding", "identity"],
  ["transfer-encoding", "xchunked"],
  ["upgrade", "h2c"],
  ["upgrade", "websocket"],
  ["te", "gzip"],
  ["te", "trailers, gzip"],
  ["te", "chunked"],
] as const;
/** Readers behind CGI take `_` for `-`. nghttp2 knows only the real names. */
const aliases = [
  ["transfer_encoding", "chunked"],
  ["proxy_connection", "close"],
  ["keep_alive", "1"],
  ["http2-settings", "AAMAAABk"],
] as const;

/** A literal that goes into the table. */
function indexed(name: string, value: string): Buffer {
  const literal = fieldBlock([[name, value]]);
  literal[0] = 0x40;
  return literal;
}

export const fieldCases: readonly FrameCase[] = [
  ...values.map((value) => fieldCase(`the value ${show(value)}`, RFC_VALUE, ["x-a", `v${value}`], MALFORMED)),
  ...values.map((value) =>
    fieldCase(`a user agent with ${show(value)}`, RFC_VALUE, ["user-agent", value], MALFORMED),
  ),
  ...names.map((name) =>
    fieldCase(`the name ${show(name)}`, RFC_VALUE, [name, "v"], name === "X-Upper" ? REFUSED : MALFORMED),
  ),
  fieldCase("an empty name", RFC_VALUE, ["", "v"], MALFORMED),
  fieldCase("a space before a value", RFC_VALUE, ["x-a", " v"], MALFORMED),
  fieldCase("a tab after a value", RFC_VALUE, ["x-a", "v\t"], MALFORMED),
  {
    name: "a malformed field in the table of HPACK, that a second request points to",
    source: "RFC 7541 §6.2.1",
    bytes: Buffer.concat([
      frame(
        Type.headers,
        END_STREAM | END_HEADERS,
        1,
        Buffer.concat([fieldBlock(get()), indexed("x-a", "a\rb")]),
      ),
      frame(Type.headers, END_STREAM | END_HEADERS, 3, Buffer.concat([fieldBlock(get()), Buffer.of(0xbe)])),
    ]),
    outcome: MALFORMED,
  },
  ...connectionFields.map((field) =>
    fieldCase(`the field ${field.join(": ")}`, RFC_CONNECTION, field, REFUSED),
  ),
  ...aliases.map((field) =>
    fieldCase(`the field ${field.join(": ")}`, RFC_CONNECTION, field, "400 connection-field"),
  ),
  fieldCase(
    "an expectation that nobody knows",
    "RFC 9110 §10.1.1",
    ["expect", "x"],
    "417 expectation-unsupported",
  ),
  headCase(
    "more fields than the limit",
    "limits.headerCount",
    get(
      "/",
      Array.from({ length: 101 }, (_, i) => [`x-${i}`, "v"] as const),
    ),
    "431 too-many-fields",
  ),
  {
    name: "a head over the limit",
    source: "limits.head",
    bytes: Buffer.concat([
      frame(Type.headers, END_STREAM, 1, fieldBlock(get("/", [["x-1", "v".repeat(16_000)]]))),
      frame(Type.continuation, 0, 1, fieldBlock([["x-2", "v".repeat(16_000)]])),
      frame(Type.continuation, END_HEADERS, 1, fieldBlock([["x-3", "v".repeat(4000)]])),
    ]),
    outcome: "431 head-too-large",
  },
  headCase(
    "a path over the limit",
    "limits.requestLine",
    get(`/${"a".repeat(9000)}`),
    "414 request-line-too-long",
  ),
];
