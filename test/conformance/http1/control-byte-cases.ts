// A control byte in each place where one could stand: no reader may be left to drop it, to stop at it, or to
// take it for white space.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { byteName, chunked, type RequestCase, refusal } from "./request-case.ts";

/** Without tab, LF and CR, which are white space and line ends in some places. */
const controlBytes = [...Array.from({ length: 32 }, (_, code) => code), 0x7f].filter(
  (code) => code !== 0x09 && code !== 0x0a && code !== 0x0d,
);

type Place = readonly [name: string, reason: FaultCode, bytes: (byte: string) => string];

const places: readonly Place[] = [
  ["first", "method-malformed", (byte) => `${byte}GET / HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["in the method", "method-malformed", (byte) => `GE${byte}T / HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["in the path", "target-malformed", (byte) => `GET /a${byte}b HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["in the query", "target-malformed", (byte) => `GET /?a${byte}b HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["after the version", "request-line-malformed", (byte) => `GET / HTTP/1.1${byte}\r\nHost: a\r\n\r\n`],
  ["before a name", "field-malformed", (byte) => `GET / HTTP/1.1\r\nHost: a\r\n${byte}X: b\r\n\r\n`],
  ["in a name", "field-malformed", (byte) => `GET / HTTP/1.1\r\nHost: a\r\nX${byte}Y: b\r\n\r\n`],
  ["before a value", "field-malformed", (byte) => `GET / HTTP/1.1\r\nHost: a\r\nX:${byte}b\r\n\r\n`],
  ["in a value", "field-malformed", (byte) => `GET / HTTP/1.1\r\nHost: a\r\nX: b${byte}c\r\n\r\n`],
  ["in Host", "field-malformed", (byte) => `GET / HTTP/1.1\r\nHost: a${byte}b\r\n\r\n`],
  [
    "after a length",
    "field-malformed",
    (byte) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1${byte}\r\n\r\nx`,
  ],
  [
    "before a coding",
    "field-malformed",
    (byte) => chunked("0\r\n\r\n").replace(" chunked", ` ${byte}chunked`),
  ],
  [
    "after a coding",
    "field-malformed",
    (byte) => chunked("0\r\n\r\n").replace(" chunked", ` chunked${byte}`),
  ],
  ["before a chunk's size", "chunk-malformed", (byte) => chunked(`${byte}1\r\nx\r\n0\r\n\r\n`)],
  ["after a chunk's size", "chunk-malformed", (byte) => chunked(`1${byte}\r\nx\r\n0\r\n\r\n`)],
  ["in a chunk extension", "chunk-malformed", (byte) => chunked(`1;a=${byte}b\r\nx\r\n0\r\n\r\n`)],
  ["in a quoted chunk extension", "chunk-malformed", (byte) => chunked(`1;a="${byte}"\r\nx\r\n0\r\n\r\n`)],
  ["in a trailer's name", "chunk-malformed", (byte) => chunked(`0\r\nX${byte}: b\r\n\r\n`)],
  ["in a trailer's value", "chunk-malformed", (byte) => chunked(`0\r\nX: b${byte}c\r\n\r\n`)],
];

export const controlByteCases: readonly RequestCase[] = places.flatMap(([name, reason, bytes]) =>
  controlBytes.map((code) =>
    refusal(`${byteName(code)} ${name}`, "RFC 9110 §5.5", 400, reason, bytes(String.fromCharCode(code))),
  ),
);
