import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type ForwardedRequest, forwardWire } from "./forward-wire.ts";
import { parseRequestHead } from "./h1/parse-request.ts";
import type { RequestHead } from "./request-head.ts";

const limits = { requestLineBytes: 8192, headBytes: 32_768, headerCount: 100 };

const forwarded = (head: RequestHead): ForwardedRequest => ({
  head,
  method: head.method,
  way: { peerAddress: "192.0.2.1", isPeerTrusted: false, scheme: "http", localPort: 80 },
  path: "/",
  query: "",
  defaultAuthority: "",
  requestId: "id",
  traceparent: "trace",
  tracestate: "",
  bodyBytes: 0,
  upgrade: "",
  edits: undefined,
  assertedFields: "",
});

const someName = fc.constantFrom("Accept", "VIA", "X-A", "x-real-ip", "Keep-Alive", "Authorization", "A_b");
const someValue = fc.oneof(fc.constantFrom("", "1", "a, b", "\xe9\x80", "x".repeat(200)), fc.string());
const someSpace = fc.constantFrom(" ", "", "\t", "  ");
const someLine = fc.tuple(someName, someSpace, someValue, someSpace).map((parts) => {
  const [name, before, value, after] = parts;
  return `${name}:${before}${value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "")}${after}`;
});
const someLines = fc.array(someLine, { maxLength: 8 });
const someConnection = fc.constantFrom("", "Connection: keep-alive\r\n", "Connection: X-A, close\r\n");

const rawHead = (lines: readonly string[], connection: string): string =>
  `GET / HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join("")}Host: a\r\n${connection}\r\n`;

/** Without what says whether lines were kept: they are once they come again. */
const told = (head: RequestHead): object => ({
  ...head,
  fields: head.fields.map((field) => ({ ...field, line: "" })),
});

describe("the head that a backend gets", () => {
  it("has the same fields whether they are taken as they lie in the client's, or one by one", () => {
    fc.assert(
      fc.property(someLines, someConnection, (lines, connection) => {
        const head = parseRequestHead(rawHead(lines, connection), limits, []);
        const taken = forwardWire(forwarded(head));
        head.fieldsAt = -1;
        assert.equal(forwardWire(forwarded(head)), taken);
      }),
    );
  });

  it("does not depend on the request before it on the same connection", () => {
    fc.assert(
      fc.property(someLines, someLines, someConnection, (before, lines, connection) => {
        const { fields } = parseRequestHead(rawHead(before, ""), limits, []);
        const raw = rawHead([...before.slice(0, 3), ...lines], connection);
        const alone = parseRequestHead(raw, limits, []);
        const after = parseRequestHead(raw, limits, fields);
        assert.deepEqual(told(after), told(alone));
        assert.equal(forwardWire(forwarded(after)), forwardWire(forwarded(alone)));
      }),
    );
  });

  it("has a field's own spelling of white space in ours", () => {
    const head = parseRequestHead("GET / HTTP/1.1\r\nHost: a\r\nX-A:\t1 \r\n\r\n", limits, []);
    assert.match(forwardWire(forwarded(head)), /\r\nX-A: 1\r\n/);
  });
});
