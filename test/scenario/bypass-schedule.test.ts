// A node that audits its backends by itself: what it finds is in its metrics, its log, its admin API and its
// store, and it serves meanwhile.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { guarded } from "#guard/node-guard.ts";
import { freePorts, type Program, runProgram, startProgram, testFolder } from "../harness/program.ts";

const SECRET = "a secret that gateway and backend share";

type Backend = { readonly port: number; readonly guard: () => void };

async function startBackend(t: TestContext): Promise<Backend> {
  const app: RequestListener = (request, response) => {
    request.resume();
    request.on("error", () => response.destroy());
    request.on("end", () => response.end("the application"));
  };
  const guard = guarded({ keys: [{ id: "k", secret: SECRET }] }, app);
  let isGuarded = false;
  const server = createServer((request, response) => (isGuarded ? guard : app)(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on TCP.
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    isGuarded = true;
  };
  return { port, guard: close };
}

type Setup = {
  readonly folder: string;
  readonly file: string;
  readonly port: number;
  readonly admin: string;
};

async function configured(t: TestContext, backend: number): Promise<Setup> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0, other = 0] = await freePorts(3);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(join(folder, "secret"), SECRET);
  writeFileSync(
    file,
    `version: 1
node: { workers: 1 }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
admin: { port: ${adminPort} }
store: { path: data/store.sqlite }
accessLog: { sinks: [{ file: { path: access.log } }] }
audit:
  bypass:
    schedule: {}
    interval: 1ms
    ports: [${other}]
    sources: { dmz: 127.0.0.2 }
    pools: { orders: { canary: /version, bodyPath: /echo } }
pools: { orders: { members: [{ url: "http://127.0.0.1:${backend}" }], assertion: { keyId: k, secret: "\${file:secret}" } } }
sites: { all: { hosts: ["*"], routes: { all: { path: /*, target: { pool: orders } } } } }
`,
  );
  return { folder, file, port, admin: `http://127.0.0.1:${adminPort}` };
}

async function started(t: TestContext, { file, folder }: Setup): Promise<Program> {
  const node = startProgram(t, ["serve", "--config", file], { cwd: folder });
  let hasEnded = false;
  void node.ended.then(() => {
    hasEnded = true;
  });
  await node.until(({ stderr }) => hasEnded || stderr.includes('"ready"'), "ready");
  assert.ok(!hasEnded, node.stderr);
  return node;
}

test("a node finds by itself that a backend is open, and that it was closed", async (t) => {
  const backend = await startBackend(t);
  const setup = await configured(t, backend.port);
  const { file } = setup;
  const node = await started(t, setup);
  const metric = async (verdict: string): Promise<string> => {
    const text = await (await fetch(`${setup.admin}/metrics`)).text();
    const line = text.split("\n").find((each) => each.includes(`verdict="${verdict}"`));
    return line?.split(" ").at(-1) ?? "";
  };
  await node.until(async () => (await metric("open")) === "1", "found open");
  assert.match(node.stderr, /"event":"bypass\.verdict".*"from":"","to":"open"/);
  const open = await runProgram(t, ["audit", "bypass", "history", "--config", file]);
  assert.equal(open.code, 1, open.stderr);
  assert.match(open.stdout, /^OPEN +orders .*\n {2}P3: /m);
  assert.equal((await fetch(`http://127.0.0.1:${setup.port}/`)).status, 200);

  backend.guard();
  writeFileSync(file, readFileSync(file, "utf8").replace("path: access.log", "path: other.log"));
  await node.until(async () => (await metric("proven-closed")) === "1", "found closed");
  assert.equal(await metric("open"), "0");
  assert.match(node.stderr, /"from":"open","to":"proven-closed"/);

  node.kill("SIGTERM");
  assert.equal((await node.ended).code, 0);
  await started(t, setup);
  const closed = await runProgram(t, ["audit", "bypass", "history", "--config", file]);
  assert.equal(closed.code, 0, closed.stdout + closed.stderr);
  assert.match(closed.stdout, /^PROVEN-CLOSED orders/m);
  assert.equal(closed.stdout.match(/ full /g)?.length, 2);
  const last = await runProgram(t, ["audit", "bypass", "history", "--last", "--config", file]);
  assert.equal(JSON.parse(last.stdout).format, "portcullis-bypass-audit/1");
});
