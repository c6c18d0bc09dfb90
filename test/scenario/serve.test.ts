// `portcullis serve`, a whole node in a process of its own: start, reload, rotation, shutdown, and every way
// in which it refuses to start.

import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { freePorts, type Program, runProgram, startProgram, testFolder } from "../harness/program.ts";

type Node = {
  readonly program: Program;
  readonly folder: string;
  readonly file: string;
  readonly url: string;
  readonly admin: string;
  /** Replaces the configuration's routes and waits for nothing. */
  readonly write: (routes: string) => void;
};

const HELLO = 'hello: { path: /hello, target: { respond: { body: "one" } } }';

function configText(port: number, adminPort: number, routes: string, backendPort = 9): string {
  return `version: 1
node: { name: n1, workers: 2, drainTimeout: 5s }
admin: { port: ${adminPort} }
listeners:
  public: { address: 127.0.0.1, port: ${port} }
accessLog: { sink: access.log }
pools:
  backend:
    members: [{ url: http://127.0.0.1:${backendPort} }]
sites:
  default:
    hosts: ["*"]
    routes:
      proxy: { path: /proxy/*, target: { pool: backend } }
      ${routes}
`;
}

async function startNode(t: TestContext, routes = HELLO, backendPort?: number): Promise<Node> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  const write = (text: string) => writeFileSync(file, configText(port, adminPort, text, backendPort));
  write(routes);
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  const admin = `http://127.0.0.1:${adminPort}`;
  await program.until(({ stderr }) => stderr.includes('"ready"'), "ready");
  return { program, folder, file, url: `http://127.0.0.1:${port}`, admin, write };
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

async function metric(node: Node, sample: string): Promise<number> {
  const line = (await textOf(`${node.admin}/metrics`))
    .split("\n")
    .find((text) => text.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1));
}

function accessLines(node: Node, file = "access.log"): Record<string, unknown>[] {
  const path = join(node.folder, file);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** A backend whose answers come when the test says so. */
async function startBackend(
  t: TestContext,
): Promise<{ port: number; release: () => void; waiting: () => number }> {
  const held: (() => void)[] = [];
  const server: Server = createServer((req, res) => {
    if (req.url?.endsWith("/slow") === true) held.push(() => res.end("slow"));
    else res.end("fast");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const release = () => {
    for (const answer of held.splice(0)) answer();
  };
  return { port: address.port, release, waiting: () => held.length };
}

test("a node serves, tells its state, and writes one access line per request", async (t) => {
  const backend = await startBackend(t);
  const node = await startNode(t, HELLO, backend.port);
  assert.equal(await textOf(`${node.url}/hello`), "one");
  assert.equal(await textOf(`${node.url}/proxy/a?token=secret`), "fast");
  assert.equal((await fetch(`${node.url}/else`)).status, 404);
  assert.equal((await fetch(`${node.admin}/readyz`)).status, 200);
  await node.program.until(() => accessLines(node).length === 3, "3 access lines");
  const lines = accessLines(node);
  assert.deepEqual(
    lines.map(({ status }) => Number(status)).toSorted((a, b) => a - b),
    [200, 200, 404],
  );
  const proxied = lines.find(({ route }) => route === "proxy");
  assert.equal(proxied?.["requestTarget"], "/proxy/a?token=[scrubbed]");
  assert.equal(proxied?.["node"], "n1");
  assert.equal(
    await metric(node, 'portcullis_requests_total{site="default",route="hello",status_class="2xx"}'),
    1,
  );
  assert.equal(await metric(node, 'portcullis_workers{state="current"}'), 2);
  const health = await runProgram(t, ["healthcheck", "--config", node.file]);
  assert.equal(health.code, 0, health.stderr);
});

test("a changed file is taken over, and a broken one is refused while the old one serves on", async (t) => {
  const node = await startNode(t);
  node.write(HELLO.replace("one", "two"));
  await node.program.until(async () => (await textOf(`${node.url}/hello`)) === "two", "reloaded");
  assert.equal(await metric(node, "portcullis_snapshot_generation"), 2);

  node.write("hello: { path: /hello, target: { pool: nowhere } }");
  // The diagnostics are lines of their own, after the one that tells of the refusal.
  await node.program.until(({ stderr }) => stderr.includes("nowhere"), "explained");
  assert.match(node.program.stderr, /refused/);
  assert.match(node.program.stderr, /"line":15/);
  assert.equal(await textOf(`${node.url}/hello`), "two");
  assert.equal(await metric(node, 'portcullis_config_reload_total{outcome="refused"}'), 1);
  assert.equal(await metric(node, "portcullis_config_last_reload_successful"), 0);
  assert.equal((await fetch(`${node.admin}/readyz`)).status, 200);

  node.write(HELLO.replace("one", "three"));
  await node.program.until(async () => (await textOf(`${node.url}/hello`)) === "three", "reloaded");
  assert.equal(await metric(node, "portcullis_config_last_reload_successful"), 1);
});

test("SIGHUP reads the configuration again, and says so where nothing changed", async (t) => {
  const node = await startNode(t);
  node.program.kill("SIGHUP");
  await node.program.until(({ stderr }) => stderr.includes("unchanged"), "reloaded");
  assert.equal(await metric(node, "portcullis_snapshot_generation"), 1);
  node.write(HELLO.replace("one", "two"));
  node.program.kill("SIGHUP");
  await node.program.until(async () => (await textOf(`${node.url}/hello`)) === "two", "reloaded");
});

test("a new listener that something else holds refuses the configuration, and the node serves on", async (t) => {
  const node = await startNode(t);
  const blocker = createTcpServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  t.after(() => blocker.close());
  const address = blocker.address();
  assert.ok(typeof address === "object" && address !== null);
  const text = readFileSync(node.file, "utf8");
  writeFileSync(node.file, text.replace("listeners:\n", `listeners:\n  second: { port: ${address.port} }\n`));
  await node.program.until(({ stderr }) => stderr.includes("EADDRINUSE"), "refused");
  assert.match(node.program.stderr, /the listener second cannot listen on 0\.0\.0\.0:/);
  assert.equal(await textOf(`${node.url}/hello`), "one");
});

test("SIGUSR2 opens the access log anew after it was renamed", async (t) => {
  const node = await startNode(t);
  await fetch(`${node.url}/hello`);
  await node.program.until(() => accessLines(node).length === 1, "written");
  renameSync(join(node.folder, "access.log"), join(node.folder, "access.log.1"));
  node.program.kill("SIGUSR2");
  await node.program.until(() => existsSync(join(node.folder, "access.log")), "reopened");
  await fetch(`${node.url}/hello`);
  await node.program.until(() => accessLines(node).length === 1, "written");
  assert.equal(accessLines(node, "access.log.1").length, 1);
});

test("SIGTERM lets a request under way finish, then writes its line and ends with 0", async (t) => {
  const backend = await startBackend(t);
  const node = await startNode(t, HELLO, backend.port);
  const slow = textOf(`${node.url}/proxy/slow`);
  await node.program.until(() => backend.waiting() === 1, "under way");
  node.program.kill("SIGTERM");
  await node.program.until(async () => (await fetch(`${node.admin}/readyz`)).status === 503, "draining");
  assert.deepEqual(JSON.parse(await textOf(`${node.admin}/readyz`)).draining, true);
  await node.program.until(
    async () =>
      fetch(`${node.url}/hello`).then(
        () => false,
        () => true,
      ),
    "closed",
  );
  backend.release();
  assert.equal(await slow, "slow");
  assert.deepEqual(await node.program.ended, { code: 0, signal: null });
  assert.equal(accessLines(node).filter(({ route }) => route === "proxy").length, 1);
});

test("a second SIGTERM ends a node at once", async (t) => {
  const backend = await startBackend(t);
  const node = await startNode(t, HELLO, backend.port);
  const cut = assert.rejects(textOf(`${node.url}/proxy/slow`));
  await node.program.until(() => backend.waiting() === 1, "under way");
  node.program.kill("SIGTERM");
  await node.program.until(({ stderr }) => stderr.includes("stopping"), "stopping");
  const startedMs = performance.now();
  node.program.kill("SIGTERM");
  assert.equal((await node.program.ended).code, 143);
  assert.ok(performance.now() - startedMs < 2000);
  await cut;
});

test("a port that another program holds is a start that fails, and says which listener and why", async (t) => {
  const node = await startNode(t);
  const second = await runProgram(t, ["serve", "--config", node.file]);
  assert.equal(second.code, 69);
  assert.match(second.stderr, /the listener public cannot listen on 127\.0\.0\.1:[0-9]+: another program/);
  assert.match(second.stderr, /EADDRINUSE/);
});

test("an admin port that another program holds is a start that fails", async (t) => {
  const folder = testFolder(t);
  const blocker = createTcpServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  t.after(() => blocker.close());
  const address = blocker.address();
  assert.ok(typeof address === "object" && address !== null);
  const [port = 0] = await freePorts(1);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, configText(port, address.port, HELLO));
  const { code, stderr } = await runProgram(t, ["serve", "--config", file]);
  assert.equal(code, 69);
  assert.match(stderr, /the admin listener cannot listen on/);
});

test("a broken first configuration is a start that fails with every diagnostic", async (t) => {
  const folder = testFolder(t);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, configText(8080, 9180, "hello: { path: hello, target: { pool: nowhere } }"));
  const { code, stderr } = await runProgram(t, ["serve", "--config", file]);
  assert.equal(code, 78);
  assert.match(stderr, /portcullis\.yaml:15:[0-9]+: error: .*\[/);
  assert.match(stderr, /nowhere/);
});

test("an access log that cannot be opened is a start that fails", async (t) => {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, configText(port, adminPort, HELLO).replace("access.log", "none/access.log"));
  const { code, stderr } = await runProgram(t, ["serve", "--config", file]);
  assert.equal(code, 73);
  assert.match(stderr, /the access log cannot be written: ENOENT/);
});

test("access lines go to standard output where the configuration says so, and nothing else does", async (t) => {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, configText(port, adminPort, HELLO).replace("access.log", "stdout"));
  const program = startProgram(t, ["serve", "--config", file]);
  await program.until(({ stderr }) => stderr.includes('"ready"'), "ready");
  for (let i = 0; i < 20; i++) await fetch(`http://127.0.0.1:${port}/hello?${i}`);
  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
  const lines = program.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, 20);
});

test("malformed bytes leave an access line too", async (t) => {
  const node = await startNode(t);
  const { port } = new URL(node.url);
  const answer = await new Promise<string>((resolve) => {
    let received = "";
    const socket = connect(Number(port), "127.0.0.1", () =>
      socket.write("\x01\x02 nonsense\xff\r\n\r\n", "latin1"),
    );
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    socket.on("error", () => undefined).on("close", () => resolve(received));
  });
  assert.match(answer, /^HTTP\/1\.1 400 /);
  await node.program.until(() => accessLines(node).length === 1, "written");
  const [line] = accessLines(node);
  assert.equal(line?.["stage"], "read");
});
