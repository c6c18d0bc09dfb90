// Mirrored traffic: what the second pool gets, and that nothing of it is seen by the client.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { answering, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

const CONFIG = `
limits: { body: 1MiB }
pools:
  up: { members: [{ url: "http://127.0.0.1:PORT" }], affinity: { secret: 0123456789abcdef0123456789abcdef } }
  shadow: { members: [{ url: "http://127.0.0.1:SHADOW" }], timeouts: { response: 20s } }
  dead: { members: [{ url: "http://127.0.0.1:1" }, { url: "http://127.0.0.1:2" }] }
sites:
  api:
    hosts: ["*"]
    routes:
      some: { path: /some, target: { pool: up }, mirror: { pool: shadow, percent: 25 } }
      writes: { path: /writes, target: { pool: up }, mirror: { pool: shadow, bodies: 1000B, nonIdempotent: true } }
      dead: { path: /dead, target: { pool: up }, mirror: { pool: dead } }
      few: { path: /few, target: { pool: up }, mirror: { pool: shadow, concurrentRequests: 1 } }
      changed:
        path: /changed/*
        target: { pool: up }
        mirror: { pool: shadow }
        rewrites: [{ request: { path: "/new{path.rest}", setHeaders: { X-Tenant: acme } } }]
      all: { path: /*, target: { pool: up }, mirror: { pool: shadow } }
`;

describe("mirrored traffic", () => {
  let backend: RawBackend;
  let shadow: RawBackend;
  let gateway: TestGateway;
  let isSilent = false;
  let isClosing = false;
  let answer = OK;

  before(async () => {
    backend = await startRawBackend(answering(OK));
    const answers = answering(() => answer);
    shadow = await startRawBackend((socket, piece, sofar) => {
      if (isClosing) socket.destroy();
      else if (!isSilent) answers(socket, piece, sofar);
    });
    const text = CONFIG.replace("PORT", String(backend.port)).replace("SHADOW", String(shadow.port));
    gateway = await startConfigured(text);
  });

  after(async () => {
    await gateway.close();
    await backend.close();
    await shadow.close();
  });

  const send = async (line: string, rest: string | readonly string[] = "\r\n"): Promise<string> => {
    const [head = "", ...parts] = typeof rest === "string" ? [rest] : rest;
    const first = `${line} HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n${head}`;
    const { bytes } = await exchangeRaw(gateway.port, [first, ...parts]);
    assert.equal(statusOf(bytes), 200);
    return bytes;
  };
  /** The outcomes since the last time. */
  const outcomes = async (count: number): Promise<string[]> => {
    for (let i = 0; i < 500 && gateway.mirrored.length < count; i++) await pause(10);
    await pause(30);
    return gateway.mirrored.splice(0);
  };
  const copied = (): string => shadow.received();

  it("is the request as the backend gets it, marked, with a client's own mark left out", async () => {
    await send(
      "GET /a/%2e/b?c=d",
      "X-One: 1\r\nX-Portcullis-Mirror: 0\r\nCookie: a=b; portcullis-affinity=x\r\n\r\n",
    );
    assert.deepEqual(await outcomes(1), ["api/all:answered"]);
    assert.match(
      copied(),
      /^GET \/a\/b\?c=d HTTP\/1\.1\r\nHost: api\.example\r\nX-One: 1\r\nCookie: a=b\r\n/,
    );
    assert.match(copied(), /\r\nX-Request-Id: [0-9a-f]{32}\r\n/);
    assert.match(copied(), /\r\nX-Portcullis-Mirror: 1\r\n\r\n$/);
    assert.equal(copied().match(/X-Portcullis-Mirror/gi)?.length, 1);
    assert.ok(!/X-Portcullis-Mirror/i.test(backend.received()));
    assert.equal(gateway.records.length, 1);
  });

  it("has the rewrites that the request has", async () => {
    await send("GET /changed/x");
    assert.deepEqual(await outcomes(1), ["api/changed:answered"]);
    assert.match(copied(), /GET \/new\/x HTTP\/1\.1\r\n(?:[^\r]+\r\n)*X-Tenant: acme\r\n/);
  });

  it("is a share of the requests, spread evenly", async () => {
    for (let i = 0; i < 12; i++) await send("GET /some");
    assert.equal((await outcomes(3)).length, 3);
  });

  it("leaves out what does more when it comes twice, unless it is asked for", async () => {
    await send("POST /a", "Content-Length: 2\r\n\r\nhi");
    assert.deepEqual(await outcomes(0), []);
    await send("PUT /a", "Content-Length: 2\r\n\r\nhi");
    assert.deepEqual(await outcomes(1), ["api/all:answered"]);
  });

  it("has the whole body, however it came, and leaves out one that is too large", async () => {
    const body = "y".repeat(900);
    const chunk = `384\r\n${body}\r\n`;
    for (const rest of [
      `Content-Length: 900\r\n\r\n${body}`,
      ["Content-Length: 900\r\n\r\n", body.slice(0, 400), body.slice(400)],
      `Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`,
      ["Transfer-Encoding: chunked\r\n\r\n", chunk, "0\r\n\r\n"],
    ]) {
      const before = copied().length;
      await send("POST /writes", rest);
      assert.deepEqual(await outcomes(1), ["api/writes:answered"]);
      const seen = copied().slice(before);
      assert.match(seen, /\r\nContent-Length: 900\r\n/);
      assert.ok(seen.endsWith(`X-Portcullis-Mirror: 1\r\n\r\n${body}`));
      assert.ok(!/chunked/i.test(seen));
    }
    const before = copied().length;
    await send("POST /writes", `Content-Length: 1001\r\n\r\n${"z".repeat(1001)}`);
    await send("POST /writes", ["Transfer-Encoding: chunked\r\n\r\n", chunk, chunk, "0\r\n\r\n"]);
    assert.deepEqual(await outcomes(2), ["api/writes:skipped", "api/writes:skipped"]);
    assert.equal(copied().length, before);
  });

  it("that nobody answers fails nothing, and is not tried again", async () => {
    for (let i = 0; i < 3; i++) await send("GET /dead");
    assert.deepEqual(await outcomes(3), Array(3).fill("api/dead:failed"));
    assert.equal(gateway.records.at(-1)?.status, 200);
    assert.equal(gateway.records.at(-1)?.attempts, 1);
  });

  it("over a connection that closes under it is not tried again either", async () => {
    await send("GET /a");
    assert.deepEqual(await outcomes(1), ["api/all:answered"]);
    const accepted = shadow.accepted();
    isClosing = true;
    await send("GET /a");
    assert.deepEqual(await outcomes(1), ["api/all:failed"]);
    isClosing = false;
    assert.equal(shadow.accepted(), accepted, "the connection was in use before, and no other was opened");
  });

  it("that hangs delays nothing, and is bounded in number", async () => {
    isSilent = true;
    const started = performance.now();
    await send("GET /few");
    await send("GET /few");
    assert.ok(performance.now() - started < 10_000, "the copies have twenty seconds");
    assert.deepEqual(await outcomes(1), ["api/few:busy"]);
    isSilent = false;
  });

  it("whose answer is long is cut off", async () => {
    answer = `HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n${"z".repeat(3_000_000)}`;
    await send("GET /long");
    assert.deepEqual(await outcomes(1), ["api/all:answered"]);
    answer = OK;
  });

  it("whose answer is broken is a failure", async () => {
    answer = "nonsense\r\n\r\n";
    await send("GET /broken");
    assert.deepEqual(await outcomes(1), ["api/all:failed"]);
    answer = OK;
    assert.deepEqual(gateway.defects, []);
  });
});
