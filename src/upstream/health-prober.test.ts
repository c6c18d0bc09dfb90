import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { Deadlines } from "#kernel/deadlines.ts";
import { HealthProber, type ProbedPool } from "./health-prober.ts";
import type { ProbeSettings } from "./probe.ts";

const probe: ProbeSettings = {
  method: "GET",
  path: "/healthz",
  host: "",
  intervalMs: 40,
  timeoutMs: 300,
  unhealthyAfter: 2,
  healthyAfter: 2,
  statuses: [{ from: 200, to: 399 }],
  contains: "",
};

type Answer = (res: ServerResponse, asked: string) => void;

type Backend = { readonly port: number; answer: Answer; readonly asked: string[]; stop(): Promise<void> };

async function startBackend(t: TestContext, answer: Answer): Promise<Backend> {
  const asked: string[] = [];
  const server: Server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers.host}`);
    backend.answer(res, req.url ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const stop = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  const backend: Backend = { port: address.port, answer, asked, stop };
  t.after(stop);
  return backend;
}

function probed(port: number, change: Partial<ProbeSettings> = {}, weight = 1): ProbedPool {
  return {
    probe: { ...probe, ...change },
    settings: {
      name: "up",
      balance: "round-robin",
      members: [{ host: "127.0.0.1", port, weight, priority: 1, isTls: false }],
      maxIdle: 0,
      maxConnections: 10,
      connectTimeoutMs: 300,
      drainTimeoutMs: 0,
      ejectAfterFailures: 5,
      ejectionMs: 1000,
      sourceAddress: "",
      proxyProtocol: "none",
      names: { servers: [], minMs: 1000, maxMs: 1000 },
      tls: undefined,
      breaker: undefined,
      retry: {
        attempts: 1,
        methods: [],
        statuses: [],
        reasons: [],
        perTryTimeoutMs: 0,
        budget: { percentage: 0, minimum: 0 },
      },
      hedgeAfterMs: 0,
      isHttp2: false,
      limits: {
        requestLineBytes: 1024,
        headBytes: 8192,
        headerCount: 100,
        responseTimeoutMs: 300,
        bodyTimeoutMs: 300,
        idleTimeoutMs: 300,
        streamTimeoutMs: 300,
      },
    },
  };
}

function startProber(t: TestContext): { prober: HealthProber; found: string[] } {
  const deadlines = new Deadlines({ intervalMs: 10 });
  const found: string[] = [];
  const prober = new HealthProber(
    { deadlines, now: () => performance.now() },
    {
      signed: () => undefined,
      found: ({ isHealthy }, why) => found.push(`${isHealthy ? "well" : "ill"}: ${why}`),
    },
  );
  t.after(() => {
    prober.close();
    deadlines.close();
  });
  return { prober, found };
}

async function until(claim: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (claim()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail("not in time");
}

const text =
  (status: number, body: string): Answer =>
  (res) =>
    res.writeHead(status).end(body);

const long = "x".repeat(100_000);
const verdicts: readonly (readonly [string, Answer, Partial<ProbeSettings>, string])[] = [
  ["a status of the list", text(302, ""), {}, "well: status 302"],
  ["a status not of the list", text(404, ""), {}, "ill: status 404"],
  ["the text that it must contain", text(200, "state: ok"), { contains: "ok" }, "well: the body is right"],
  ["another text", text(200, "down"), { contains: "ok" }, "ill: the body does not contain what it should"],
  [
    "the text within 64 KiB, in pieces",
    (res) => {
      res.write("some ");
      setTimeout(() => res.end("thing"), 20);
    },
    { contains: "some thing" },
    "well: the body is right",
  ],
  [
    "the text only past 64 KiB",
    text(200, `${long}ok`),
    { contains: "ok" },
    "ill: the body does not contain what it should",
  ],
  ["no answer", () => undefined, { timeoutMs: 60 }, "ill: no answer in 60 ms"],
  [
    "a broken connection",
    (res) => res.destroy(),
    {},
    "ill: upstream-reset: the backend closed the connection",
  ],
  ["no body to HEAD", text(200, "body"), { method: "HEAD" }, "well: status 200"],
];

for (const [name, answer, change, expected] of verdicts) {
  test(`a health check that gets ${name} finds the member ${expected}`, async (t) => {
    const backend = await startBackend(t, answer);
    const { prober, found } = startProber(t);
    prober.use([probed(backend.port, change)]);
    await until(() => found.length > 0);
    assert.deepEqual(found, [expected]);
  });
}

test("a member changes its state after as many checks as asked for, and is asked with its host", async (t) => {
  const backend = await startBackend(t, text(200, ""));
  const { prober, found } = startProber(t);
  prober.use([probed(backend.port, { host: "orders.internal", unhealthyAfter: 3 })]);
  await until(() => found.length === 1);
  assert.deepEqual(backend.asked.slice(0, 2), Array(2).fill("GET /healthz orders.internal"));
  let bad = 0;
  backend.answer = (res) => {
    bad++;
    assert.equal(found.length, 1, "nothing is said before the third failure");
    res.writeHead(500).end();
    if (bad === 3) backend.answer = (later) => later.writeHead(500).end();
  };
  await until(() => found.length === 2);
  assert.equal(bad, 3);
  assert.deepEqual(prober.known, [{ pool: "up", member: `127.0.0.1:${backend.port}`, isHealthy: false }]);
  backend.answer = text(200, "");
  await until(() => found.length === 3);
  assert.equal(found[2], "well: status 200");
});

test("a member that is not there is ill", async (t) => {
  const backend = await startBackend(t, text(200, ""));
  await backend.stop();
  const { prober, found } = startProber(t);
  prober.use([probed(backend.port)]);
  await until(() => found.length > 0);
  assert.match(found[0] ?? "", /^ill: connect-refused/);
});

test("what is known of a member outlives a change of its pool, but not of its check", async (t) => {
  const backend = await startBackend(t, text(500, ""));
  const { prober } = startProber(t);
  prober.use([probed(backend.port)]);
  await until(() => prober.known.length === 1);
  prober.use([probed(backend.port, {}, 5)]);
  assert.equal(prober.known[0]?.isHealthy, false);
  prober.use([probed(backend.port, { path: "/other" }, 5)]);
  assert.deepEqual(prober.known, []);
  prober.use([]);
  assert.deepEqual(prober.members, []);
});
