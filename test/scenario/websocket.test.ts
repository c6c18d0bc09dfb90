// WebSocket through the gateway: on routes that allow it, after the backend's 101, spliced both ways with a
// real client and a real server; everywhere else the upgrade is stripped.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, before, describe, it } from "node:test";
import WebSocket, { WebSocketServer } from "ws";
import { pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

function handshake(path: string, ...lines: string[]): string {
  return [
    `GET ${path} HTTP/1.1`,
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${KEY}`,
    ...lines,
    "\r\n",
  ].join("\r\n");
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !isTrue(); i++) await pause(10);
  assert.ok(isTrue());
}

describe("a WebSocket", () => {
  let server: Server;
  let sockets: WebSocketServer;
  let gateway: TestGateway;
  const plainRequests: string[] = [];

  before(async () => {
    server = createServer((req, res) => {
      plainRequests.push(JSON.stringify(req.headers));
      res.end("plain");
    });
    sockets = new WebSocketServer({ server, maxPayload: 64 * 2 ** 20 });
    sockets.on("connection", (socket, req) => {
      if (req.url === "/ws/refuse") socket.close(4000, "no");
      socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
      socket.on("error", () => {});
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    gateway = await startGateway({
      pools: [pool("up", [port])],
      sites: [
        site([
          route("/ws/*", { kind: "pool", pool: "up" }, { webSocket: { idleTimeoutMs: 60_000 } }),
          route("/idle", { kind: "pool", pool: "up" }, { webSocket: { idleTimeoutMs: 150 } }),
          route("/*", { kind: "pool", pool: "up" }),
        ]),
      ],
    });
  });

  after(async () => {
    await gateway.close();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });

  async function open(path: string): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}${path}`);
    socket.on("error", () => {});
    await once(socket, "open");
    return socket;
  }

  it("carries text and binary both ways, small and large, in order", async () => {
    gateway.records.length = 0;
    const socket = await open("/ws/echo");
    const sent = ["", "hello", "é€𝄞", "x".repeat(70_000)];
    const large = randomBytes(5 * 2 ** 20);
    const got: string[] = [];
    let gotLarge: Buffer | undefined;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) gotLarge = data;
      else got.push(data.toString());
    });
    for (const text of sent) socket.send(text);
    socket.send(large);
    await waitFor(() => gotLarge !== undefined);
    assert.deepEqual(got, sent);
    assert.ok(gotLarge?.equals(large));
    assert.equal(gateway.records.length, 0, "the line comes at the end");
    socket.close(1000, "bye");
    const [code] = await once(socket, "close");
    assert.equal(code, 1000);
    const [record] = await gateway.recorded(1);
    assert.equal(record?.status, 101);
    assert.equal(record?.reason, "");
    assert.ok((record?.requestBytes ?? 0) > large.length);
    assert.ok((record?.responseBytes ?? 0) > large.length);
  });

  it("passes on the close that the backend asked for", async () => {
    const socket = await open("/ws/refuse");
    const [code, reason] = await once(socket, "close");
    assert.equal(code, 4000);
    assert.equal(String(reason), "no");
  });

  it("ends at the backend when the client vanishes", async () => {
    const before = sockets.clients.size;
    const socket = await open("/ws/vanish");
    await waitFor(() => sockets.clients.size === before + 1);
    socket.terminate();
    await waitFor(() => sockets.clients.size === before);
  });

  it("ends at the client when the backend vanishes", async () => {
    const socket = await open("/ws/dies");
    for (const each of sockets.clients) each.terminate();
    const [code] = await once(socket, "close");
    assert.equal(code, 1006);
  });

  it("that is silent for too long is closed, and the line says why", async () => {
    const socket = await open("/idle");
    const [code] = await once(socket, "close");
    assert.equal(code, 1006);
    await waitFor(() => gateway.records.some((record) => record.reason === "tunnel-idle"));
  });

  it("is not asked for on a route that does not allow it: the upgrade is stripped", async () => {
    plainRequests.length = 0;
    const reply = await exchangeRaw(gateway.port, handshake("/plain"), {
      until: (bytes) => bytes.includes("plain"),
    });
    assert.equal(statusOf(reply.bytes), 200);
    assert.doesNotMatch(plainRequests[0] ?? "", /"upgrade"/);
  });

  for (const [name, request] of [
    ["h2c", handshake("/ws/x").replace("Upgrade: websocket", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk")],
    ["a list", handshake("/ws/x").replace("Upgrade: websocket", "Upgrade: websocket, h2c")],
    ["two fields", handshake("/ws/x", "Upgrade: h2c")],
    ["an upgrade that Connection does not name", handshake("/ws/x").replace("Connection: Upgrade\r\n", "")],
    ["a POST", handshake("/ws/x", "Content-Length: 0").replace("GET", "POST")],
    ["HTTP/1.0", handshake("/ws/x").replace("HTTP/1.1", "HTTP/1.0")],
  ] as const) {
    it(`strips every other upgrade: ${name}`, async () => {
      plainRequests.length = 0;
      const reply = await exchangeRaw(gateway.port, request, { until: (bytes) => bytes.includes("plain") });
      assert.equal(statusOf(reply.bytes), 200);
      assert.doesNotMatch(plainRequests[0] ?? "", /"upgrade"|http2-settings/);
    });
  }
});

describe("a pool of HTTP/2", () => {
  it("is not asked for WebSocket: the request is refused, and no member hears of it", async () => {
    const backend = await startRawBackend(() => {});
    const gateway = await startGateway({
      pools: [pool("up", [backend.port], { isHttp2: true })],
      sites: [site([route("/*", { kind: "pool", pool: "up" }, { webSocket: { idleTimeoutMs: 60_000 } })])],
    });
    const reply = await exchangeRaw(gateway.port, handshake("/"), {
      until: (bytes) => bytes.includes("\r\n\r\n"),
    });
    assert.equal(statusOf(reply.bytes), 403);
    assert.equal((await gateway.recorded(1))[0]?.reason, "websocket-refused");
    assert.equal(backend.accepted(), 0);
    await gateway.close();
    await backend.close();
  });
});

describe("a backend that answers a WebSocket handshake", () => {
  async function answer(response: string, request = handshake("/")) {
    const backend = await startRawBackend((socket, _piece, sofar) => {
      if (sofar.endsWith("\r\n\r\n")) socket.write(response, "latin1");
    });
    const gateway = await startGateway({
      pools: [pool("up", [backend.port])],
      sites: [site([route("/*", { kind: "pool", pool: "up" }, { webSocket: { idleTimeoutMs: 60_000 } })])],
    });
    const reply = await exchangeRaw(gateway.port, request, {
      until: (bytes) => bytes.includes("\r\n\r\n"),
      waitMs: 2000,
    });
    await pause(50);
    const open = backend.openConnections();
    const records = [...gateway.records];
    await gateway.close();
    await backend.close();
    return { reply, open, records, received: backend.received() };
  }
  const switching = (...lines: string[]): string =>
    ["HTTP/1.1 101 Switching Protocols", ...lines, "\r\n"].join("\r\n");

  it("with 101 and data in one piece loses none of it", async () => {
    const { reply } = await answer(
      `${switching("Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${ACCEPT}`)}\x81\x02hi`,
    );
    assert.equal(statusOf(reply.bytes), 101);
    assert.match(reply.bytes, /\r\nUpgrade: websocket\r\n/);
    assert.ok(reply.bytes.endsWith("\x81\x02hi"));
  });

  for (const [name, response] of [
    [
      "another key's answer",
      switching("Upgrade: websocket", "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ],
    ["no answer to the key", switching("Upgrade: websocket", "Connection: Upgrade")],
    ["another protocol", switching("Upgrade: h2c", `Sec-WebSocket-Accept: ${ACCEPT}`)],
    ["no protocol", switching(`Sec-WebSocket-Accept: ${ACCEPT}`)],
  ] as const) {
    it(`with 101 and ${name} gets no tunnel`, async () => {
      const { reply, open, records } = await answer(response);
      assert.equal(statusOf(reply.bytes), 502);
      assert.equal(records[0]?.reason, "response-malformed");
      assert.equal(open, 0);
    });
  }

  it("with a plain response keeps the connection in HTTP", async () => {
    const { reply, records } = await answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    assert.equal(statusOf(reply.bytes), 403);
    assert.equal(records[0]?.status, 403);
  });

  it("with 101 that nobody asked for is refused", async () => {
    const { reply, records } = await answer(
      switching("Upgrade: websocket", `Sec-WebSocket-Accept: ${ACCEPT}`),
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    );
    assert.equal(statusOf(reply.bytes), 502);
    assert.equal(records[0]?.reason, "response-malformed");
  });
});

describe("a draining gateway", () => {
  it("lets a WebSocket go on until the drain time-out, then cuts it", async () => {
    const backend = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(backend, "listening");
    backend.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
    const { port } = backend.address() as AddressInfo;
    const gateway = await startGateway({
      pools: [pool("up", [port])],
      sites: [site([route("/*", { kind: "pool", pool: "up" }, { webSocket: { idleTimeoutMs: 60_000 } })])],
    });
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/`);
    socket.on("error", () => {});
    await once(socket, "open");
    const drained = gateway.gateway.drain(400);
    await assert.rejects(
      new Promise((resolve, reject) =>
        connect(gateway.port, "127.0.0.1", () => resolve(0)).on("error", reject),
      ),
    );
    socket.send("still here");
    const [data] = await once(socket, "message");
    assert.equal(String(data), "still here");
    assert.equal(await drained, 1);
    const [code] = await once(socket, "close");
    assert.equal(code, 1006);
    assert.equal((await gateway.recorded(1))[0]?.status, 101);
    await gateway.close();
    backend.close();
  });
});
