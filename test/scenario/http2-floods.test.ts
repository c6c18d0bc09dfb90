// What a client of HTTP/2 that attacks costs itself and nobody else: its connection, its address for a while,
// and no more of a backend than its answers can be taken.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { defaultLimits } from "#kernel/limits.ts";
import type { ListenerSpec } from "#snapshot/listener-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import {
  listener,
  pool,
  prefixes,
  route,
  site,
  startGateway,
  type TestGateway,
  testLimits,
} from "../harness/gateway.ts";
import { frame, get, headers, opening, RawH2Client, Type, windows } from "../harness/h2-frames.ts";
import { answering, type Behaviour, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";

const ATTACKER = "127.0.0.66";
/** Longer than the test, where it has to be in force. */
const LONG_MS = 60_000;

async function start(
  t: TestContext,
  behaviour: Behaviour,
  change: Partial<ListenerSpec["http2Limits"]>,
  more: { readonly listener?: Partial<ListenerSpec>; readonly snapshot?: Partial<Snapshot> } = {},
): Promise<{ readonly gateway: TestGateway; readonly backend: RawBackend }> {
  const backend = await startRawBackend(behaviour);
  const http2Limits = { ...defaultLimits.http2, ...change };
  const gateway = await startGateway({
    listeners: [listener({ http2: true, http2Limits, ...more.listener })],
    pools: [pool("up", [backend.port], { maxConnections: 256, responseTimeoutMs: 20_000 })],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    ...more.snapshot,
  });
  t.after(async () => {
    await gateway.close();
    await backend.close();
    assert.deepEqual(gateway.defects, []);
  });
  return { gateway, backend };
}

const reset = (id: number): Buffer => frame(Type.rstStream, 0, id, Buffer.from([0, 0, 0, 8]));
const rapidResets = (count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, i) => Buffer.concat([headers(2 * i + 1, get()), reset(2 * i + 1)])),
  );

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

async function flood(port: number, before = "", address = ATTACKER): Promise<void> {
  const client = new RawH2Client(port, address);
  client.send(Buffer.from(before, "latin1"), opening(), rapidResets(200));
  assert.ok(await client.until(() => client.isClosed, 8000));
}

/** The status of a request over a new connection; 0 where the connection was refused. */
async function ask(port: number, address: string, before = ""): Promise<number> {
  const client = new RawH2Client(port, address);
  client.send(Buffer.from(before, "latin1"), opening(), headers(1, get()));
  assert.ok(await client.until(() => client.hasEnded(1), 8000));
  const status = client.statusOf(1);
  client.close();
  return status;
}

test("after a flood its address is refused for a while, and nobody else", async (t) => {
  const { gateway } = await start(t, answering(OK), { penaltyMs: 1000 });
  await flood(gateway.port);
  assert.equal(await ask(gateway.port, ATTACKER), 0);
  assert.equal(await ask(gateway.port, "127.0.0.1"), 200);
  const ended = gateway.records.find(({ reason }) => reason === "http2-reset-flood");
  assert.deepEqual([ended?.clientAddress, ended?.detail], [ATTACKER, "its address is refused for 1 s"]);
  const refused = gateway.records.find(({ reason }) => reason === "address-penalized");
  assert.deepEqual([refused?.clientAddress, refused?.endStage, refused?.status], [ATTACKER, "accept", 0]);
  assert.ok(gateway.refusals.includes("accept:address-penalized"));
  let status = 0;
  for (let i = 0; i < 100 && status !== 200; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    status = await ask(gateway.port, ATTACKER);
  }
  assert.equal(status, 200);
});

test("connections that the address had open before are served on", async (t) => {
  const { gateway } = await start(t, answering(OK), { penaltyMs: LONG_MS });
  const client = new RawH2Client(gateway.port, ATTACKER);
  client.send(opening(), headers(1, get()));
  assert.ok(await client.until(() => client.hasEnded(1), 8000));
  await flood(gateway.port);
  client.send(headers(3, get()));
  assert.ok(await client.until(() => client.hasEnded(3), 8000));
  assert.equal(client.statusOf(3), 200);
  client.close();
});

test("without a penalty the connection is ended, and the next one served", async (t) => {
  const { gateway } = await start(t, answering(OK), { penaltyMs: 0 });
  await flood(gateway.port);
  assert.equal(await ask(gateway.port, ATTACKER), 200);
  assert.equal(gateway.records.find(({ reason }) => reason === "http2-reset-flood")?.detail, "");
});

test("a trusted hop is not refused for what one of its clients did", async (t) => {
  const snapshot = { trustedHops: prefixes(ATTACKER) };
  const { gateway } = await start(t, answering(OK), { penaltyMs: LONG_MS }, { snapshot });
  await flood(gateway.port);
  assert.equal(await ask(gateway.port, ATTACKER), 200);
});

test("a client that a PROXY header told of is, and the hop's other clients are not", async (t) => {
  const more = {
    snapshot: { trustedHops: prefixes("127.0.0.1") },
    listener: { proxyProtocol: "required" },
  } as const;
  const { gateway } = await start(t, answering(OK), { penaltyMs: LONG_MS }, more);
  const from = (address: string): string => `PROXY TCP4 ${address} 198.51.100.1 49152 80\r\n`;
  await flood(gateway.port, from("203.0.113.7"), "127.0.0.1");
  assert.equal(await ask(gateway.port, "127.0.0.1", from("203.0.113.7")), 0);
  assert.equal(await ask(gateway.port, "127.0.0.1", from("203.0.113.8")), 200);
  assert.ok(
    gateway.records.some(
      ({ reason, clientAddress }) => reason === "address-penalized" && clientAddress === "203.0.113.7",
    ),
  );
});

test("who takes no answers gets no more requests through than its queue holds", async (t) => {
  const body = "x".repeat(40_000);
  const response = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const limits = { ...testLimits, bodyTimeoutMs: 20_000 };
  const { gateway, backend } = await start(
    t,
    answering(response),
    { queuedResponseBytes: 65_536 },
    { snapshot: { limits } },
  );
  const client = new RawH2Client(gateway.port);
  const asked = (): number => backend.received().split("GET / ").length - 1;
  client.send(opening());
  // The first answer fits the window, the second does not, and with the third the queue is full.
  for (const id of [1, 3, 5]) {
    client.send(headers(id, get()));
    assert.ok(await client.until(() => asked() === (id + 1) / 2, 8000));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  client.send(headers(7, get()), headers(9, get()));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(asked(), 3);
  client.send(windows(1_000_000));
  assert.ok(await client.until(() => [1, 3, 5, 7, 9].every((id) => client.hasEnded(id)), 8000));
  assert.deepEqual(
    [1, 3, 5, 7, 9].map((id) => client.statusOf(id)),
    [200, 200, 200, 200, 200],
  );
  client.close();
});

const LARGE = "x".repeat(40_000);
const largeAnswer = `HTTP/1.1 200 OK\r\nContent-Length: ${LARGE.length}\r\n\r\n${LARGE}`;
const slowly = { snapshot: { limits: { ...testLimits, bodyTimeoutMs: 20_000 } } };
const idsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i + 1);

test("a client that has taken nothing has a few requests under way, and all once it takes answers", async (t) => {
  const { gateway, backend } = await start(t, answering(largeAnswer), { firstRequests: 4 }, slowly);
  const client = new RawH2Client(gateway.port);
  const asked = (): number => backend.received().split("GET / ").length - 1;
  client.send(opening(), ...idsOf(20).map((id) => headers(id, get())));
  // The window takes one answer whole: its place is free, and there is one more. A backend that is slow with
  // an answer, as on a busy machine, makes room for some others.
  assert.ok(await client.until(() => asked() >= 6, 8000));
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(asked() < 20, `${asked()} requests`);
  client.send(windows(1_000_000));
  assert.ok(await client.until(() => idsOf(20).every((id) => client.hasEnded(id)), 8000));
  assert.deepEqual(new Set(idsOf(20).map((id) => client.statusOf(id))), new Set([200]));
  client.close();
});

test("small answers, which no window holds up, let as many requests through as come", async (t) => {
  const small = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const { gateway } = await start(t, answering(small), { firstRequests: 1 });
  const client = new RawH2Client(gateway.port);
  client.send(opening(), ...idsOf(100).map((id) => headers(id, get())));
  assert.ok(await client.until(() => idsOf(100).every((id) => client.hasEnded(id)), 8000));
  assert.deepEqual(new Set(idsOf(100).map((id) => client.statusOf(id))), new Set([200]));
  client.close();
});

test("calls that last, silent or flowing, keep no other request from its backend for long", async (t) => {
  const begins = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n";
  const behaviour = answering((request) => (request.startsWith("GET /events ") ? begins : ""));
  const { gateway, backend } = await start(t, behaviour, { firstRequests: 1 });
  const client = new RawH2Client(gateway.port);
  const paths = ["/poll", "/events", "/poll", "/poll", "/events"];
  client.send(opening(), ...paths.map((path, i) => headers(2 * i + 1, get(path))));
  assert.ok(await client.until(() => backend.openConnections() === paths.length, 8000));
  client.close();
});

test("all that a connection had under way ends with it: lines, and connections to backends", async (t) => {
  const { gateway, backend } = await start(t, () => {}, { penaltyMs: 0 });
  const client = new RawH2Client(gateway.port);
  const ids = Array.from({ length: 100 }, (_, i) => 2 * i + 1);
  client.send(opening(), ...ids.map((id) => headers(id, get())));
  assert.ok(await client.until(() => backend.openConnections() === ids.length, 8000));
  client.close();
  const lines = await gateway.recorded(ids.length);
  assert.deepEqual(new Set(lines.map(({ reason }) => reason)), new Set(["client-gone"]));
  assert.equal(lines.length, ids.length);
  for (let i = 0; i < 200 && backend.openConnections() > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(backend.openConnections(), 0);
});

test("requests that wait for the access log are recorded, though their connection is gone", async (t) => {
  const { gateway } = await start(t, answering(OK), { penaltyMs: 0 });
  gateway.block(true);
  const client = new RawH2Client(gateway.port);
  client.send(opening(), headers(1, get()), headers(3, get()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  client.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  gateway.block(false);
  assert.deepEqual(
    (await gateway.recorded(2)).map(({ reason }) => reason),
    ["client-gone", "client-gone"],
  );
});
