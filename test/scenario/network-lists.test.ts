// Who comes in by address: networks that are allowed and denied, and bans, at the moment of the connection,
// and for every request where the client stands behind a hop.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { allocateFleet, openFleetKeeper, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import { parsePrefix } from "#kernel/address.ts";
import { tableOfEntries } from "#network/ending-entries.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { listener, prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { statusOf } from "../harness/raw-client.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { serverTls } from "../harness/tls-listener.ts";

const HOP = "127.0.0.1";
const PARTNER = "127.0.0.7";
const STRANGER = "127.0.0.9";

const never = Number.POSITIVE_INFINITY;

function network(name: string, ...entries: readonly (readonly [string, number?])[]) {
  const read = entries.map(([text, untilMs = never]) => {
    const prefix = parsePrefix(text);
    assert.ok(!("error" in prefix));
    return { prefix, untilMs };
  });
  return { name, isFeed: false, table: tableOfEntries(read) };
}

const answer = { kind: "respond", status: 200, contentType: "text/plain", body: "hello" } as const;

async function start(
  t: TestContext,
  change: Partial<Snapshot>,
  ports: Parameters<typeof startGateway>[2] = {},
): Promise<TestGateway> {
  const gateway = await startGateway(
    { sites: [site([route("/*", answer)])], trustedHops: prefixes(HOP), ...change },
    {},
    ports,
  );
  t.after(() => gateway.close());
  return gateway;
}

/** What comes back for a request from this local address; empty where the connection was dropped. */
function ask(port: number, from: string, fields = "", before = ""): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOP, localAddress: from });
    let bytes = "";
    socket.on("data", (chunk) => {
      bytes += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(bytes));
    socket.write(`${before}GET / HTTP/1.1\r\nHost: a.example\r\n${fields}Connection: close\r\n\r\n`);
  });
}

const told = (address: string): string => `X-Forwarded-For: ${address}\r\n`;

test("a connection from a denied network is dropped unread, and its line names the network", async (t) => {
  const gateway = await start(t, {
    networks: [network("bad", ["127.0.0.9"])],
    screen: { allow: [], deny: [0] },
  });
  assert.equal(await ask(gateway.port, STRANGER), "");
  const [line] = await gateway.recorded(1);
  assert.equal(line?.endStage, "accept");
  assert.equal(line?.reason, "address-denied");
  assert.equal(line?.detail, "network bad");
  assert.equal(line?.clientAddress, STRANGER);
  assert.deepEqual(gateway.refusals, ["accept:address-denied"]);
  assert.equal(statusOf(await ask(gateway.port, PARTNER)), 200);
});

test("it is dropped before TLS: the client gets no byte of a handshake", async (t) => {
  const authority = await TestAuthority.create();
  const tls = serverTls([await authority.issue({ names: ["a.example"] })]);
  const gateway = await start(t, {
    listeners: [listener({ tls })],
    networks: [network("bad", ["127.0.0.9"])],
    screen: { allow: [], deny: [0] },
  });
  assert.equal(await ask(gateway.port, STRANGER), "");
  assert.deepEqual(gateway.handshakes, []);
  assert.deepEqual(gateway.refusals, ["accept:address-denied"]);
});

test("what is allowed wins over a denied network and over a ban, however narrow", async (t) => {
  const memory = allocateFleet({ maxListEntries: 64 });
  seedFleet(memory, [1, 2]);
  const keeper = openFleetKeeper(memory);
  const gateway = await start(
    t,
    {
      networks: [network("all", ["0.0.0.0/0"]), network("partners", ["127.0.0.7"])],
      screen: { allow: [1], deny: [0] },
    },
    { lists: openFleetView(memory, 0).lists },
  );
  assert.equal(statusOf(await ask(gateway.port, PARTNER)), 200);
  assert.equal(await ask(gateway.port, STRANGER), "");
  const prefix = parsePrefix(PARTNER);
  assert.ok(!("error" in prefix));
  keeper.lists.put({ id: 1, list: "bans", subject: { kind: "prefix", prefix }, untilMs: never });
  assert.equal(statusOf(await ask(gateway.port, PARTNER)), 200);
});

test("a live ban drops the next connection, and one that is open already gets 403", async (t) => {
  const memory = allocateFleet({ maxListEntries: 64 });
  seedFleet(memory, [1, 2]);
  const keeper = openFleetKeeper(memory);
  const gateway = await start(t, {}, { lists: openFleetView(memory, 0).lists });
  const socket = connect({ port: gateway.port, host: HOP, localAddress: STRANGER });
  let bytes = "";
  socket.on("data", (chunk) => {
    bytes += chunk.toString("latin1");
  });
  const request = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
  socket.write(request);
  await gateway.recorded(1);
  const prefix = parsePrefix(STRANGER);
  assert.ok(!("error" in prefix));
  keeper.lists.put({ id: 5, list: "bans", subject: { kind: "prefix", prefix }, untilMs: Date.now() + 300 });
  socket.write(request);
  await gateway.recorded(2);
  assert.equal(await ask(gateway.port, STRANGER), "");
  await new Promise((resolve) => setTimeout(resolve, 320));
  assert.equal(statusOf(await ask(gateway.port, STRANGER)), 200);
  socket.destroy();
  assert.match(bytes, /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 403 /);
  const reasons = gateway.records.map(({ endStage, reason, detail }) =>
    `${endStage} ${reason} ${detail}`.trim(),
  );
  assert.deepEqual(reasons, ["", "screen ban ban 5", "accept address-banned ban 5", ""]);
});

test("behind a trusted hop the client it tells of is judged, and the hop never is", async (t) => {
  const gateway = await start(t, {
    networks: [network("bad", ["203.0.113.0/24"], ["127.0.0.0/8"])],
    screen: { allow: [], deny: [0] },
  });
  assert.equal(statusOf(await ask(gateway.port, HOP)), 200, "the hop itself");
  assert.equal(statusOf(await ask(gateway.port, HOP, told("198.51.100.1"))), 200);
  assert.equal(statusOf(await ask(gateway.port, HOP, told("203.0.113.5"))), 403);
  assert.equal(statusOf(await ask(gateway.port, HOP, told("198.51.100.1, 203.0.113.5"))), 403, "spoofed");
  assert.equal(statusOf(await ask(gateway.port, HOP, told("203.0.113.5, 198.51.100.1"))), 200);
  const line = gateway.records[2];
  assert.equal(line?.reason, "network-denied");
  assert.equal(line?.detail, "network bad");
  assert.equal(await ask(gateway.port, STRANGER, told("198.51.100.1")), "", "a stranger speaks for nobody");
});

test("the client that a PROXY header tells of is dropped before TLS and before a request", async (t) => {
  const gateway = await start(t, {
    listeners: [listener({ proxyProtocol: "required" })],
    networks: [network("bad", ["203.0.113.0/24"])],
    screen: { allow: [], deny: [0] },
  });
  const proxy = (address: string): string => `PROXY TCP4 ${address} 198.51.100.1 49152 8443\r\n`;
  assert.equal(await ask(gateway.port, HOP, "", proxy("203.0.113.9")), "");
  assert.equal(statusOf(await ask(gateway.port, HOP, "", proxy("198.51.100.9"))), 200);
  const [line] = await gateway.recorded(2);
  assert.equal(line?.reason, "address-denied");
  assert.equal(line?.clientAddress, "203.0.113.9");
});

test("an entry ends by itself, and one inside another lasts as long as the other", async (t) => {
  const soonMs = Date.now() + 400;
  const gateway = await start(t, {
    networks: [
      network("bad", ["127.0.0.9", soonMs], ["127.0.0.8", soonMs], ["127.0.0.8/31", soonMs + 60_000]),
    ],
    screen: { allow: [], deny: [0] },
  });
  const short = await start(t, {
    networks: [network("bad", ["127.0.0.9", soonMs])],
    screen: { allow: [], deny: [0] },
  });
  assert.equal(await ask(short.port, STRANGER), "");
  await new Promise((resolve) => setTimeout(resolve, soonMs - Date.now() + 20));
  assert.equal(statusOf(await ask(short.port, STRANGER)), 200);
  assert.equal(await ask(gateway.port, STRANGER), "");
});

test("a listener has lists of its own, and a reload brings others without a dropped request", async (t) => {
  const networks = [network("bad", ["127.0.0.9"])];
  const gateway = await start(t, {
    listeners: [listener({ screen: { allow: [], deny: [0] } })],
    networks,
  });
  assert.equal(await ask(gateway.port, STRANGER), "");
  await gateway.apply({
    sites: [site([route("/*", answer)])],
    listeners: [{ ...listener(), port: 0 }],
    networks,
  });
  assert.equal(statusOf(await ask(gateway.port, STRANGER)), 200);
});

test("what a feed holds changes between two requests, for the screen and for routes", async (t) => {
  const open = route("/*", answer, { networks: [0] });
  const gateway = await start(t, {
    networks: [network("feed"), network("blocked")].map((one) => ({ ...one, isFeed: true })),
    screen: { allow: [], deny: [1] },
    sites: [site([open])],
  });
  assert.equal(statusOf(await ask(gateway.port, STRANGER)), 404);
  const { table } = network("feed", ["127.0.0.9"]);
  gateway.gateway.setFeeds([{ network: "feed", table }]);
  assert.equal(statusOf(await ask(gateway.port, STRANGER)), 200);
  gateway.gateway.setFeeds([{ network: "blocked", table }]);
  assert.equal(await ask(gateway.port, STRANGER), "");
});

test("what a feed brings while a configuration is taken over is in force with it", async (t) => {
  const feed = { ...network("bad"), isFeed: true };
  const spec = { networks: [feed], screen: { allow: [], deny: [0] } };
  const gateway = await start(t, spec);
  assert.equal(statusOf(await ask(gateway.port, STRANGER)), 200);
  // The new lists are made before the first wait, and swapped in after the last one.
  const sites = [site([route("/*", answer)])];
  const taken = gateway.apply({ ...spec, sites, trustedHops: prefixes(HOP), generation: 2 });
  const { table } = network("bad", [STRANGER]);
  gateway.gateway.setFeeds([{ network: "bad", table }]);
  await taken;
  assert.equal(await ask(gateway.port, STRANGER), "");
  assert.equal(statusOf(await ask(gateway.port, PARTNER)), 200);
});
