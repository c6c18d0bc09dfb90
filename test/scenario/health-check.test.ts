// Health checks of a whole node: members are asked once per node, every worker is told, and those that come
// later too. The supervisor runs in this process, its threads run the whole program.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BroadcastChannel } from "node:worker_threads";
import { Supervisor } from "#supervisor/supervisor.ts";
import { createLog } from "#telemetry/log.ts";
import { freePorts, testFolder } from "../harness/program.ts";

const ENTRY = new URL("../harness/mortal-entry.ts", import.meta.url);

type Backend = { readonly port: number; isWell: boolean; served: number; checks: number };

async function startBackend(t: TestContext): Promise<Backend> {
  const server = createServer((req, res) => {
    if (req.url === "/healthz") {
      backend.checks++;
      res.writeHead(backend.isWell ? 200 : 500).end();
    } else {
      backend.served++;
      res.end("served");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const backend: Backend = { port: address.port, isWell: true, served: 0, checks: 0 };
  return backend;
}

type Node = {
  readonly url: string;
  readonly kill: (thread: string) => void;
  readonly log: () => string;
  readonly metric: (sample: string) => Promise<number>;
  readonly isReady: () => Promise<boolean>;
  readonly accessLog: () => string;
};

async function startNode(t: TestContext, backends: readonly Backend[]): Promise<Node> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const configFile = join(folder, "portcullis.yaml");
  writeFileSync(
    configFile,
    `version: 1
node: { name: n1, workers: 2, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
accessLog: { sink: access.log }
pools:
  up:
    members: [${backends.map((backend) => `{ url: "http://127.0.0.1:${backend.port}" }`).join(", ")}]
    healthCheck: { path: /healthz, interval: 200ms, timeout: 2s, unhealthyAfter: 2, healthyAfter: 2 }
sites:
  default: { hosts: ["*"], routes: { all: { path: /*, target: { pool: up } } } }
`,
  );
  const name = `portcullis-test-${process.pid}-${port}`;
  process.env["PORTCULLIS_TEST_CHANNEL"] = name;
  process.env["PORTCULLIS_LOG_LEVEL"] = "error";
  const channel = new BroadcastChannel(name);
  let text = "";
  const ready = Promise.withResolvers<void>();
  const supervisor = new Supervisor({
    configFile,
    entry: ENTRY,
    log: createLog("supervisor", {
      write: (line) => {
        text += line;
      },
      isHuman: false,
      level: "debug",
    }),
    onReady: () => ready.resolve(),
  });
  const ended = supervisor.run();
  t.after(async () => {
    supervisor.stop();
    await ended;
    channel.close();
  });
  await ready.promise;
  return {
    ...watchNode(`http://127.0.0.1:${adminPort}`),
    url: `http://127.0.0.1:${port}`,
    kill: (thread) => channel.postMessage({ thread }),
    log: () => text,
    accessLog: () => readFileSync(join(folder, "access.log"), "utf8"),
  };
}

function watchNode(admin: string): Pick<Node, "metric" | "isReady"> {
  return {
    metric: async (sample) => {
      const lines = (await (await fetch(`${admin}/metrics`)).text()).split("\n");
      return Number(lines.find((line) => line.startsWith(`${sample} `))?.slice(sample.length + 1));
    },
    isReady: () =>
      fetch(`${admin}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      ),
  };
}

async function until(claim: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!(await claim())) {
    assert.ok(performance.now() < deadlineMs, `not ${what} in time`);
    await sleep(20);
  }
}

/** Connections of their own, so that all workers get their share. */
async function statuses(node: Node, count: number): Promise<Set<number>> {
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    const response = await fetch(`${node.url}/x`, { headers: { Connection: "close" } });
    await response.text();
    seen.add(response.status);
  }
  return seen;
}

test("a member that fails its health check gets no requests from any worker, whichever thread dies", async (t) => {
  const [good, ill] = [await startBackend(t), await startBackend(t)];
  const node = await startNode(t, [good, ill]);
  const healthy = (backend: Backend) =>
    node.metric(`portcullis_upstream_healthy{pool="up",member="127.0.0.1:${backend.port}"}`);
  await until(() => good.checks > 2 && ill.checks > 2, "checked");
  assert.deepEqual(await statuses(node, 20), new Set([200]));
  assert.ok(ill.served > 0, "both serve while both are well");

  ill.isWell = false;
  await until(async () => (await healthy(ill)) === 0, "found ill");
  assert.equal(await healthy(good), 1);
  await sleep(100);
  const served = ill.served;
  assert.deepEqual(await statuses(node, 20), new Set([200]));

  node.kill("gateway 0");
  await until(() => node.log().includes("gateway 0 died"), "dead");
  await until(node.isReady, "ready again");
  assert.deepEqual(await statuses(node, 20), new Set([200]));

  node.kill("control");
  await until(() => node.log().includes("control died"), "dead");
  assert.deepEqual(await statuses(node, 20), new Set([200]));
  await until(node.isReady, "ready again");
  assert.deepEqual(await statuses(node, 20), new Set([200]));
  assert.equal(ill.served, served, "the member that is ill served nothing");

  good.isWell = false;
  await until(async () => (await healthy(good)) === 0 && (await healthy(ill)) === 0, "both found ill");
  await until(async () => (await statuses(node, 8)).has(503), "told to the workers");
  await until(() => node.accessLog().includes('"no-member-in-service"'), "written");
  ill.isWell = true;
  await until(async () => (await healthy(ill)) === 1, "found well");
  await until(async () => !(await statuses(node, 8)).has(503), "told to the workers");
  assert.ok(ill.served > served);
});

test("a member is asked once per interval by the node, not by each of its workers", async (t) => {
  const only = await startBackend(t);
  const node = await startNode(t, [only]);
  await until(() => only.checks > 0, "checked");
  const [startedMs, before] = [performance.now(), only.checks];
  await sleep(2000);
  const intervals = (performance.now() - startedMs) / 200;
  assert.ok(
    only.checks - before <= intervals + 1,
    `${only.checks - before} checks in ${intervals} intervals`,
  );
  assert.deepEqual(await statuses(node, 1), new Set([200]));
});
