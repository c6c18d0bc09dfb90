import assert from "node:assert/strict";
import { test } from "node:test";
import { type OtlpSpan, spansOfLines } from "./otlp-trace.ts";

const line = {
  ts: "2026-11-21T08:19:00.007Z",
  id: "0192f0c1a2b3c4d5e6f708192a3b4c5d",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01",
  site: "api",
  route: "orders",
  target: "pool:orders",
  member: "[::1]:9001",
  client: "203.0.113.9",
  peer: "10.0.0.2",
  peerPort: 51234,
  method: "GET",
  host: "api.example.com:8443",
  requestTarget: "/orders/1?limit=2",
  path: "/orders/1",
  protocol: "HTTP/1.1",
  status: 200,
  requestBytes: 412,
  responseBytes: 1030,
  totalMs: 3.5,
  upstreamMs: 2.25,
  attempts: 1,
  span: "00f067aa0ba902b7",
  scheme: "https",
  forwardedAfterMs: 0.5,
};

const routes = { "api\norders": "/orders/*" };

function spans(...changes: object[]): OtlpSpan[] {
  const lines = changes.map((change) => `${JSON.stringify({ ...line, ...change })}\n`);
  return spansOfLines(Buffer.from(lines.join(""), "latin1"), routes);
}

const values = (span: OtlpSpan | undefined): Record<string, unknown> =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));

test("times of both spans are those of the line, to the nanosecond", () => {
  const [server, client] = spans({});
  assert.equal(server?.startTimeUnixNano, "1795249140007000000");
  assert.equal(server?.endTimeUnixNano, "1795249140010500000");
  assert.equal(client?.startTimeUnixNano, "1795249140007500000");
  assert.equal(client?.endTimeUnixNano, "1795249140009750000");
});

test("host and member are taken apart into address and port", () => {
  const [server, client] = spans({});
  assert.equal(values(server)["server.address"], "api.example.com");
  assert.equal(values(server)["server.port"], "8443");
  assert.equal(values(client)["server.address"], "::1");
  assert.equal(values(client)["server.port"], "9001");
});

test("a request that no backend was asked for has one span", () => {
  const found = spans({
    attempts: undefined,
    member: undefined,
    stage: "screen",
    reason: "banned",
    status: 403,
  });
  assert.equal(found.length, 1);
  assert.equal(values(found[0])["portcullis.reason"], "banned");
  assert.deepEqual(found[0]?.status, {});
  assert.equal(values(found[0])["error.type"], undefined);
});

for (const [status, serverCode, clientCode] of [
  [200, undefined, undefined],
  [404, undefined, 2],
  [500, 2, 2],
] as const) {
  test(`status ${status} is an error of the ${status < 400 ? "neither span" : status < 500 ? "client's span only" : "both spans"}`, () => {
    const [server, client] = spans({ status });
    assert.deepEqual([server?.status.code, client?.status.code], [serverCode, clientCode]);
    assert.equal(values(server)["error.type"], serverCode && String(status));
    assert.equal(values(client)["error.type"], clientCode && String(status));
  });
}

test("a backend that did not answer gave no status; the reason is the type of the error", () => {
  const [server, client] = spans({ status: 502, stage: "forward", reason: "connect-refused", attempts: 3 });
  assert.equal(values(client)["http.response.status_code"], undefined);
  assert.equal(values(client)["error.type"], "connect-refused");
  assert.equal(values(client)["http.request.resend_count"], "2");
  assert.equal(values(server)["http.response.status_code"], "502");
});

test("a method that nobody knows names no span", () => {
  const [server] = spans({ method: "BREW" });
  assert.equal(server?.name, "HTTP /orders/*");
  assert.equal(values(server)["http.request.method"], "_OTHER");
  assert.equal(values(server)["http.request.method_original"], "BREW");
});

test("only lines with a span of their own make spans, whatever a client wrote into the others", () => {
  const plain = { ...line, span: undefined };
  const text = [
    JSON.stringify({ ...plain, userAgent: ',"span":"00f067aa0ba902b7"' }),
    JSON.stringify({ ...line, attempts: 0 }),
    '{"ts":"half a line,"span":"x',
    JSON.stringify(plain),
    JSON.stringify({ ...line, attempts: 0, span: "00f067aa0ba902b8" }),
  ].join("\n");
  const found = spansOfLines(Buffer.from(`${text}\n`, "latin1"), routes);
  assert.deepEqual(
    found.map(({ spanId }) => spanId),
    ["00f067aa0ba902b7", "00f067aa0ba902b8"],
  );
});
