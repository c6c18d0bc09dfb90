// Floods through a gateway: what a client that takes part in one gets, on new connections and open ones,
// before TLS and behind a hop; who is let be; and what makes way on a listener that is full.

import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FloodGate } from "#flood/flood-gate.ts";
import { allocateFlood } from "#flood/flood-memory.ts";
import { type FloodSettings, FloodWatch } from "#flood/flood-watch.ts";
import { ManualClock } from "#kernel/clock.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { listener, prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { statusOf } from "../harness/raw-client.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { serverTls } from "../harness/tls-listener.ts";

const HOP = "127.0.0.1";
const ATTACKER = "127.0.0.9";
const VISITOR = "127.0.0.7";

const answer = { kind: "respond", status: 200, contentType: "text/plain", body: "hello" } as const;

const settings: FloodSettings = {
  mode: "enforce",
  sensitivity: "medium",
  learningHours: 24,
  floorPerSecond: 40,
  floorPerClient: 2,
  penaltyS: 900,
  longestPenaltyS: 3600,
  shedDelayMs: 200,
  countsLoopback: true,
};

type Flooded = {
  readonly gateway: TestGateway;
  readonly clock: ManualClock;
  readonly gate: FloodGate;
  readonly watch: FloodWatch;
};

async function start(
  t: TestContext,
  change: Partial<Snapshot> = {},
  flood: Partial<FloodSettings> = {},
): Promise<Flooded> {
  const memory = allocateFlood();
  const clock = new ManualClock(Date.UTC(2026, 10, 30));
  clock.advance(1_000_500);
  const gate = new FloodGate(memory, clock);
  const watch = new FloodWatch(memory, clock, settings);
  watch.restore(undefined, [3, 5]);
  watch.use({ ...settings, ...flood });
  const gateway = await startGateway(
    { sites: [site([route("/*", answer)])], ...change },
    {},
    { flood: gate },
  );
  t.after(() => gateway.close());
  return { gateway, clock, gate, watch };
}

/** Requests of others, by the gate alone: enough for a flood. */
function flood({ gate }: Flooded): void {
  for (let i = 0; i < 60; i++) {
    gate.ask(`198.51.100.${i}`, "request", 1, { isExempt: () => false });
  }
}

class Client {
  readonly socket: Socket;
  bytes = "";
  isClosed = false;

  constructor(port: number, from: string) {
    this.socket = connect({ port, host: HOP, localAddress: from });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => {
      this.bytes += text;
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.isClosed = true;
    });
  }

  /** What is answered to one request; empty where the connection is cut. @param before is sent first */
  async ask(fields = "", before = ""): Promise<string> {
    this.bytes = "";
    this.socket.write(`${before}GET / HTTP/1.1\r\nHost: a.example\r\n${fields}\r\n`);
    for (let i = 0; i < 300 && !this.isClosed && !this.bytes.includes("\r\n\r\n"); i++) await sleep(5);
    return this.bytes;
  }
}

async function once(port: number, from: string, fields = "", before = ""): Promise<string> {
  const client = new Client(port, from);
  const bytes = await client.ask(fields, before);
  client.socket.destroy();
  return bytes;
}

test("a client that asks for too much in a flood is told once, then cut, then not let in", async (t) => {
  const bed = await start(t);
  const { gateway } = bed;
  const client = new Client(gateway.port, ATTACKER);
  for (let i = 0; i < 30; i++) assert.equal(statusOf(await client.ask()), 200, "there is no flood yet");
  flood(bed);
  const refused = await client.ask();
  assert.equal(statusOf(refused), 429);
  assert.match(refused, /\r\nRetry-After: 900\r\n/i);
  assert.match(refused, /application\/problem\+json/);
  assert.equal(await client.ask(), "");
  assert.equal(await once(gateway.port, ATTACKER), "");
  assert.equal(statusOf(await once(gateway.port, VISITOR)), 200);
  const lines = gateway.records.slice(30);
  assert.deepEqual(
    lines.map(({ endStage, reason, clientAddress }) => `${endStage} ${reason} ${clientAddress}`),
    [`screen flood-penalized ${ATTACKER}`, `screen flood-penalized ${ATTACKER}`, `  ${VISITOR}`],
  );
  assert.ok(gateway.refusals.includes("accept:connection-penalized"));
});

test("refused connections have a line every ten seconds, with their number", async (t) => {
  const bed = await start(t);
  const { gateway, clock } = bed;
  for (let i = 0; i < 10; i++) await once(gateway.port, ATTACKER);
  flood(bed);
  for (let i = 0; i < 5; i++) assert.equal(await once(gateway.port, ATTACKER), "");
  const told = () => gateway.records.filter(({ reason }) => reason === "connection-penalized");
  assert.equal(told().length, 1);
  clock.advance(10_000);
  assert.equal(await once(gateway.port, ATTACKER), "");
  assert.equal(told().length, 2);
  assert.equal(told()[1]?.detail, "5 refusals of this client since the last line");
  assert.equal(gateway.refusals.filter((one) => one === "accept:connection-penalized").length, 6);
});

test("so have those of a client that a hop's PROXY header tells of", async (t) => {
  const bed = await start(t, {
    listeners: [listener({ proxyProtocol: "required" })],
    trustedHops: prefixes(HOP),
  });
  const { gateway } = bed;
  const asked = (client: string) => {
    const header = `PROXY TCP4 ${client} ${HOP} 40000 80\r\n`;
    return once(gateway.port, HOP, "", header);
  };
  for (let i = 0; i < 10; i++) assert.equal(statusOf(await asked(ATTACKER)), 200);
  flood(bed);
  for (let i = 0; i < 5; i++) assert.equal(await asked(ATTACKER), "");
  assert.equal(statusOf(await asked(VISITOR)), 200);
  const told = gateway.records.filter(({ reason }) => reason === "connection-penalized");
  assert.deepEqual(
    told.map(({ clientAddress }) => clientAddress),
    [ATTACKER],
  );
  assert.equal(gateway.refusals.filter((one) => one === "accept:connection-penalized").length, 5);
});

test("it is refused before TLS: no handshake is begun", async (t) => {
  const authority = await TestAuthority.create();
  const tls = serverTls([await authority.issue({ names: ["a.example"] })]);
  const bed = await start(t, { listeners: [listener({ tls })] });
  for (let i = 0; i < 10; i++) bed.gate.ask(ATTACKER, "connection", 4, { isExempt: () => false });
  flood(bed);
  assert.equal(await once(bed.gateway.port, ATTACKER), "");
  assert.equal(await once(bed.gateway.port, ATTACKER), "");
  assert.deepEqual(bed.gateway.handshakes, []);
});

test("behind a hop the client is refused and the hop's connection stays", async (t) => {
  const bed = await start(t, { trustedHops: prefixes(HOP) });
  const hop = new Client(bed.gateway.port, HOP);
  const from = (address: string): string => `X-Forwarded-For: ${address}\r\n`;
  for (let i = 0; i < 30; i++) assert.equal(statusOf(await hop.ask(from("203.0.113.7"))), 200);
  flood(bed);
  for (let i = 0; i < 3; i++) assert.equal(statusOf(await hop.ask(from("203.0.113.7"))), 429);
  assert.equal(statusOf(await hop.ask(from("203.0.113.8"))), 200);
  assert.equal(hop.isClosed, false);
  hop.socket.destroy();
  assert.deepEqual(
    bed.watch.penalties().map(({ client }) => client),
    ["203.0.113.7"],
  );
});

test("an allowed client is let be, whatever it asks for", async (t) => {
  const bed = await start(t, {}, {});
  const allowed = await startGateway(
    { sites: [site([route("/*", answer)])] },
    {},
    {
      flood: bed.gate,
      lists: { decide: (address) => ({ kind: address === ATTACKER ? "allow" : "none", id: 1 }) },
    },
  );
  t.after(() => allowed.close());
  flood(bed);
  const client = new Client(allowed.port, ATTACKER);
  for (let i = 0; i < 60; i++) assert.equal(statusOf(await client.ask()), 200);
  client.socket.destroy();
  assert.deepEqual(bed.watch.penalties(), []);
});

test("a dry run lets the same client through and counts it", async (t) => {
  const bed = await start(t, {}, { mode: "dry-run" });
  const client = new Client(bed.gateway.port, ATTACKER);
  for (let i = 0; i < 30; i++) await client.ask();
  flood(bed);
  assert.equal(statusOf(await client.ask()), 200);
  client.socket.destroy();
  assert.ok(bed.watch.state.refused.penalized.dryRun > 0);
});

test("a pardoned client is let in at once", async (t) => {
  const bed = await start(t);
  for (let i = 0; i < 10; i++) await once(bed.gateway.port, ATTACKER);
  flood(bed);
  assert.equal(await once(bed.gateway.port, ATTACKER), "");
  assert.equal(bed.watch.pardon(ATTACKER), true);
  assert.equal(statusOf(await once(bed.gateway.port, ATTACKER)), 200);
});

test("a client has so many connections and no more; others still come in", async (t) => {
  const { gateway } = await start(
    t,
    { listeners: [listener({ maxConnectionsPerClient: 3 })] },
    { mode: "off" },
  );
  const clients = Array.from({ length: 3 }, () => new Client(gateway.port, ATTACKER));
  for (const client of clients) assert.equal(statusOf(await client.ask()), 200);
  assert.equal(await once(gateway.port, ATTACKER), "");
  assert.equal(gateway.records.at(-1)?.reason, "client-connections-exhausted");
  assert.equal(statusOf(await once(gateway.port, VISITOR)), 200);
  clients[0]?.socket.destroy();
  await gateway.recorded(5);
  let last = "";
  for (let i = 0; i < 100 && last === ""; i++) {
    last = await once(gateway.port, ATTACKER);
    if (last === "") await sleep(5);
  }
  assert.equal(statusOf(last), 200);
  for (const client of clients) client.socket.destroy();
});

test("on a full listener who only holds a connection makes way, the oldest first", async (t) => {
  const { gateway } = await start(t, { listeners: [listener({ maxConnections: 3 })] }, { mode: "off" });
  const silent = new Client(gateway.port, ATTACKER);
  await sleep(1100);
  const slow = new Client(gateway.port, ATTACKER);
  slow.socket.write("GET / HTTP/1.1\r\nHost: a.example\r\nX-Slow: ");
  const idle = new Client(gateway.port, VISITOR);
  assert.equal(statusOf(await idle.ask()), 200);
  assert.equal(statusOf(await once(gateway.port, VISITOR)), 200);
  for (let i = 0; i < 100 && !silent.isClosed; i++) await sleep(5);
  assert.equal(silent.isClosed, true);
  assert.equal(slow.isClosed, false, "a head that has just begun is waited for");
  await sleep(1100);
  const next = new Client(gateway.port, VISITOR);
  assert.equal(statusOf(await next.ask()), 200);
  const third = new Client(gateway.port, VISITOR);
  assert.equal(statusOf(await third.ask()), 200);
  for (let i = 0; i < 100 && !slow.bytes.includes("408"); i++) await sleep(5);
  assert.equal(statusOf(slow.bytes), 408);
  for (const client of [slow, idle, next, third]) client.socket.destroy();
});
