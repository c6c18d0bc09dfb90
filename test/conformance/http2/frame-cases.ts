// Frames that may not be, or not there, and floods of those that may (RFC 9113 §4 to §6, §10.5).

import {
  END_HEADERS,
  END_STREAM,
  fieldBlock,
  frame,
  get,
  headers,
  PREFACE,
  post,
  Type,
} from "../../harness/h2-frames.ts";
import type { FrameCase } from "./frame-case.ts";

const BROKEN = "0 http2-protocol-error";
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const many = (count: number, part: (i: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => part(i)));
const reset = (streamId: number): Buffer => frame(Type.rstStream, 0, streamId, Buffer.from([0, 0, 0, 8]));
const settings = (id: number, value: number): Buffer => {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(id, 0);
  payload.writeUInt32BE(value, 2);
  return frame(Type.settings, 0, 0, payload);
};

const frameCase = (name: string, source: string, outcome: string, ...parts: Buffer[]): FrameCase => ({
  name,
  source: `RFC 9113 ${source}`,
  bytes: Buffer.concat(parts),
  outcome,
});

export const frameCases: readonly FrameCase[] = [
  frameCase("DATA on stream 0", "§6.1", BROKEN, frame(Type.data, 0, 0, "x")),
  frameCase("DATA on a stream that is not open", "§5.1", BROKEN, frame(Type.data, 0, 1, "x")),
  frameCase(
    "DATA padded past its end",
    "§6.1",
    BROKEN,
    headers(1, post(), 0),
    frame(Type.data, 0x8, 1, "\xffx"),
  ),
  frameCase("HEADERS on stream 0", "§6.2", BROKEN, frame(Type.headers, 0x5, 0, fieldBlock(get()))),
  frameCase("HEADERS on an even stream", "§5.1.1", BROKEN, headers(2, get())),
  frameCase("SETTINGS on a stream", "§6.5", BROKEN, frame(Type.settings, 0, 1, zeros(6))),
  frameCase("SETTINGS of a wrong length", "§6.5", BROKEN, frame(Type.settings, 0, 0, zeros(5))),
  frameCase(
    "an acknowledgement of SETTINGS with content",
    "§6.5",
    BROKEN,
    frame(Type.settings, 1, 0, zeros(6)),
  ),
  frameCase("ENABLE_PUSH of 2", "§6.5.2", BROKEN, settings(2, 2)),
  frameCase("a window of more than 2^31-1", "§6.5.2", BROKEN, settings(4, 0x80000000)),
  frameCase("frames of less than 2^14", "§6.5.2", BROKEN, settings(5, 100)),
  frameCase("PING on a stream", "§6.7", BROKEN, frame(Type.ping, 0, 1, zeros(8))),
  frameCase("PING of a wrong length", "§6.7", BROKEN, frame(Type.ping, 0, 0, zeros(7))),
  frameCase("WINDOW_UPDATE of 0 on the connection", "§6.9", BROKEN, frame(Type.windowUpdate, 0, 0, zeros(4))),
  frameCase("WINDOW_UPDATE of a wrong length", "§6.9", BROKEN, frame(Type.windowUpdate, 0, 0, zeros(3))),
  frameCase("RST_STREAM of a stream that is not open", "§6.4", BROKEN, reset(1)),
  frameCase("RST_STREAM of a wrong length", "§6.4", BROKEN, frame(Type.rstStream, 0, 1, zeros(3))),
  frameCase("PUSH_PROMISE from a client", "§8.4", BROKEN, frame(Type.pushPromise, 4, 1, zeros(8))),
  frameCase(
    "CONTINUATION out of nowhere",
    "§6.10",
    BROKEN,
    frame(Type.continuation, 4, 1, fieldBlock(get())),
  ),
  frameCase(
    "PING inside a head",
    "§6.10",
    BROKEN,
    frame(Type.headers, END_STREAM, 1, fieldBlock(get())),
    frame(Type.ping, 0, 0, zeros(8)),
  ),
  frameCase(
    "CONTINUATION of another stream",
    "§6.10",
    BROKEN,
    frame(Type.headers, END_STREAM, 1, fieldBlock(get())),
    frame(Type.continuation, END_HEADERS, 3),
  ),
  frameCase(
    "a field block that HPACK cannot read",
    "§4.3",
    BROKEN,
    frame(Type.headers, 0x5, 1, "\xff\xff\xff\xff\xff\xff"),
  ),
  frameCase("an index that no table has", "§4.3", BROKEN, frame(Type.headers, 0x5, 1, "\xfe")),
  frameCase("a frame longer than was allowed", "§4.2", BROKEN, frame(Type.data, 0, 1, zeros(20_000))),
  frameCase(
    "trailers that do not end the stream",
    "§8.1",
    "0 http2-request-refused",
    headers(1, post(), 0),
    headers(1, [["x-t", "1"]], 0),
  ),
  frameCase(
    "a pseudo-header field in trailers",
    "§8.1",
    "0 http2-request-refused",
    headers(1, post(), 0),
    headers(1, [[":path", "/x"]]),
  ),
  frameCase(
    "rapid resets",
    "§10.5",
    "0 http2-reset-flood",
    many(300, (i) => Buffer.concat([headers(2 * i + 1, get()), reset(2 * i + 1)])),
  ),
  frameCase(
    "a flood of SETTINGS",
    "§10.5",
    "0 http2-frame-flood",
    many(200, () => frame(Type.settings, 0, 0)),
  ),
  frameCase(
    "a flood of PING",
    "§10.5",
    "0 http2-frame-flood",
    many(200, () => frame(Type.ping, 0, 0, zeros(8))),
  ),
  frameCase(
    "a flood of PRIORITY",
    "§10.5",
    "0 http2-frame-flood",
    many(500, (i) => frame(Type.priority, 0, 2 * i + 1, zeros(5))),
  ),
  frameCase(
    "a flood of empty DATA",
    "§10.5",
    "0 http2-frame-flood",
    headers(1, post(), 0),
    many(500, () => frame(Type.data, 0, 1)),
  ),
  frameCase(
    "a flood of small windows",
    "§10.5",
    "0 http2-frame-flood",
    many(3000, () => frame(Type.windowUpdate, 0, 0, Buffer.from([0, 0, 0, 1]))),
  ),
  frameCase(
    "a flood of unknown frames",
    "§10.5",
    "0 http2-frame-flood",
    many(500, () => frame(0xee, 0, 0, zeros(8))),
  ),
  frameCase(
    "a flood of CONTINUATION",
    "§10.5.1",
    "0 http2-head-flood",
    frame(Type.headers, END_STREAM, 1, fieldBlock(get())),
    many(100, () => frame(Type.continuation, 0, 1, fieldBlock([["x", "y"]]))),
  ),
  frameCase(
    "a head without end in large frames",
    "§10.5.1",
    "0 http2-head-flood",
    frame(Type.headers, END_STREAM, 1, fieldBlock(get())),
    many(8, () => frame(Type.continuation, 0, 1, fieldBlock([["x", "y".repeat(16_000)]]))),
  ),
  frameCase(
    "resets that the client makes us do",
    "§10.5",
    BROKEN,
    many(300, (i) =>
      Buffer.concat([headers(2 * i + 1, post(), 0), frame(Type.windowUpdate, 0, 2 * i + 1, zeros(4))]),
    ),
  ),
  {
    name: "a preface that goes wrong after its first line",
    source: "RFC 9113 §3.4",
    bytes: Buffer.concat([PREFACE.subarray(0, 18), Buffer.from("XX\r\n\r\n")]),
    outcome: "505 version-unsupported",
    isWhole: true,
  },
  {
    name: "a first frame that is not SETTINGS",
    source: "RFC 9113 §3.4",
    bytes: Buffer.concat([PREFACE, frame(Type.ping, 0, 0, zeros(8))]),
    outcome: BROKEN,
    isWhole: true,
  },
];
