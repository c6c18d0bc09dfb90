// PROXY headers before plain and encrypted connections, from peers that may tell of a client and from others.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { connect as connectTls } from "node:tls";
import type { ListenerSpec } from "#snapshot/listener-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { listener, pool, prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, OK, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { serverTls } from "../harness/tls-listener.ts";

const V1 = "PROXY TCP4 203.0.113.7 198.51.100.1 49152 8443\r\n";
const V2 = Buffer.concat([
  Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1"),
  Buffer.from([0x21, 0x11, 0, 12, 203, 0, 113, 7, 198, 51, 100, 1, 0xc0, 0, 0x20, 0xfb]),
]).toString("latin1");
const LOCAL = Buffer.concat([
  Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1"),
  Buffer.from([0x20, 0, 0, 0]),
]).toString("latin1");
const REQUEST = "GET /a HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";

const HERE = "127.0.0.1";

async function start(
  t: TestContext,
  change: Partial<ListenerSpec>,
  trusted: string,
  more: Partial<Snapshot> = {},
): Promise<TestGateway> {
  const gateway = await startGateway({
    listeners: [listener(change)],
    trustedHops: prefixes(trusted),
    sites: [site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body: "hello" })])],
    ...more,
  });
  t.after(() => gateway.close());
  return gateway;
}

test("a listener of HTTP/1.1 and HTTP/2 reads what comes in one piece with the header", async (t) => {
  const gateway = await start(t, { proxyProtocol: "required", http2: true }, HERE);
  assert.equal(statusOf(await sendParts(gateway.port, [V1 + REQUEST])), 200);
});

for (const proxyProtocol of ["optional", "required"] as const) {
  for (const [name, header] of [
    ["version 1", V1],
    ["version 2", V2],
  ] as const) {
    test(`${proxyProtocol}, ${name}: a trusted hop tells who the client is, however it is cut`, async (t) => {
      const gateway = await start(t, { proxyProtocol }, HERE);
      const bytes = header + REQUEST;
      const cuts = [[bytes], [header, REQUEST], [...bytes]];
      for (const [i, parts] of cuts.entries()) {
        // Byte by byte takes its time: the head's time-out counts from its own first byte.
        const reply = await sendParts(gateway.port, parts);
        assert.equal(statusOf(reply), 200, `cut ${i}: ${reply}`);
        const line = (await gateway.recorded(i + 1))[i];
        assert.equal(line?.peerAddress, "203.0.113.7");
        assert.equal(line?.peerPort, 49152);
        assert.equal(line?.clientAddress, "203.0.113.7");
      }
    });
  }
}

/** Sends pieces one write after the other, without pauses that would add up. */
async function sendParts(port: number, parts: readonly string[]): Promise<string> {
  const socket = connect({ port, host: HERE, noDelay: true });
  let bytes = "";
  socket.on("data", (chunk) => {
    bytes += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.on("close", resolve));
  for (const part of parts) await new Promise((written) => socket.write(part, "latin1", written));
  await closed;
  return bytes;
}

test("a hop that speaks for itself, and one without a header where none is needed, is the client", async (t) => {
  const gateway = await start(t, { proxyProtocol: "optional" }, HERE);
  for (const [i, bytes] of [LOCAL + REQUEST, REQUEST].entries()) {
    assert.equal(statusOf((await exchangeRaw(gateway.port, bytes)).bytes), 200);
    assert.equal((await gateway.recorded(i + 1))[i]?.peerAddress, HERE);
  }
});

test("what the header tells goes to the backend, and a client behind it has nothing to add", async (t) => {
  const backend = await startRawBackend(answering(OK));
  t.after(() => backend.close());
  const gateway = await start(t, { proxyProtocol: "required" }, HERE, {
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    pools: [pool("up", [backend.port])],
  });
  const spoofed = REQUEST.replace("Connection", "X-Forwarded-For: 192.0.2.66\r\nConnection");
  assert.equal(statusOf((await exchangeRaw(gateway.port, V1 + spoofed)).bytes), 200);
  assert.match(backend.received(), /X-Forwarded-For: 203\.0\.113\.7\r\n/);
  assert.match(backend.received(), /X-Forwarded-Port: 8443\r\n/);
  assert.doesNotMatch(backend.received(), /192\.0\.2\.66/);
});

const refusals: readonly (readonly [string, "optional" | "required", string, string, string])[] = [
  ["a header of version 1 from a stranger", "optional", "192.0.2.1", V1 + REQUEST, "proxy-header-untrusted"],
  ["a header of version 2 from a stranger", "optional", "192.0.2.1", V2 + REQUEST, "proxy-header-untrusted"],
  ["a stranger where a header is required", "required", "192.0.2.1", REQUEST, "proxy-header-untrusted"],
  ["a hop without the required header", "required", HERE, REQUEST, "proxy-header-missing"],
  ["a malformed header", "required", HERE, "PROXY TCP4 1 2 3 4\r\n", "proxy-header-malformed"],
  [
    "a broken header of version 2",
    "optional",
    HERE,
    `${V2.slice(0, 12)}\x31\x11\0\0`,
    "proxy-header-malformed",
  ],
  ["a header that does not end", "required", HERE, "PROXY TCP4 203.0.113.7", "proxy-header-timeout"],
];

for (const [name, proxyProtocol, trusted, bytes, reason] of refusals) {
  test(`${name}: the connection is dropped, and a line says why`, async (t) => {
    const gateway = await start(t, { proxyProtocol }, trusted);
    const reply = await exchangeRaw(gateway.port, bytes);
    assert.equal(reply.bytes, "");
    assert.notEqual(reply.end, "open");
    const [line] = await gateway.recorded(1);
    assert.equal(line?.reason, reason);
    assert.equal(line?.endStage, "accept");
    assert.equal(line?.status, 0);
  });
}

test("a stranger without a header is served where none is required", async (t) => {
  const gateway = await start(t, { proxyProtocol: "optional" }, "192.0.2.1");
  assert.equal(statusOf((await exchangeRaw(gateway.port, REQUEST)).bytes), 200);
});

test("where the listener does not take it, a header is a malformed request", async (t) => {
  const gateway = await start(t, {}, HERE);
  assert.equal(statusOf((await exchangeRaw(gateway.port, V1 + REQUEST)).bytes), 400);
});

test("before TLS: the header is read, then the handshake, and both stand in the line", async (t) => {
  const authority = await TestAuthority.create();
  const tls = serverTls([await authority.issue({ names: ["a.example"] })]);
  const gateway = await start(t, { proxyProtocol: "required", tls }, HERE);
  for (const header of [V1, V2]) {
    const raw = connect(gateway.port, HERE);
    raw.write(header, "latin1");
    const socket = connectTls({ socket: raw, servername: "a.example", ca: authority.certificate });
    socket.write(REQUEST);
    let bytes = "";
    for await (const chunk of socket) bytes += String(chunk);
    assert.equal(statusOf(bytes), 200, bytes);
  }
  for (const line of await gateway.recorded(2)) {
    assert.equal(line.peerAddress, "203.0.113.7");
    assert.equal(line.serverName, "a.example");
    assert.match(line.ja4, /^t13d/);
  }
});
