// What keeps a pool serving while its members do not: breakers, retries within a budget, hedges, priorities,
// draining. Each seen from a client, in the access record, and in what is counted.

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import type { BreakerSettings } from "#upstream/breaker.ts";
import type { MemberAddress } from "#upstream/member.ts";
import {
  member,
  pool,
  route,
  site,
  snapshot,
  startGateway,
  type TestGateway,
  testRetry,
} from "../harness/gateway.ts";
import { answering, type Behaviour, OK, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

const GET = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const POST = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab";

const says = (name: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\nContent-Type: text/plain\r\n\r\n${name}`;
const status = (code: number, fields = ""): string =>
  `HTTP/1.1 ${code} X\r\n${fields}Content-Length: 0\r\n\r\n`;

async function backend(t: TestContext, behaviour: Behaviour): Promise<RawBackend> {
  const started = await startRawBackend(behaviour);
  t.after(() => started.close());
  return started;
}

async function gatewayTo(t: TestContext, change: Partial<PoolSpec>): Promise<TestGateway> {
  const gateway = await startGateway({
    pools: [pool("up", [], change)],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  t.after(() => gateway.close());
  return gateway;
}

const at = ({ port }: RawBackend, change: Partial<MemberAddress> = {}): MemberAddress =>
  member("127.0.0.1", port, change);

const ask = async (gateway: TestGateway, request = GET): Promise<string> =>
  (await exchangeRaw(gateway.port, request)).bytes;

async function asks(gateway: TestGateway, count: number, request = GET): Promise<string[]> {
  const contents: string[] = [];
  for (let i = 0; i < count; i++) contents.push(contentOf(await ask(gateway, request)));
  return contents;
}

async function until(claim: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await claim()) return;
    await pause(10);
  }
  assert.fail(`not in time: ${what}`);
}

const rising = (a: number, b: number): number => a - b;

const last = (gateway: TestGateway) => gateway.records.at(-1);

describe("a circuit breaker", () => {
  const breaker: BreakerSettings = {
    failures: 3,
    percentage: 0,
    minimumRequests: 1,
    intervalMs: 60_000,
    statuses: [{ from: 500, to: 599 }],
    reasons: ["upstream-reset"],
    tripMs: 300,
    acceptsRetryAfter: true,
    maxTripMs: 60_000,
  };

  it("opens after its failures, answers 503 with Retry-After, tries one request, and closes", async (t) => {
    let answer = status(500);
    const up = await backend(
      t,
      answering(() => answer),
    );
    const gateway = await gatewayTo(t, { members: [at(up)], breaker });
    for (let i = 0; i < 3; i++) assert.equal(statusOf(await ask(gateway)), 500);
    const refused = await ask(gateway);
    assert.equal(statusOf(refused), 503);
    assert.match(refused, /\r\nRetry-After: 1\r\n/);
    assert.equal(last(gateway)?.reason, "breaker-open");
    assert.equal(last(gateway)?.attempts, 0);
    const seen = up.received().length;
    // The trial fails, and the circuit is open again.
    await until(async () => statusOf(await ask(gateway)) === 500, "a trial");
    assert.equal(statusOf(await ask(gateway)), 503);
    assert.ok(up.received().length > seen);
    answer = OK;
    await until(async () => statusOf(await ask(gateway)) === 200, "a good trial");
    for (let i = 0; i < 5; i++) assert.equal(statusOf(await ask(gateway)), 200);
    const name = `up 127.0.0.1:${up.port}`;
    assert.deepEqual(gateway.events, [`${name} tripped`, `${name} tripped`, `${name} recovered`]);
    assert.equal(gateway.warnings[0]?.["message"], "a circuit breaker opened");
  });

  it("lets only one request try, while it is under way", async (t) => {
    let isBad = true;
    const up = await backend(t, (socket) => {
      if (isBad) socket.write(status(500));
      else setTimeout(() => socket.write(OK), 150);
    });
    const gateway = await gatewayTo(t, { members: [at(up)], breaker: { ...breaker, failures: 1 } });
    assert.equal(statusOf(await ask(gateway)), 500);
    isBad = false;
    await pause(400);
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => statusOf(await ask(gateway))));
    assert.deepEqual(statuses.sort(rising), [200, 503, 503, 503, 503]);
  });

  it("takes the trip from Retry-After, within bounds", async (t) => {
    const up = await backend(t, answering(status(503, "Retry-After: 40\r\n")));
    for (const [maxTripMs, expected] of [
      [60_000, "40"],
      [7000, "7"],
    ] as const) {
      const gateway = await gatewayTo(t, {
        members: [at(up)],
        breaker: { ...breaker, failures: 1, maxTripMs },
      });
      await ask(gateway);
      assert.match(await ask(gateway), new RegExp(`\r\nRetry-After: ${expected}\r\n`));
    }
    const date = new Date(Date.now() + 20_000).toUTCString();
    const dated = await backend(t, answering(status(503, `Retry-After: ${date}\r\n`)));
    const gateway = await gatewayTo(t, { members: [at(dated)], breaker: { ...breaker, failures: 1 } });
    await ask(gateway);
    assert.match(await ask(gateway), /\r\nRetry-After: (1[5-9]|20)\r\n/);
  });

  it("by percentage waits for enough answers, and leaves the member to the others meanwhile", async (t) => {
    const bad = await backend(t, answering(status(500)));
    const good = await backend(t, answering(says("good")));
    const gateway = await gatewayTo(t, {
      members: [at(bad), at(good)],
      breaker: { ...breaker, failures: 0, percentage: 50, minimumRequests: 5, tripMs: 60_000 },
    });
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push(statusOf(await ask(gateway)));
    assert.equal(statuses.filter((code) => code === 500).length, 5);
    assert.ok(statuses.slice(10).every((code) => code === 200));
  });

  it("counts the faults that it is told to, and no others", async (t) => {
    const up = await backend(t, (socket) => socket.destroy());
    const members = [at(up)];
    const counting = await gatewayTo(t, { members, breaker: { ...breaker, failures: 1 } });
    assert.equal(statusOf(await ask(counting)), 502);
    assert.equal(statusOf(await ask(counting)), 503);
    const ignoring = await gatewayTo(t, { members, breaker: { ...breaker, failures: 1, reasons: [] } });
    for (let i = 0; i < 3; i++) assert.equal(statusOf(await ask(ignoring)), 502);
  });
});

describe("retries", () => {
  it("ask another member after a reset, for what is safe to send again only", async (t) => {
    const bad = await backend(t, (socket) => socket.destroy());
    const good = await backend(t, answering(says("good")));
    const retry = { ...testRetry, reasons: ["upstream-reset" as const] };
    const change = { members: [at(bad), at(good)], retry, ejectAfterFailures: 1000 };
    const gateway = await gatewayTo(t, change);
    assert.deepEqual(new Set(await asks(gateway, 6)), new Set(["good"]));
    assert.equal(gateway.records.filter(({ attempts }) => attempts === 2).length, 3);
    assert.equal(gateway.events.filter((event) => event === "up retried").length, 3);
    assert.ok(gateway.records.every((x) => x.member === `127.0.0.1:${good.port}`));
    const posts = [await ask(gateway, POST), await ask(gateway, POST)].map(statusOf);
    assert.deepEqual(posts.sort(rising), [200, 502]);
  });

  it("ask another member after the statuses that are named, and give the last answer where none is left", async (t) => {
    const busy = await backend(t, answering(status(503)));
    const good = await backend(t, answering(says("good")));
    const retry = { ...testRetry, statuses: [{ from: 502, to: 504 }] };
    const gateway = await gatewayTo(t, { members: [at(busy), at(good)], retry });
    assert.deepEqual(new Set(await asks(gateway, 4)), new Set(["good"]));
    const posts = [await ask(gateway, POST), await ask(gateway, POST)].map(statusOf);
    assert.deepEqual(posts.sort(rising), [200, 503]);
    const alone = await gatewayTo(t, { members: [at(busy)], retry });
    assert.equal(statusOf(await ask(alone)), 503);
    assert.equal(last(alone)?.attempts, 1);
  });

  it("are bounded by the budget, however many requests fail", async (t) => {
    const one = await backend(t, answering(status(503)));
    const two = await backend(t, answering(status(503)));
    const budget = { percentage: 20, minimum: 2 };
    const retry = { ...testRetry, statuses: [{ from: 503, to: 503 }], budget };
    const gateway = await gatewayTo(t, { members: [at(one), at(two)], retry });
    for (let i = 0; i < 50; i++) assert.equal(statusOf(await ask(gateway)), 503);
    const retried = gateway.events.filter((event) => event === "up retried").length;
    assert.equal(retried, 10);
    assert.equal(gateway.events.filter((event) => event === "up retry denied").length, 40);
    assert.equal(
      gateway.records.reduce((sum, { attempts }) => sum + attempts, 0),
      60,
    );
  });

  it("give a slow member up after `perTryTimeout`, unless there is nobody else", async (t) => {
    const slow = await backend(t, (socket) => void setTimeout(() => socket.write(says("slow")), 350));
    const good = await backend(t, answering(says("good")));
    const retry = { ...testRetry, perTryTimeoutMs: 100 };
    const gateway = await gatewayTo(t, { members: [at(slow), at(good)], retry, responseTimeoutMs: 3000 });
    assert.deepEqual(await asks(gateway, 2), ["good", "good"]);
    assert.ok(gateway.events.includes(`up 127.0.0.1:${slow.port} failed response-timeout`));
    const alone = await gatewayTo(t, { members: [at(slow)], retry, responseTimeoutMs: 3000 });
    assert.deepEqual(await asks(alone, 1), ["slow"]);
  });
});

describe("a hedge", () => {
  const slowly: Behaviour = (socket) => void setTimeout(() => socket.write(says("slow")), 600);

  it("asks a second member when the first takes long, and takes the first answer", async (t) => {
    const slow = await backend(t, slowly);
    const fast = await backend(t, answering(says("fast")));
    const gateway = await gatewayTo(t, {
      members: [at(slow, { priority: 1 }), at(fast, { priority: 2 })],
      hedgeAfterMs: 50,
      responseTimeoutMs: 3000,
    });
    assert.deepEqual(
      await asks(gateway, 2),
      ["slow", "slow"],
      "the lower group is for when nobody is in service",
    );
    const even = await gatewayTo(t, {
      members: [at(slow), at(fast)],
      hedgeAfterMs: 50,
      responseTimeoutMs: 3000,
    });
    assert.deepEqual(await asks(even, 4), ["fast", "fast", "fast", "fast"]);
    assert.equal(even.events.filter((event) => event === "up hedged").length, 2);
    assert.deepEqual(even.records.map(({ attempts }) => attempts).sort(rising), [1, 1, 2, 2]);
    await until(() => slow.openConnections() === 0, "the slow attempts are called off");
  });

  it("is never made of a POST, past the budget, or unasked", async (t) => {
    const slow = await backend(t, slowly);
    const fast = await backend(t, answering(says("fast")));
    const members = [at(slow), at(fast)];
    const posting = await gatewayTo(t, { members, hedgeAfterMs: 50, responseTimeoutMs: 3000 });
    assert.deepEqual((await asks(posting, 2, POST)).sort(), ["fast", "slow"]);
    const retry = { ...testRetry, budget: { percentage: 0, minimum: 0 } };
    const poor = await gatewayTo(t, { members, hedgeAfterMs: 50, responseTimeoutMs: 3000, retry });
    assert.deepEqual((await asks(poor, 2)).sort(), ["fast", "slow"]);
    const plain = await gatewayTo(t, { members, responseTimeoutMs: 3000 });
    assert.deepEqual((await asks(plain, 2)).sort(), ["fast", "slow"]);
  });

  it("that fails leaves the request to the first attempt", async (t) => {
    const slow = await backend(t, slowly);
    const dead = await backend(t, (socket) => socket.destroy());
    const gateway = await gatewayTo(t, {
      members: [at(slow), at(dead)],
      hedgeAfterMs: 50,
      responseTimeoutMs: 3000,
      balance: "least-connections",
    });
    assert.deepEqual(await asks(gateway, 1), ["slow"]);
    assert.equal(last(gateway)?.attempts, 2);
    assert.equal(last(gateway)?.member, `127.0.0.1:${slow.port}`);
  });
});

describe("a pool", () => {
  it("uses the next priority only while nobody of the one before is in service", async (t) => {
    const first = await backend(t, answering(says("first")));
    const spare = await backend(t, answering(says("spare")));
    const change = {
      members: [at(spare, { priority: 2 }), at(first, { priority: 1 })],
      ejectAfterFailures: 1,
    };
    const gateway = await gatewayTo(t, change);
    assert.deepEqual(new Set(await asks(gateway, 6)), new Set(["first"]));
    await first.close();
    assert.deepEqual(await asks(gateway, 4), ["spare", "spare", "spare", "spare"]);
    const revived = await startRawBackend(answering(says("first")), first.port);
    t.after(() => revived.close());
    await until(async () => (await asks(gateway, 1))[0] === "first", "the first is back");
  });

  it("tells when an ejection is over, without an answer of the member", async (t) => {
    const dead = await backend(t, answering(OK));
    const good = await backend(t, answering(OK));
    await dead.close();
    const change = { members: [at(dead), at(good)], ejectAfterFailures: 1, ejectionMs: 100 };
    const gateway = await gatewayTo(t, change);
    await asks(gateway, 2);
    const name = `up 127.0.0.1:${dead.port}`;
    await until(() => gateway.events.includes(`${name} returned`), "the ejection is over");
    assert.deepEqual(
      gateway.events.filter((event) => /ejected|returned/.test(event)),
      [`${name} ejected`, `${name} returned`],
    );
  });

  it("spreads by two random choices, and leaves busy members alone", async (t) => {
    const held = await backend(t, () => {});
    const idle = await backend(t, answering(says("idle")));
    const change = {
      members: [at(held), at(idle)],
      balance: "random-two-choices" as const,
      responseTimeoutMs: 5000,
    };
    const gateway = await gatewayTo(t, change);
    const waiting: Promise<unknown>[] = [];
    // One of the first few goes to the member that never answers; from then on it is the busy one.
    for (let i = 0; i < 40 && held.accepted() === 0; i++) {
      waiting.push(exchangeRaw(gateway.port, GET, { waitMs: 200 }));
      await pause(20);
    }
    assert.equal(held.accepted(), 1);
    assert.deepEqual(new Set(await asks(gateway, 10)), new Set(["idle"]));
    await Promise.all(waiting);
  });

  it("lets requests under way end when it leaves, but no longer than its drain time-out", async (t) => {
    const quick = await backend(t, (socket) => void setTimeout(() => socket.write(says("late")), 300));
    const stuck = await backend(t, () => {});
    const pools = [
      pool("quick", [quick.port], { responseTimeoutMs: 5000 }),
      pool("stuck", [stuck.port], { responseTimeoutMs: 5000, drainTimeoutMs: 400 }),
    ];
    const routes = ["quick", "stuck"].map((name) => route(`/${name}`, { kind: "pool", pool: name }));
    const gateway = await startGateway({ pools, sites: [site(routes)] });
    t.after(() => gateway.close());
    const replies = ["/quick", "/stuck"].map((path) => exchangeRaw(gateway.port, GET.replace("/x", path)));
    await until(() => quick.accepted() + stuck.accepted() === 2, "both under way");
    await gateway.gateway.apply(snapshot({ generation: 2 }));
    const [late, cut] = await Promise.all(replies);
    assert.equal(contentOf(late?.bytes ?? ""), "late");
    assert.equal(statusOf(cut?.bytes ?? ""), 502);
    assert.ok(gateway.records.some(({ reason }) => reason === "member-drained"));
    await until(() => quick.openConnections() + stuck.openConnections() === 0, "no connection is left");
  });
});
