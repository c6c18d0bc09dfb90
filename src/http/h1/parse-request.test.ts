import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestHead } from "../request-head.ts";
import { parseRequestHead } from "./parse-request.ts";

const limits = { requestLineBytes: 8192, headBytes: 32_768, headerCount: 100 };

const parse = (...lines: readonly string[]): RequestHead =>
  parseRequestHead(`GET / HTTP/1.1\r\nHost: a\r\n${lines.join("\r\n")}\r\n\r\n`, limits, []);

const names = (head: RequestHead): string[] => head.fields.map((field) => field.key);

describe("the head of a request", () => {
  it("is decided on without the fields that Connection names, for the backend will not see them", () => {
    const head = parse(
      "Connection: content-type, X-A",
      "Content-Type: text/xml",
      "X-A: 1",
      "X-B: 2",
      "x-a: 3",
    );
    assert.equal(head.fault, "");
    assert.deepEqual(names(head), ["host", "connection", "x-b"]);
  });

  it("keeps what Connection names where the gateway itself needs it", () => {
    const head = parse(
      "Connection: host, upgrade, x-forwarded-for",
      "Upgrade: websocket",
      "X-Forwarded-For: 1.2.3.4",
    );
    assert.equal(head.host, "a");
    assert.equal(head.upgrade, "websocket");
    assert.deepEqual(names(head), ["host", "connection", "upgrade", "x-forwarded-for"]);
  });

  it("tells the scheme of an absolute target, and none for the other forms", () => {
    const raw = (target: string): string => `OPTIONS ${target} HTTP/1.1\r\nHost: a:443\r\n\r\n`;
    assert.equal(parseRequestHead(raw("HTTPS://a"), limits, []).targetScheme, "https");
    assert.equal(parseRequestHead(raw("*"), limits, []).targetScheme, "");
    assert.equal(parse().targetScheme, "");
  });

  it("is refused for a control byte in a value, however long the value is", () => {
    for (const length of [1, 100, 1000]) {
      const text = "x".repeat(length);
      for (const byte of ["\0", "\x01", "\x1f", "\x7f", "\r", "\n"]) {
        assert.notEqual(parse(`Authorization: ${text}${byte}${text}`).fault, "", JSON.stringify(byte));
      }
      for (const byte of ["\t", "\x80", "\xff", '"', "\\"]) {
        assert.equal(parse(`Authorization: ${text}${byte}${text}`).fault, "", JSON.stringify(byte));
      }
    }
  });
});
