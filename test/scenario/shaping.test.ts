// Bandwidth shaping as a configuration writes it: bodies and tunnels that take their time, whom they share it
// with, and who is not slowed. Times are lower bounds only: what a bucket gives is exact, what a machine
// takes beside is not.

import assert from "node:assert/strict";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { after, before, describe, it, type TestContext, test } from "node:test";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { H2Client } from "../harness/h2-client.ts";
import { pause } from "../harness/raw-client.ts";

const KIB = 1024;

const CONFIG = `
trustedHops: [127.0.0.1]
listeners: { public: { address: 127.0.0.1, port: 8080, http2: true } }
limits: { bodyTimeout: 400ms }
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }], timeouts: { body: 400ms } } }
sites:
  api:
    hosts: ["*"]
    edgeRules:
      all: { shape: { download: 256KiB, upload: 128KiB, burst: 64KiB } }
      slow:
        when: [{ variable: path, starts: /slow }]
        shape: { download: 1KiB, upload: 1KiB }
      device:
        when: [{ variable: path, starts: /device }]
        shape: { download: 64KiB, by: [header.x-device] }
    routes:
      fixed: { path: /fixed, target: { respond: { body: "${"x".repeat(20_000)}" } } }
      sockets: { path: /ws, target: { pool: up }, webSocket: {} }
      all: { path: /*, target: { pool: up } }
  other:
    hosts: [free.example]
    edgeRules:
      trial: { mode: dryRun, shape: { download: 1KiB, upload: 1KiB } }
    routes: { all: { path: /*, target: { pool: up } } }
`;

type Backend = {
  readonly port: number;
  /** Bytes of answers that the gateway and the system's buffers took. */
  readonly sentBytes: () => number;
  readonly openRequests: () => number;
  readonly close: () => Promise<void>;
};

/** Answers a GET with as many bytes as its query says, and anything else with how many bytes came. */
async function startBackend(): Promise<Backend> {
  let [sent, open] = [0, 0];
  const server: Server = createServer((req, res) => {
    open++;
    res.on("close", () => open--);
    if (req.method !== "GET") {
      let taken = 0;
      req.on("data", (piece: Buffer) => {
        taken += piece.length;
      });
      req.on("end", () => res.end(String(taken)));
      return;
    }
    let left = Number(new URL(req.url ?? "", "http://a").searchParams.get("n"));
    const write = (): void => {
      while (left > 0 && !res.destroyed) {
        const piece = Math.min(left, 32 * KIB);
        left -= piece;
        sent += piece;
        if (!res.write("y".repeat(piece))) return;
      }
      res.end();
    };
    res.on("drain", write);
    write();
  });
  server.on("upgrade", (_req, socket) => {
    const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    sentBytes: () => sent,
    openRequests: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answer = { readonly status: number; readonly bytes: number; readonly text: string; readonly ms: number };
type Ask = {
  readonly client: string;
  readonly host?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Sent as the body, in one write. */
  readonly content?: string;
};

function ask(
  port: number,
  path: string,
  { client, host = "a.example", fields, content }: Ask,
): Promise<Answer> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { Host: host, "X-Forwarded-For": client, ...fields };
    const method = content === undefined ? "GET" : "POST";
    const req = httpRequest({ port, host: "127.0.0.1", path, method, headers, agent: false });
    req.on("error", reject);
    req.on("response", (res: IncomingMessage) => {
      let text = "";
      res.setEncoding("latin1");
      res.on("data", (piece: string) => {
        text += piece;
      });
      res.on("error", reject);
      res.on("end", () => {
        const ms = performance.now() - startedMs;
        resolve({ status: res.statusCode ?? 0, bytes: text.length, text, ms });
      });
    });
    req.end(content);
  });
}

/** A bucket reckons in whole ms. */
const TOLERANCE_MS = 3;

/** For one test. `PORT` in the configuration is the backend's. */
async function startBoth(t: TestContext, configuration: string) {
  const backend = await startBackend();
  const gateway = await startConfigured(configuration.replace("PORT", String(backend.port)));
  t.after(async () => {
    await gateway.close();
    await backend.close();
  });
  return { backend, gateway };
}

function assertTook({ ms }: Pick<Answer, "ms">, leastSeconds: number): void {
  assert.ok(ms >= leastSeconds * 1000 - TOLERANCE_MS, `${ms} ms`);
}

describe("a shaping rule", { concurrency: true }, () => {
  let backend: Backend;
  let gateway: TestGateway;
  before(async () => {
    backend = await startBackend();
    gateway = await startConfigured(CONFIG.replace("PORT", String(backend.port)));
  });
  after(async () => {
    await gateway.close();
    await backend.close();
    assert.deepEqual(gateway.defects, []);
  });

  const recordOf = (client: string) => gateway.records.find((each) => each.clientAddress === client);

  it("lets an answer through no faster than burst and rate allow, and says so in its line", async () => {
    const answer = await ask(gateway.port, `/big?n=${512 * KIB}`, { client: "192.0.2.1" });
    assert.equal(answer.bytes, 512 * KIB);
    assert.equal(answer.status, 200);
    assertTook(answer, (512 - 64) / 256);
    const line = recordOf("192.0.2.1");
    assert.deepEqual(line?.edgeRules, ["all"]);
    assert.ok((line?.shapedMs ?? 0) > 500, `${line?.shapedMs}`);
    assert.ok(gateway.events.includes("shape api/all applied"));
  });

  it("has parallel requests of a client share its rate, and slows nobody else", async () => {
    let isOver = false;
    const ask2 = () => ask(gateway.port, `/big?n=${256 * KIB}`, { client: "192.0.2.2" });
    const both = Promise.all([ask2(), ask2()]).finally(() => {
      isOver = true;
    });
    const other = await ask(gateway.port, `/big?n=${48 * KIB}`, { client: "192.0.2.3" });
    assert.equal(other.bytes, 48 * KIB);
    assert.ok(!isOver, "the other client is through first");
    assert.equal(recordOf("192.0.2.3")?.shapedMs, 0);
    const [a, b] = await both;
    assert.deepEqual([a.bytes, b.bytes], [256 * KIB, 256 * KIB]);
    assertTook({ ms: Math.max(a.ms, b.ms) }, (512 - 64) / 256);
  });

  it("lets a body through no faster than burst and rate allow, whole and in order", async () => {
    const content = "z".repeat(256 * KIB);
    const answer = await ask(gateway.port, "/up", { client: "192.0.2.4", content });
    assert.equal(answer.text, String(256 * KIB));
    assertTook(answer, (256 - 64) / 128);
  });

  it("counts bodies that come whole with their head, too", async () => {
    const startedMs = performance.now();
    for (let i = 0; i < 4; i++) {
      const content = "z".repeat(40 * KIB);
      assert.equal((await ask(gateway.port, "/up", { client: "192.0.2.5", content })).text, String(40 * KIB));
    }
    assertTook({ ms: performance.now() - startedMs }, (160 - 64) / 128);
  });

  it("shapes answers of the gateway's own, with the length that they have", async () => {
    const startedMs = performance.now();
    for (let i = 0; i < 6; i++) {
      const answer = await ask(gateway.port, "/fixed", { client: "192.0.2.6" });
      assert.equal(answer.bytes, 20_000);
    }
    assertTook({ ms: performance.now() - startedMs }, (6 * 20_000 - 64 * KIB) / (256 * KIB));
  });

  it("does not take its own pauses for a slow client or a slow backend; the strictest rule holds", async () => {
    const download = await ask(gateway.port, `/slow?n=${3 * KIB}`, { client: "192.0.2.7" });
    assert.equal(download.bytes, 3 * KIB);
    assertTook(download, 2);
    const content = "z".repeat(3 * KIB);
    const upload = await ask(gateway.port, "/slow", { client: "192.0.2.7", content });
    assert.equal(upload.text, String(3 * KIB));
    assertTook(upload, 2);
    assert.deepEqual(recordOf("192.0.2.7")?.edgeRules, ["all", "slow"]);
  });

  it("adds what clients choose to their address, and never puts it in its place", async () => {
    const startedMs = performance.now();
    for (const device of ["a", "b", "c"]) {
      const fields = { "X-Device": device };
      await ask(gateway.port, `/device?n=${48 * KIB}`, { client: "192.0.2.8", fields });
    }
    assertTook({ ms: performance.now() - startedMs }, (144 - 64) / 64);
  });

  it("on trial counts what it would have slowed, and slows nothing", async () => {
    const content = "z".repeat(9000);
    const client = "192.0.2.9";
    await ask(gateway.port, "/up", { client, host: "free.example", content });
    await ask(gateway.port, `/big?n=${512 * KIB}`, { client, host: "free.example" });
    const lines = gateway.records.filter(({ clientAddress }) => clientAddress === client);
    assert.deepEqual(
      lines.map(({ shapedMs, edgeRules, edgeRulesDry }) => [shapedMs, edgeRules, edgeRulesDry]),
      [
        [0, [], ["trial"]],
        [0, [], ["trial"]],
      ],
    );
    assert.equal(gateway.events.filter((event) => event === "shape other/trial dry-run").length > 1, true);
  });

  it("shapes a tunnel both ways", async () => {
    const startedMs = performance.now();
    const taken = await echoed(gateway.port, 128 * KIB, "192.0.2.10");
    assert.equal(taken, 128 * KIB);
    assertTook({ ms: performance.now() - startedMs }, (128 - 64) / 128);
  });

  it("holds up no other stream of a connection", async () => {
    const client = new H2Client(gateway.port);
    let isOver = false;
    const shaped = client.ask({
      ":path": "/slow?n=3000",
      ":authority": "a",
      "x-forwarded-for": "192.0.2.11",
    });
    const whole = shaped.finally(() => {
      isOver = true;
    });
    const path = `/big?n=${60 * KIB}`;
    const other = await client.ask({ ":path": path, ":authority": "a", "x-forwarded-for": "192.0.2.12" });
    assert.equal(other.body.length, 60 * KIB);
    assert.ok(!isOver, "the shaped stream goes on");
    const startedMs = performance.now();
    assert.equal((await whole).body.length, 3000);
    assert.ok(performance.now() >= startedMs);
    const pieces = Array.from({ length: 6 }, () => "u".repeat(32 * KIB));
    const sentMs = performance.now();
    const upload = await client.ask(
      { ":path": "/up", ":method": "POST", ":authority": "a", "x-forwarded-for": "192.0.2.13" },
      pieces,
    );
    assert.equal(upload.body, String(192 * KIB));
    assertTook({ ms: performance.now() - sentMs }, (192 - 64) / 128);
    client.close();
  });
});

describe("a large answer under a slow shape", () => {
  it("stays at the backend, and is let go of when its client leaves", async (t) => {
    const { backend, gateway } = await startBoth(t, CONFIG);
    const size = 256 * KIB * KIB;
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    socket.on("error", () => {});
    let taken = 0;
    socket.on("data", (piece) => {
      taken += piece.length;
    });
    socket.write(`GET /slow?n=${size} HTTP/1.1\r\nHost: a.example\r\n\r\n`);
    for (let i = 0; i < 200 && taken < 2 * KIB; i++) await pause(20);
    const before = process.memoryUsage().heapUsed;
    await pause(1500);
    assert.ok(taken < 16 * KIB, `${taken} bytes were let through`);
    assert.ok(backend.sentBytes() < size / 8, `the backend sent ${backend.sentBytes()} bytes`);
    assert.ok(process.memoryUsage().heapUsed - before < size / 8);
    socket.destroy();
    const [line] = await gateway.recorded(1);
    assert.equal(line?.reason, "client-gone");
    for (let i = 0; i < 100 && backend.openRequests() > 0; i++) await pause(20);
    assert.equal(backend.openRequests(), 0);
  });

  it("waits for nobody who left while what came with the head waited", async (t) => {
    const { backend, gateway } = await startBoth(t, CONFIG);
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    socket.on("error", () => {});
    const body = "z".repeat(40 * KIB);
    socket.write(`POST /slow HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    for (let i = 0; i < 200 && !gateway.events.includes("shape api/slow applied"); i++) await pause(20);
    socket.resetAndDestroy();
    const [line] = await gateway.recorded(1);
    assert.deepEqual([line?.reason, line?.endStage], ["client-gone", "screen"]);
    assert.ok((line?.shapedMs ?? 0) > 0);
    assert.equal(backend.openRequests(), 0);
  });

  it("does not keep a client that takes nothing", async (t) => {
    const { gateway } = await startBoth(t, CONFIG.replaceAll(/KiB, burst: 64KiB/g, "MiB, burst: 64MiB"));
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    socket.on("error", () => {});
    socket.pause();
    socket.write(`GET /big?n=${64 * KIB * KIB} HTTP/1.1\r\nHost: a.example\r\n\r\n`);
    const [line] = await gateway.recorded(1);
    assert.equal(line?.reason, "client-stalled");
    socket.destroy();
  });

  it("does not keep a client that sends its body more slowly than it may", async (t) => {
    const { gateway } = await startBoth(t, CONFIG);
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    socket.on("error", () => {});
    socket.write("POST /up HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100000\r\n\r\nhalf");
    const [line] = await gateway.recorded(1);
    assert.equal(line?.reason, "body-timeout");
    socket.destroy();
  });
});

const CROWDED = `
listeners: { public: { address: 127.0.0.1, port: 8080, maxConnections: 15 } }
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }] } }
sites:
  api:
    hosts: ["*"]
    edgeRules: { all: { shape: { upload: 1KiB, by: [] } } }
    routes: { all: { path: /*, target: { pool: up } } }
`;

test("an upload that its shape held does not make way on a full listener", async (t) => {
  const { backend, gateway } = await startBoth(t, CROWDED);
  const post = (length: number, body: string) => {
    const socket = connect({ port: gateway.port, host: "127.0.0.1" });
    socket.on("error", () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${length}\r\n\r\n${body}`);
    t.after(() => socket.destroy());
    return socket;
  };
  for (let i = 0; i < 14; i++) post(20_000, "z".repeat(20_000));
  for (let i = 0; i < 200 && !gateway.events.includes("shape api/all applied"); i++) await pause(10);
  const held = post(500, "z".repeat(400));
  // It is behind the others, and then some bytes a second are all that it had.
  for (let i = 0; i < 1000 && backend.openRequests() === 0; i++) await pause(20);
  assert.equal(backend.openRequests(), 1);
  const late = connect({ port: gateway.port, host: "127.0.0.1" });
  late.on("error", () => {});
  await new Promise((resolve) => late.on("close", resolve).resume());
  await pause(100);
  assert.equal(held.closed || held.readableLength > 0, false);
  assert.deepEqual(
    gateway.records.map(({ reason }) => reason).filter((reason) => reason.startsWith("body")),
    [],
  );
});

/** Sends so many bytes through a tunnel to a backend that sends them back; gives how many came. */
function echoed(port: number, bytes: number, client: string): Promise<number> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: ${client}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("error", reject);
    socket.on("data", (piece) => {
      const hadHead = text.includes("\r\n\r\n");
      text += piece.toString("latin1");
      const headEnd = text.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      if (!hadHead) socket.write("w".repeat(bytes));
      const taken = text.length - headEnd - 4;
      if (taken < bytes) return;
      socket.destroy();
      resolve(taken);
    });
  });
}
