// Requests that must be refused: each with its status, a closed connection, an access line with the reason,
// and not one byte to the backend.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";

type Case = readonly [name: string, bytes: string | readonly string[], status: number, reason: string];

const get = (...lines: string[]): string => `GET / HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
const post = (body: string, ...lines: string[]): string =>
  `POST / HTTP/1.1\r\nHost: a\r\n${lines.join("\r\n")}\r\n\r\n${body}`;

const cases: readonly Case[] = [
  // request line
  ["no version (HTTP/0.9)", "GET /\r\n\r\n", 400, "request-line-malformed"],
  ["two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target-malformed"],
  ["a tab as separator", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "request-line-malformed"],
  ["trailing words", "GET / HTTP/1.1 x\r\nHost: a\r\n\r\n", 400, "request-line-malformed"],
  ["a lower-case protocol", "GET / http/1.1\r\nHost: a\r\n\r\n", 400, "request-line-malformed"],
  ["HTTP/2.0 spelled out", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "version-unsupported"],
  ["HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, "version-unsupported"],
  ["a version of two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400, "request-line-malformed"],
  ["a control byte in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target-malformed"],
  ["a fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target-malformed"],
  ["a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target-malformed"],
  ["an asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target-malformed"],
  ["a method with a comma", "G,T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "method-malformed"],
  ["CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501, "method-refused"],
  ["TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method-refused"],
  ["a TLS ClientHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "request-line-malformed"],
  ["an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version-unsupported"],
  // line ends
  ["bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 400, "line-ending-malformed"],
  [
    "a bare line feed between fields",
    "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
    400,
    "line-ending-malformed",
  ],
  ["a bare carriage return in a value", get("Host: a", "X: b\rc"), 400, "line-ending-malformed"],
  ["a bare CR before a field", "GET / HTTP/1.1\r\nHost: a\r\n\rX: b\r\n\r\n", 400, "line-ending-malformed"],
  ["two empty lines first", `\r\n\r\n${get("Host: a")}`, 400, "request-line-malformed"],
  ["two empty lines in two pieces", ["\r\n", `\r\n${get("Host: a")}`], 400, "request-line-malformed"],
  ["an empty line and a bare CR", ["\r\n\r", get("Host: a")], 400, "request-line-malformed"],
  // fields
  ["a space before the colon", get("Host: a", "X : b"), 400, "field-malformed"],
  ["a folded field", get("Host: a", "X: b", " c"), 400, "field-folded"],
  ["a field folded with a tab", get("Host: a", "X: b", "\tc"), 400, "field-folded"],
  ["a first field that begins with a space", get(" Host: a"), 400, "field-folded"],
  ["a field without a colon", get("Host: a", "X"), 400, "field-malformed"],
  ["an empty field name", get("Host: a", ": b"), 400, "field-malformed"],
  ["a NUL in a value", get("Host: a", "X: a\0b"), 400, "field-malformed"],
  ["a DEL in a value", get("Host: a", "X: a\x7fb"), 400, "field-malformed"],
  ["brackets in a name", get("Host: a", "X[]: b"), 400, "field-malformed"],
  ["a byte above 127 in a name", get("Host: a", "X\xe9: b"), 400, "field-malformed"],
  // host
  ["no Host", get("X: b"), 400, "host-missing"],
  ["two Hosts", get("Host: a", "Host: a"), 400, "host-repeated"],
  ["an empty Host", get("Host:"), 400, "host-malformed"],
  ["a Host with user information", get("Host: u@a"), 400, "host-malformed"],
  ["a Host with a path", get("Host: a/b"), 400, "host-malformed"],
  ["a Host with two values", get("Host: a, b"), 400, "host-malformed"],
  ["a Host with a wrong port", get("Host: a:99999"), 400, "host-malformed"],
  ["an absolute target that differs", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "host-disagrees"],
  [
    "an absolute target of another scheme",
    "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    400,
    "target-malformed",
  ],
  [
    "an absolute target with user information",
    "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    400,
    "target-malformed",
  ],
  // length and coding
  [
    "length and coding",
    post("0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked"),
    400,
    "length-and-coding",
  ],
  ["two lengths", post("ab", "Content-Length: 2", "Content-Length: 2"), 400, "length-repeated"],
  ["a list of lengths", post("ab", "Content-Length: 2, 2"), 400, "length-malformed"],
  ["a negative length", post("ab", "Content-Length: -2"), 400, "length-malformed"],
  ["a signed length", post("ab", "Content-Length: +2"), 400, "length-malformed"],
  ["a hexadecimal length", post("ab", "Content-Length: 0x2"), 400, "length-malformed"],
  ["an endless length", post("ab", "Content-Length: 99999999999999999999"), 400, "length-malformed"],
  ["chunked twice", post("0\r\n\r\n", "Transfer-Encoding: chunked, chunked"), 400, "coding-malformed"],
  [
    "two codings in two fields",
    post("0\r\n\r\n", "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    400,
    "coding-malformed",
  ],
  ["an unknown coding", post("0\r\n\r\n", "Transfer-Encoding: gzip, chunked"), 501, "coding-unsupported"],
  [
    "a coding that only looks like chunked",
    post("0\r\n\r\n", "Transfer-Encoding: xchunked"),
    501,
    "coding-unsupported",
  ],
  [
    "a coding with a control byte",
    post("0\r\n\r\n", "Transfer-Encoding: \x0bchunked"),
    400,
    "field-malformed",
  ],
  ["an empty coding", post("0\r\n\r\n", "Transfer-Encoding:"), 400, "coding-malformed"],
  [
    "chunked in HTTP/1.0",
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
    "coding-in-http10",
  ],
  ["an unknown expectation", post("", "Expect: 200-maybe"), 417, "expectation-unsupported"],
  // chunks
  ["a chunk size that is no number", post("z\r\n", "Transfer-Encoding: chunked"), 400, "chunk-malformed"],
  [
    "a chunk size with 0x",
    post("0x2\r\nab\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    400,
    "chunk-malformed",
  ],
  ["a negative chunk size", post("-1\r\n", "Transfer-Encoding: chunked"), 400, "chunk-malformed"],
  [
    "a chunk size ended by a bare LF",
    post("2\nab\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    400,
    "chunk-malformed",
  ],
  [
    "a chunk longer than its size",
    post("2\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    400,
    "chunk-malformed",
  ],
  [
    "a bare LF in a chunk extension",
    post("2;a\nb\r\nab\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    400,
    "chunk-malformed",
  ],
  ["a trailer without a colon", post("0\r\nX\r\n\r\n", "Transfer-Encoding: chunked"), 400, "chunk-malformed"],
  // limits
  [
    "a target over the limit",
    `GET /${"a".repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    414,
    "request-line-too-long",
  ],
  ["a target without an end", `GET /${"a".repeat(50_000)}`, 414, "request-line-too-long"],
  ["a head over the limit", get("Host: a", `X: ${"a".repeat(50_000)}`), 431, "head-too-large"],
  [
    "too many fields",
    get("Host: a", ...Array.from({ length: 100 }, (_, i) => `X${i}: a`)),
    431,
    "too-many-fields",
  ],
  ["a body over the limit", post("", "Content-Length: 2000000"), 413, "body-too-large"],
  // time and ends
  ["a head that stops", "GET / HTTP/1.1\r\nHost: a\r\n", 408, "head-timeout"],
  ["a head byte by byte", ["G", "E", "T", " /"], 408, "head-timeout"],
];

describe("a malformed request", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(answering(OK));
    gateway = await startGateway({
      pools: [pool("up", [backend.port])],
      sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    });
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  for (const [name, bytes, status, reason] of cases) {
    it(`is refused: ${name}`, async () => {
      gateway.records.length = 0;
      const before = backend.received();
      const reply = await exchangeRaw(gateway.port, bytes);
      assert.equal(statusOf(reply.bytes), status);
      assert.equal(reply.end, "closed");
      assert.match(reply.bytes, /\r\nConnection: close\r\n/);
      assert.match(reply.bytes, /\r\nContent-Type: application\/problem\+json\r\n/);
      assert.equal(backend.received(), before);
      const records = await gateway.recorded(1);
      assert.equal(records.length, 1);
      assert.equal(records[0]?.reason, reason);
      assert.equal(records[0]?.endStage, "read");
      assert.equal(records[0]?.status, status);
      assert.match(reply.bytes, new RegExp(`X-Request-Id: ${records[0]?.requestId}`));
    });
  }

  it("gets an answer when the client ends its side in the middle of the head", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(gateway.port, "GET / HTTP/1.1\r\nHo", { halfClose: true });
    assert.equal(statusOf(reply.bytes), 400);
    assert.equal((await gateway.recorded(1))[0]?.reason, "head-incomplete");
  });

  it("leaves no line when a connection closes without having asked anything", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(gateway.port, "", { halfClose: true });
    assert.deepEqual(reply, { bytes: "", end: "closed" });
    assert.equal(gateway.records.length, 0);
  });

  it("after a good one on the same connection does not change the good one's answer", async () => {
    gateway.records.length = 0;
    const reply = await exchangeRaw(
      gateway.port,
      `${get("Host: a")}GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n`,
    );
    assert.deepEqual(reply.bytes.match(/HTTP\/1\.1 [0-9]{3}/g), ["HTTP/1.1 200", "HTTP/1.1 400"]);
    const records = await gateway.recorded(2);
    assert.deepEqual(
      records.map((x) => x.status),
      [200, 400],
    );
  });
});
