// How members are reached: names that move, several addresses, our own address, and the PROXY header.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { createServer } from "node:tls";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import { createTestAuthority } from "../harness/certificates.ts";
import {
  listener,
  member,
  pool,
  prefixes,
  route,
  site,
  startGateway,
  type TestGateway,
} from "../harness/gateway.ts";
import { type NameServer, startNameServer } from "../harness/name-server.ts";
import { freePorts } from "../harness/program.ts";
import { answering, type Behaviour, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

const GET = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

const says = (name: string): Behaviour =>
  answering(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);

async function backendOn(
  t: TestContext,
  host: string,
  port: number,
  behaviour: Behaviour,
): Promise<RawBackend> {
  const started = await startRawBackend(behaviour, port, host);
  t.after(() => started.close());
  return started;
}

async function nameServer(t: TestContext, ttlS: number): Promise<NameServer> {
  const server = await startNameServer(ttlS);
  t.after(() => server.close());
  return server;
}

async function gatewayTo(
  t: TestContext,
  change: Partial<PoolSpec>,
  trusted = prefixes(),
): Promise<TestGateway> {
  const [port = 0] = await freePorts(1);
  const gateway = await startGateway({
    listeners: [listener({ port, maxConnections: 100 })],
    pools: [pool("up", [], change)],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    trustedHops: trusted,
  });
  t.after(() => gateway.close());
  return gateway;
}

const ask = async (gateway: TestGateway, request = GET): Promise<string> =>
  (await exchangeRaw(gateway.port, request)).bytes;

async function until(claim: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await claim()) return;
    await pause(10);
  }
  assert.fail(`not in time: ${what}`);
}

describe("a member's host name", () => {
  it("is followed to its new address, and idle connections to the old one are closed", async (t) => {
    const names = await nameServer(t, 0);
    const [port = 0] = await freePorts(1);
    const old = await backendOn(t, "127.0.0.1", port, says("old"));
    const moved = await backendOn(t, "127.0.0.2", port, says("moved"));
    names.table.set("orders.test", ["127.0.0.1"]);
    const gateway = await gatewayTo(t, {
      members: [member("orders.test", port)],
      names: { servers: [names.address], minMs: 50, maxMs: 200 },
    });
    for (let i = 0; i < 3; i++) assert.equal(contentOf(await ask(gateway)), "old");
    assert.equal(old.accepted(), 1);
    names.table.set("orders.test", ["127.0.0.2"]);
    await until(() => old.openConnections() === 0, "the idle connection is closed");
    for (let i = 0; i < 3; i++) assert.equal(contentOf(await ask(gateway)), "moved");
    assert.equal(moved.accepted(), 1);
    assert.equal(gateway.records[0]?.member, `orders.test:${port}`);
  });

  it("keeps its last good answer while the name servers fail", async (t) => {
    const names = await nameServer(t, 0);
    const up = await backendOn(t, "127.0.0.1", 0, says("up"));
    names.table.set("orders.test", ["127.0.0.1"]);
    const settings = { servers: [names.address], minMs: 50, maxMs: 100 };
    const gateway = await gatewayTo(t, {
      members: [member("orders.test", up.port)],
      names: settings,
      maxIdle: 0,
    });
    assert.equal(contentOf(await ask(gateway)), "up");
    names.table.clear();
    await until(() => gateway.events.includes(`up orders.test:${up.port} unresolved`), "a failed question");
    assert.equal(contentOf(await ask(gateway)), "up");
    assert.equal(gateway.warnings[0]?.["message"], "a member's name could not be resolved");
  });

  it("that has no address gives 502 (name-unresolved), and serves once it has one", async (t) => {
    const names = await nameServer(t, 0);
    const up = await backendOn(t, "127.0.0.1", 0, says("up"));
    const settings = { servers: [names.address], minMs: 50, maxMs: 100 };
    const gateway = await gatewayTo(t, { members: [member("orders.test", up.port)], names: settings });
    assert.equal(statusOf(await ask(gateway)), 502);
    assert.equal(gateway.records[0]?.reason, "name-unresolved");
    names.table.set("orders.test", ["127.0.0.1"]);
    await until(async () => statusOf(await ask(gateway)) === 200, "the name is known");
  });

  it("with several addresses has each tried, and all of them used", async (t) => {
    const names = await nameServer(t, 60);
    const [port = 0] = await freePorts(1);
    await backendOn(t, "127.0.0.2", port, says("two"));
    await backendOn(t, "127.0.0.3", port, says("three"));
    names.table.set("orders.test", ["127.0.0.1", "127.0.0.2", "127.0.0.3"]);
    const settings = { servers: [names.address], minMs: 50, maxMs: 60_000 };
    const gateway = await gatewayTo(t, {
      members: [member("orders.test", port)],
      names: settings,
      maxIdle: 0,
    });
    const contents: string[] = [];
    for (let i = 0; i < 6; i++) contents.push(contentOf(await ask(gateway)));
    assert.deepEqual(new Set(contents), new Set(["two", "three"]));
    assert.ok(gateway.records.every(({ attempts, status }) => attempts === 1 && status === 200));
    await pause(300);
    assert.equal(names.asked(), 1, "the TTL is respected");
  });

  it("that only the system knows is resolved by the system", async (t) => {
    const up = await backendOn(t, "127.0.0.1", 0, says("up"));
    const gateway = await gatewayTo(t, { members: [member("localhost", up.port)] });
    assert.equal(contentOf(await ask(gateway)), "up");
  });
});

describe("a connection to a member", () => {
  it("that is one too many waits a moment for the next burst, and is closed when none comes", async (t) => {
    const waiting: Socket[] = [];
    const up = await backendOn(t, "127.0.0.1", 0, (socket) => {
      waiting.push(socket);
      if (waiting.length < 6) return;
      for (const one of waiting.splice(0)) one.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup");
    });
    const gateway = await gatewayTo(t, { members: [member("127.0.0.1", up.port)], maxIdle: 2 });
    const burst = async (): Promise<void> => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask(gateway)));
      assert.deepEqual(new Set(answers.map(contentOf)), new Set(["up"]));
    };
    await burst();
    await burst();
    assert.equal(up.accepted(), 6, "the second burst uses the connections of the first");
    await until(() => up.openConnections() === 2, "those that are not kept are closed");
  });

  it("comes from the pool's source address", async (t) => {
    const up = await backendOn(t, "127.0.0.1", 0, (socket) => {
      const from = socket.remoteAddress ?? "";
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${from.length}\r\n\r\n${from}`);
    });
    const from = await gatewayTo(t, { members: [member("127.0.0.1", up.port)], sourceAddress: "127.0.0.9" });
    assert.equal(contentOf(await ask(from)), "127.0.0.9");
    const wrong = await gatewayTo(t, { members: [member("127.0.0.1", up.port)], sourceAddress: "::1" });
    assert.equal(statusOf(await ask(wrong)), 502);
    assert.match(wrong.records[0]?.detail ?? "", /family/);
  });

  it("starts with the PROXY header of the client that it is for, and carries no other client", async (t) => {
    const up = await backendOn(t, "127.0.0.1", 0, (socket, _piece, sofar) => {
      if (sofar.includes("\r\n\r\nGET") || sofar.includes("\r\nGET")) socket.write(OK);
    });
    const one = await gatewayTo(t, { members: [member("127.0.0.1", up.port)], proxyProtocol: "v1" });
    for (let i = 0; i < 2; i++) assert.equal(statusOf(await ask(one)), 200);
    assert.equal(up.accepted(), 2);
    const headers =
      up.received().match(/^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 ([0-9]+) ([0-9]+)\r\nGET \/x /gm) ?? [];
    assert.equal(headers.length, 2);
    assert.ok(headers[0]?.includes(`127.0.0.1 ${one.records[0]?.peerPort} ${one.port}\r\n`), headers[0]);
    const hop = await gatewayTo(
      t,
      { members: [member("127.0.0.1", up.port)], proxyProtocol: "v1" },
      prefixes("127.0.0.0/8"),
    );
    await ask(hop, GET.replace("Host", "X-Forwarded-For: 127.0.5.5\r\nHost"));
    assert.match(up.received(), /PROXY TCP4 127\.0\.5\.5 127\.0\.0\.1 0 [0-9]+\r\nGET/);
  });

  it("starts with the binary header of version 2, before TLS too", async (t) => {
    const plain = await backendOn(t, "127.0.0.1", 0, (socket) => socket.end(OK));
    const two = await gatewayTo(t, { members: [member("127.0.0.1", plain.port)], proxyProtocol: "v2" });
    assert.equal(statusOf(await ask(two)), 200);
    const expected = `\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01`;
    assert.ok(plain.received().startsWith(expected));
    const ports = Buffer.from(plain.received().slice(expected.length, expected.length + 4), "latin1");
    assert.equal(ports.readUInt16BE(0), two.records[0]?.peerPort);
    assert.equal(ports.readUInt16BE(2), two.port);

    const authority = createTestAuthority("test authority");
    const issued = authority.issue(["127.0.0.1"]);
    let seen = "";
    const secured = createServer({ cert: issued.certificate, key: issued.key });
    secured.on("secureConnection", (socket) => socket.on("data", () => socket.end(OK)));
    const front = await backendOn(t, "127.0.0.1", 0, (socket, piece, sofar) => {
      if (seen !== "") return;
      seen = sofar.slice(0, 28);
      socket.removeAllListeners("data");
      socket.pause();
      if (piece.length > 28) socket.unshift(Buffer.from(piece.slice(28), "latin1"));
      secured.emit("connection", socket);
    });
    const tls = {
      ca: authority.certificate,
      certificate: "",
      key: "",
      serverName: "",
      verify: true,
      minVersion: "TLSv1.2" as const,
    };
    const members = [member("127.0.0.1", front.port, { isTls: true })];
    const both = await gatewayTo(t, { members, proxyProtocol: "v2", tls });
    assert.equal(statusOf(await ask(both)), 200);
    assert.ok(seen.startsWith(expected));
  });
});
