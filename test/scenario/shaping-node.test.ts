// Bandwidth shaping on a running node of two workers: a client has one rate on both, its downloads and its
// uploads, and the node counts what waited. Times are lower bounds only.

import assert from "node:assert/strict";
import { Agent, createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { newNodeFolder } from "../harness/node-folder.ts";
import { startProgram } from "../harness/program.ts";

const KIB = 1024;
const SIZE = 2_000_000;
/** A bucket reckons in whole ms. */
const TOLERANCE_MS = 3;

/** Answers a GET with `SIZE` bytes, a POST with how many came. */
async function startBackend(t: TestContext): Promise<number> {
  const server = createServer((req, res) => {
    let taken = 0;
    req.on("data", (piece: Buffer) => {
      taken += piece.length;
    });
    req.on("end", () => res.end(req.method === "GET" ? "y".repeat(SIZE) : String(taken)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // It listens on TCP.
  return (server.address() as AddressInfo).port;
}

function ask(port: number, client: string, content?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "X-Forwarded-For": client };
    const method = content === undefined ? "GET" : "POST";
    // A connection of its own, on whichever worker it lands.
    const agent = new Agent({ keepAlive: false });
    const req = httpRequest({ port, host: "127.0.0.1", method, headers, agent });
    req.on("error", reject);
    req.on("response", (res) => {
      let text = "";
      res.setEncoding("latin1");
      res.on("data", (piece: string) => {
        text += piece;
      });
      res.on("error", reject);
      res.on("end", () => resolve(text));
    });
    req.end(content);
  });
}

test("a client's rate is one on all workers, for what it gets and for what it sends", async (t) => {
  const backend = await startBackend(t);
  const own = `pools: { up: { members: [{ url: "http://127.0.0.1:${backend}" }] } }
sites:
  default:
    hosts: ["*"]
    edgeRules: { fair: { shape: { download: 1MiB, upload: 1MiB, burst: 512KiB } } }
    routes: { all: { path: /*, target: { pool: up } } }`;
  const { folder, file, port, adminPort } = await newNodeFolder(t, own);
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  const least = (bytes: number): number => ((bytes - 512 * KIB) / (KIB * KIB)) * 1000 - TOLERANCE_MS;

  let startedMs = performance.now();
  assert.equal((await ask(port, "192.0.2.1")).length, SIZE);
  let tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= least(SIZE), `one download took ${tookMs} ms`);

  startedMs = performance.now();
  let isOver = false;
  const four = Promise.all(Array.from({ length: 4 }, () => ask(port, "192.0.2.2"))).finally(() => {
    isOver = true;
  });
  assert.equal(await ask(port, "192.0.2.3", "z".repeat(1000)), "1000");
  assert.ok(!isOver, "another client waits for nobody");
  for (const { length } of await four) assert.equal(length, SIZE);
  tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= least(4 * SIZE), `four downloads took ${tookMs} ms`);

  startedMs = performance.now();
  const content = "z".repeat(SIZE / 2);
  const sent = await Promise.all([ask(port, "192.0.2.4", content), ask(port, "192.0.2.4", content)]);
  assert.deepEqual(sent, [String(SIZE / 2), String(SIZE / 2)]);
  tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= least(SIZE), `two uploads took ${tookMs} ms`);

  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const counted = (name: string): number => {
    const line = metrics.split("\n").find((each) => each.startsWith(`${name}{`) && each.includes("fair"));
    return Number(line?.split(" ").at(-1));
  };
  assert.ok(counted("portcullis_shaped_bytes_total") > SIZE, metrics);
  assert.ok(counted("portcullis_shaped_seconds_total") > 1, metrics);
});
