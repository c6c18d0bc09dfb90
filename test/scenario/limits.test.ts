// Limits of sites and routes: larger and smaller than the node's, for bodies of a known and of an unknown
// length, and for requests under way.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

const CONFIG = `
limits: { body: 1000B, headerCount: 10, bodyTimeout: 20s }
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }], timeouts: { response: 20s } } }
sites:
  api:
    hosts: [api.example]
    limits: { body: 2000B, concurrentRequests: 3 }
    routes:
      small: { path: /small, target: { pool: up }, limits: { body: 100B } }
      large: { path: /large, target: { pool: up }, limits: { body: 5000B, headerCount: 20 } }
      hurried: { path: /hurried, target: { pool: up }, limits: { responseTimeout: 100ms, bodyTimeout: 100ms } }
      single: { path: /single, target: { pool: up }, limits: { concurrentRequests: 1 } }
      rest: { path: /*, target: { pool: up } }
  other:
    hosts: ["*"]
    routes: { all: { path: /*, target: { pool: up } } }
`;

const DONE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("limits of sites and routes", () => {
  let backend: RawBackend;
  let gateway: TestGateway;
  let isSilent = false;
  const waiting: (() => void)[] = [];

  before(async () => {
    backend = await startRawBackend((socket, _piece, sofar) => {
      const isChunked = /transfer-encoding: chunked/i.test(sofar);
      if (isChunked && !sofar.endsWith("0\r\n\r\n")) return;
      const answer = (): void => void socket.end(DONE);
      if (isSilent) waiting.push(answer);
      else answer();
    });
    gateway = await startConfigured(CONFIG.replace("PORT", String(backend.port)));
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  const send = async (path: string, rest: string | readonly string[], host = "api.example") => {
    gateway.records.length = 0;
    const [head = "", ...parts] = typeof rest === "string" ? [rest] : rest;
    const first = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${head}`;
    const { bytes } = await exchangeRaw(gateway.port, [first, ...parts]);
    return bytes;
  };
  const byLength = (bytes: number): string => `Content-Length: ${bytes}\r\n\r\n${"x".repeat(bytes)}`;
  const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`;
  const CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  for (const [path, bytes, status, host] of [
    ["/small", 100, 200, "api.example"],
    ["/small", 101, 413, "api.example"],
    ["/any", 2000, 200, "api.example"],
    ["/any", 2001, 413, "api.example"],
    ["/large", 5000, 200, "api.example"],
    ["/large", 5001, 413, "api.example"],
    ["/any", 1000, 200, "other.example"],
    ["/any", 1001, 413, "other.example"],
  ] as const) {
    it(`a body of ${bytes} bytes for ${path} of ${host}: ${status}, by length and in chunks`, async () => {
      assert.equal(statusOf(await send(path, byLength(bytes), host)), status);
      if (status === 413) {
        assert.equal(gateway.records[0]?.reason, "body-too-large");
        assert.equal(gateway.records[0]?.endStage, bytes > 5000 ? "read" : "route");
      }
      assert.equal(statusOf(await send(path, `${CHUNKED}${chunk(bytes)}0\r\n\r\n`, host)), status);
      const pieces = [CHUNKED, chunk(bytes - 50), chunk(50), "0\r\n\r\n"];
      assert.equal(statusOf(await send(path, pieces, host)), status);
      if (status === 413) assert.equal(gateway.records[0]?.reason, "body-too-large");
    });
  }

  it("a request over the node's largest limit is refused before it is routed", async () => {
    await send("/small", byLength(6000));
    assert.equal(gateway.records[0]?.endStage, "read");
  });

  it("a body that grows too large never reaches the backend whole", async () => {
    const before = backend.received().length;
    await send("/small", [CHUNKED, chunk(90), chunk(90), "0\r\n\r\n"]);
    await pause(20);
    const seen = backend.received().slice(before);
    assert.ok(!seen.includes("\r\n0\r\n\r\n"));
    assert.ok(seen.split("x".repeat(90)).length <= 2);
  });

  it("header fields are counted by the route's own number", async () => {
    const fields = (count: number): string => "X-A: 1\r\n".repeat(count - 3);
    const end = "Content-Length: 0\r\n\r\n";
    assert.equal(statusOf(await send("/any", fields(10) + end)), 200);
    assert.equal(statusOf(await send("/any", fields(11) + end)), 431);
    assert.equal(gateway.records[0]?.endStage, "route");
    assert.equal(statusOf(await send("/large", fields(20) + end)), 200);
    assert.equal(statusOf(await send("/large", fields(21) + end)), 431);
    assert.equal(gateway.records[0]?.endStage, "read");
  });

  it("a response has the route's own time, and so has a pause in a body", async () => {
    isSilent = true;
    assert.equal(statusOf(await send("/hurried", byLength(3))), 504);
    assert.equal(gateway.records[0]?.reason, "response-timeout");
    assert.equal(statusOf(await send("/hurried", ["Content-Length: 9\r\n\r\n", "abc"])), 408);
    assert.equal(gateway.records[0]?.reason, "body-timeout");
    isSilent = false;
    waiting.length = 0;
  });

  it("one request too many under way is refused, says when to come again, and is forgotten when done", async () => {
    isSilent = true;
    const first = exchangeRaw(
      gateway.port,
      "GET /single HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n",
    );
    await until(() => waiting.length === 1);
    const refused = await send("/single", byLength(0));
    assert.equal(statusOf(refused), 503);
    assert.match(refused, /\r\nRetry-After: 1\r\n/);
    assert.equal(gateway.records[0]?.reason, "route-busy");
    assert.equal(gateway.records[0]?.endStage, "route");
    // The route's limit is not the site's: others go on, up to that.
    const more = [1, 2].map(() =>
      exchangeRaw(gateway.port, "GET /any HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n"),
    );
    await until(() => waiting.length === 3);
    assert.equal(statusOf(await send("/any", byLength(0))), 503);
    isSilent = false;
    assert.equal(statusOf(await send("/any", byLength(0), "other.example")), 200);
    for (const answer of waiting.splice(0)) answer();
    for (const reply of await Promise.all([first, ...more])) assert.equal(statusOf(reply.bytes), 200);
    assert.equal(statusOf(await send("/single", byLength(0))), 200);
    assert.equal(statusOf(await send("/any", byLength(0))), 200);
  });

  it("a client that leaves is no longer under way", async () => {
    isSilent = true;
    gateway.records.length = 0;
    const client = connect(gateway.port, "127.0.0.1");
    client.on("error", () => {
      // It resets the connection itself.
    });
    client.write("GET /single HTTP/1.1\r\nHost: api.example\r\n\r\n");
    await until(() => waiting.length === 1);
    client.resetAndDestroy();
    await gateway.recorded(1);
    isSilent = false;
    waiting.length = 0;
    assert.equal(statusOf(await send("/single", byLength(0))), 200);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await pause(10);
  assert.ok(holds());
}
