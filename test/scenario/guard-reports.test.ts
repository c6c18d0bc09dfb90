// Guards that tell the gateway what they refused and how much they took: through a real node's route, workers
// and control, to its log, its metrics, its admin API and the command line.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type GatewayReporter, reportToGateway } from "#guard/gateway-reporter.ts";
import { guarded } from "#guard/node-guard.ts";
import { reportCredentials } from "#guard/report-message.ts";
import { freePorts, type Program, runProgram, startProgram, testFolder } from "../harness/program.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const REPORT_SECRET = "fedcba9876543210fedcba9876543210";

type Node = {
  readonly program: Program;
  readonly file: string;
  readonly url: string;
  readonly reports: string;
  readonly admin: string;
  readonly folder: string;
};

async function startNode(t: TestContext, backendPort: number): Promise<Node> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(
    file,
    `version: 1
node: { name: edge-1, workers: 2 }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
admin: { port: ${adminPort} }
store: { path: data/store.sqlite }
accessLog: { sinks: [{ file: { path: access.log } }] }
pools:
  orders:
    members: [{ url: "http://127.0.0.1:${backendPort}" }]
    assertion: { keyId: a, secret: "\${env:ASSERTION}" }
    guardReports: { secret: "\${env:REPORTS}" }
sites:
  all:
    hosts: ["*"]
    routes:
      reports: { path: /guard-reports, methods: [POST], target: { guard: reports } }
      orders: { path: /*, target: { pool: orders } }
`,
  );
  const env = { ASSERTION: SECRET, REPORTS: REPORT_SECRET };
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder, env });
  let hasEnded = false;
  void program.ended.then(() => {
    hasEnded = true;
  });
  await program.until(({ stderr }) => hasEnded || stderr.includes('"ready"'), "ready");
  assert.ok(!hasEnded, program.stderr);
  const url = `http://127.0.0.1:${port}`;
  return {
    program,
    file,
    url,
    reports: `${url}/guard-reports`,
    admin: `http://127.0.0.1:${adminPort}`,
    folder,
  };
}

type Backend = { readonly port: number; report: (reporter: GatewayReporter) => void };

async function startBackend(t: TestContext): Promise<Backend> {
  let reporter: GatewayReporter | undefined;
  const keys = [{ id: "a", secret: SECRET }];
  const make = () =>
    guarded({ keys, ...(reporter === undefined ? {} : { reporter }) }, (_request, response) =>
      response.end("in"),
    );
  let handle = make();
  const server = createServer((asked, response) => handle(asked, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    report: (one) => {
      reporter = one;
      handle = make();
    },
  };
}

async function metric(node: Node, sample: string): Promise<number> {
  const text = await (await fetch(`${node.admin}/metrics`)).text();
  const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1) ?? 0);
}

type Shown = {
  readonly refused: readonly Record<string, unknown>[];
  readonly windows: readonly Record<string, unknown>[];
};

async function shown(t: TestContext, node: Node): Promise<Shown> {
  const env = { ASSERTION: SECRET, REPORTS: REPORT_SECRET };
  const args = ["guard", "reports", "--json", "--config", node.file];
  const { code, stdout, stderr } = await runProgram(t, args, { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Shown;
}

test("refused direct calls and counts of a guard reach the operator of the gateway", async (t) => {
  const backend = await startBackend(t);
  const node = await startNode(t, backend.port);
  const problems: string[] = [];
  const reporter = reportToGateway({
    ...{ url: node.reports, pool: "orders", secret: REPORT_SECRET, interval: 1, window: 2 },
    onProblem: (problem) => problems.push(problem),
  });
  t.after(() => reporter.close());
  backend.report(reporter);

  for (let i = 0; i < 5; i++) assert.equal((await fetch(`${node.url}/a`)).status, 200);
  for (let i = 0; i < 3; i++) {
    assert.equal((await fetch(`http://127.0.0.1:${backend.port}/admin?token=hidden`)).status, 403);
  }
  const refused = 'portcullis_guard_refused_total{pool="orders",reason="assertion-missing"}';
  await node.program.until(async () => (await metric(node, refused)) === 3, "counted");
  const accepted = 'portcullis_guard_accepted_total{pool="orders"}';
  await node.program.until(async () => (await metric(node, accepted)) === 5, "reconciled");
  assert.equal(await metric(node, 'portcullis_upstream_signed_total{pool="orders"}'), 5);
  assert.equal(await metric(node, 'portcullis_guard_surplus_total{pool="orders"}'), 0);

  const { refused: calls, windows } = await shown(t, node);
  const [call] = calls;
  assert.deepEqual(
    [
      call?.["pool"],
      call?.["source"],
      call?.["method"],
      call?.["path"],
      call?.["reason"],
      call?.["enforced"],
    ],
    ["orders", "127.0.0.1", "GET", "/admin", "assertion-missing", true],
  );
  assert.equal(
    calls.reduce((sum, each) => sum + Number(each["count"]), 0),
    3,
  );
  assert.equal(
    windows.reduce((sum, each) => sum + Number(each["accepted"]), 0),
    5,
  );
  const events = node.program.stderr.split("\n").filter((line) => line.includes("bypass.attempt"));
  assert.match(events[0] ?? "", /"source":"127\.0\.0\.1"/);
  assert.doesNotMatch(`${node.program.stderr}${JSON.stringify({ calls, windows })}`, /hidden/);

  const bans = await runProgram(t, ["ban", "list", "--json", "--config", node.file], {
    env: { ASSERTION: SECRET, REPORTS: REPORT_SECRET },
  });
  assert.equal(bans.code, 0, bans.stderr);
  assert.doesNotMatch(bans.stdout, /127\.0\.0\.1/, "a report bans nobody");
  assert.deepEqual(problems, []);
});

test("who has no report secret reports nothing, and one report counts once", async (t) => {
  const backend = await startBackend(t);
  const node = await startNode(t, backend.port);
  const id = "00000000-0000-4000-8000-00000000000";
  const report = (change: object): string =>
    JSON.stringify({
      ...{ guard: `${id}1`, batch: `${id}2`, sentMs: Date.now(), refused: [], unlisted: 7, windows: [] },
      ...change,
    });
  const send = async (body: string, authorization: string): Promise<number> =>
    (await fetch(node.reports, { method: "POST", body, headers: { Authorization: authorization } })).status;
  const signed = (body: string, secret = REPORT_SECRET, pool = "orders"): Promise<number> =>
    send(body, reportCredentials(pool, secret, body));

  assert.equal(await signed(report({}), SECRET), 403, "the secret of assertions is none for reports");
  assert.equal(await signed(report({}), REPORT_SECRET, "billing"), 403);
  assert.equal(await send(report({}), `Bearer ${REPORT_SECRET}`), 403);
  assert.equal(
    await send(report({ unlisted: 8 }), reportCredentials("orders", REPORT_SECRET, report({}))),
    403,
  );
  assert.equal(await signed("{}"), 400);
  assert.equal(await signed(report({ sentMs: Date.now() - 600_000 })), 400);
  assert.equal(await signed(report({ refused: [{ source: "not an address" }] })), 400);
  assert.equal(await signed(" ".repeat(70_000)), 400);

  const body = report({});
  assert.equal(await signed(body), 204);
  assert.equal(await signed(body), 204);
  const taken = 'portcullis_guard_reports_total{pool="orders",outcome="taken"}';
  const repeated = 'portcullis_guard_reports_total{pool="orders",outcome="repeated"}';
  await node.program.until(async () => (await metric(node, repeated)) === 1, "told apart");
  assert.equal(await metric(node, taken), 1);
  const unlisted = 'portcullis_guard_refused_total{pool="orders",reason="unlisted"}';
  assert.equal(await metric(node, unlisted), 7);
});

test("what cannot be reported is kept for the next time, as far as there is room", async (t) => {
  const [port = 0] = await freePorts(1);
  const told: string[] = [];
  const bodies: string[] = [];
  const url = `http://127.0.0.1:${port}/`;
  const reporter = reportToGateway({
    ...{ url, pool: "orders", secret: REPORT_SECRET, interval: 300 },
    onProblem: (problem) => told.push(problem),
  });
  t.after(() => reporter.close());
  const refuse = (path: string): void =>
    reporter.refused({
      ...{
        reason: "assertion-missing",
        detail: "",
        method: "GET",
        peerAddress: "192.0.2.1",
        isEnforced: true,
      },
      path,
    });
  for (let i = 0; i < 150; i++) refuse(`/${i}`);
  refuse("/0");
  await reporter.send();
  assert.match(told[0] ?? "", /cannot be reached/);
  refuse("/0");
  const gateway = createServer((asked, response) => {
    let body = "";
    asked.on("data", (chunk: Buffer) => {
      body += chunk.toString("latin1");
    });
    asked.on("end", () => {
      bodies.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => gateway.listen(port, "127.0.0.1", resolve));
  t.after(() => gateway.close());
  await reporter.send();
  const { refused, unlisted } = JSON.parse(bodies[0] ?? "{}");
  assert.equal(refused.length, 100);
  assert.equal(unlisted, 50);
  assert.equal(refused.find((each: { readonly path: string }) => each.path === "/0").count, 2);
  const later = JSON.parse(bodies[1] ?? "{}");
  assert.deepEqual([later.refused.length, later.refused[0].count], [1, 1], "what came since is another one");
  await reporter.send();
  assert.equal(bodies.length, 2, "there is nothing left to say");
});
