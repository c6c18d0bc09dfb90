import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { type GatewayReporter, type ReportOptions, reportToGateway } from "./gateway-reporter.ts";
import { Guard } from "./guard.ts";
import type { GuardReport } from "./report-message.ts";

const SECRET = "fedcba9876543210fedcba9876543210";
const START_MS = 1_800_000_000_000;

type Gateway = {
  readonly url: string;
  readonly came: GuardReport[];
  status: number;
  /** Awaited before each answer. */
  hold: Promise<void>;
};

async function startGateway(t: TestContext): Promise<Gateway> {
  const server = createServer((asked, response) => {
    const answered = async (): Promise<void> => {
      gateway.came.push(JSON.parse(await text(asked)));
      await gateway.hold;
      response.writeHead(gateway.status).end();
    };
    void answered();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  // It listens at a port.
  const { port } = server.address() as AddressInfo;
  const url = `HTTP://127.0.0.1:${port}/`;
  const gateway: Gateway = { url, came: [], status: 204, hold: Promise.resolve() };
  return gateway;
}

let nowMs = START_MS;

function reporterOf(
  t: TestContext,
  change: Partial<ReportOptions> & { readonly url: string },
): GatewayReporter {
  nowMs = START_MS;
  const options = { pool: "orders", secret: SECRET, interval: 300, onProblem: () => undefined, ...change };
  const reporter = reportToGateway(options, () => nowMs);
  t.after(() => reporter.close());
  return reporter;
}

function refuse(reporter: GatewayReporter, path: string, peerAddress = "192.0.2.1"): void {
  const reason = "assertion-missing";
  reporter.refused({ reason, detail: "", method: "GET", path, peerAddress, isEnforced: true });
}

test("what could not be given is given again as it is, and what came since after it", async (t) => {
  const gateway = await startGateway(t);
  const reporter = reporterOf(t, { url: gateway.url });
  gateway.status = 503;
  refuse(reporter, "/a");
  await reporter.send();
  refuse(reporter, "/a");
  nowMs += 1000.5;
  gateway.status = 204;
  await reporter.send();
  const [first, again, newer] = gateway.came;
  assert.equal(gateway.came.length, 3);
  assert.deepEqual(again, { ...first, sentMs: START_MS + 1000 });
  assert.notEqual(newer?.batch, first?.batch);
  assert.equal(newer?.refused[0]?.count, 1);
});

test("a report that is not of the gateway's form is dropped", async (t) => {
  const gateway = await startGateway(t);
  const reporter = reporterOf(t, { url: gateway.url });
  gateway.status = 400;
  refuse(reporter, "/a");
  await reporter.send();
  await reporter.send();
  assert.equal(gateway.came.length, 1);
});

test("times are whole, and a source is an address or nothing", async (t) => {
  const gateway = await startGateway(t);
  const reporter = reporterOf(t, { url: gateway.url });
  nowMs += 0.7;
  refuse(reporter, "/a", "@/run/backend.sock");
  await reporter.send();
  const [call] = gateway.came[0]?.refused ?? [];
  assert.deepEqual([call?.source, call?.firstMs, call?.lastMs], ["", START_MS, START_MS]);
});

test("the end of a guard tells what was not told, after what is under way", async (t) => {
  const gateway = await startGateway(t);
  const reporter = reporterOf(t, { url: gateway.url });
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.hold = promise;
  refuse(reporter, "/a");
  const sent = reporter.send();
  reporter.admitted("proof");
  refuse(reporter, "/b");
  const closed = reporter.close();
  resolve();
  await Promise.all([sent, closed]);
  assert.deepEqual(
    gateway.came.map(({ refused }) => refused.map(({ path }) => path)),
    [["/a"], ["/b"]],
  );
  assert.deepEqual(gateway.came[1]?.windows, [
    ...[{ startMs: START_MS, endMs: START_MS + 300_000, accepted: 1, audits: 0, exempt: 0, refused: 2 }],
  ]);
  await reporter.close();
  assert.equal(gateway.came.length, 2);
});

test("nothing rejects, whatever is wrong", async (t) => {
  const told: string[] = [];
  const onProblem = (problem: string): void => {
    told.push(problem);
    throw new Error("of the listener");
  };
  process.once("warning", (warning) => told.push(warning.name));
  const reporter = reporterOf(t, { url: "http://127.0.0.1:1/", pool: "a\nb", onProblem });
  refuse(reporter, "/a");
  await reporter.send();
  assert.match(told[0] ?? "", /Invalid character in header/);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(told[1], "PortcullisGuardWarning");
  await reporter.close();
});

test("only the name of a field says that a request is of the bypass audit", async (t) => {
  const gateway = await startGateway(t);
  const reporter = reporterOf(t, { url: gateway.url });
  const guard = new Guard({ require: ["ip"], addresses: ["192.0.2.1"], reporter }, () => nowMs);
  for (const rawHeaders of [
    ["X-Bypass-Audit", "a"],
    ["Accept", "x-bypass-audit"],
  ]) {
    const request = { method: "GET", target: "/", rawHeaders, peerAddress: "192.0.2.1" };
    guard.check({ ...request, isTls: false, certificate: undefined });
  }
  await reporter.close();
  const [window] = gateway.came[0]?.windows ?? [];
  assert.deepEqual([window?.audits, window?.accepted], [1, 1]);
});
