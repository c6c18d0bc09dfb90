// What goes on and what stands still while a shape holds a request in `screen`: its time-out, and the places
// that others could have.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { gather, H2Client } from "../harness/h2-client.ts";
import { pause } from "../harness/raw-client.ts";

const KIB = 1024;

const CONFIG = `
trustedHops: [127.0.0.1]
listeners: { public: { address: 127.0.0.1, port: 8080, http2: true, http2Limits: { queuedResponse: 64KiB } } }
limits: { headTimeout: 1s, bodyTimeout: 1500ms, requestTimeout: 1500ms }
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }] } }
sites:
  api:
    hosts: ["*"]
    edgeRules: { all: { shape: { upload: 1KiB, download: 1KiB } } }
    routes:
      single: { path: /single, target: { pool: up }, limits: { concurrentRequests: 1 } }
      fixed: { path: /fixed, target: { respond: { body: "BODY" } } }
      all: { path: /*, target: { pool: up } }
`;

type World = { readonly gateway: TestGateway; readonly asked: () => number };

/** A backend that says how many bytes came; `/reset` gets 205 with content that should not be there. */
async function start(t: TestContext): Promise<World> {
  let asked = 0;
  const server = createServer((req, res) => {
    asked++;
    let taken = 0;
    req.on("data", (piece: Buffer) => {
      taken += piece.length;
    });
    const isReset = req.url === "/reset";
    req.on("end", () =>
      res.writeHead(isReset ? 205 : 200).end(isReset ? "r".repeat(3 * KIB) : String(taken)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It listens on TCP.
  const { port } = server.address() as AddressInfo;
  const gateway = await startConfigured(
    CONFIG.replace("PORT", String(port)).replace("BODY", "x".repeat(100 * KIB)),
  );
  t.after(async () => {
    await gateway.close();
    server.closeAllConnections();
    server.close();
  });
  return { gateway, asked: () => asked };
}

const post = (path: string, client: string) => ({
  ":method": "POST",
  ":path": path,
  ":authority": "a",
  "x-forwarded-for": client,
});

test("the time-out of a request over HTTP/2 stands still while its shape holds what came first", async (t) => {
  const { gateway, asked } = await start(t);
  const client = new H2Client(gateway.port);
  t.after(() => client.close());
  const stream = client.session.request(post("/up", "192.0.2.1"));
  const answer = gather(stream);
  stream.write("z".repeat(3 * KIB), "latin1");
  for (let i = 0; i < 500 && asked() === 0; i++) await pause(20);
  // Longer than it takes to see that it is late.
  await pause(400);
  stream.end("end", "latin1");
  const { status, body } = await answer;
  assert.deepEqual([status, body], [200, String(3 * KIB + 3)]);
  const [line] = await gateway.recorded(1);
  assert.ok((line?.shapedMs ?? 0) > 1500, `${line?.shapedMs}`);
});

test("a request that waits for its own bytes keeps no place of its route", async (t) => {
  const { gateway, asked } = await start(t);
  const client = new H2Client(gateway.port);
  t.after(() => client.close());
  let isOver = false;
  const slow = client.ask(post("/single", "192.0.2.1"), ["z".repeat(3 * KIB)]).finally(() => {
    isOver = true;
  });
  for (let i = 0; i < 500 && !gateway.events.includes("shape api/all applied"); i++) await pause(5);
  const other = await client.ask(post("/single", "192.0.2.2"), ["z"]);
  assert.deepEqual([other.status, other.body], [200, "1"]);
  assert.deepEqual([isOver, asked()], [false, 1]);
  const { status, body } = await slow;
  assert.deepEqual([status, body], [200, String(3 * KIB)]);
  const again = await client.ask(post("/single", "192.0.2.3"), ["z"]);
  assert.equal(again.status, 200, "it has given back what it took");
});

test("an answer of 205 waits for no bytes that are not sent", async (t) => {
  const { gateway } = await start(t);
  const client = new H2Client(gateway.port);
  t.after(() => client.close());
  const { status, body } = await client.ask({
    ":path": "/reset",
    ":authority": "a",
    "x-forwarded-for": "192.0.2.1",
  });
  assert.deepEqual([status, body], [205, ""]);
  const [line] = await gateway.recorded(1);
  assert.equal(line?.shapedMs, 0);
});

test("what is held of whole answers counts as what waits for the client of a connection", async (t) => {
  const { gateway, asked } = await start(t);
  const [client, other] = [new H2Client(gateway.port), new H2Client(gateway.port)];
  t.after(() => {
    client.close();
    other.close();
  });
  const fixed = { ":path": "/fixed", ":authority": "a", "x-forwarded-for": "192.0.2.1" };
  const large = client.session.request(fixed);
  large.on("error", () => {}).resume();
  await new Promise((resolve) => large.on("response", resolve));
  const behind = client.ask(post("/up", "192.0.2.2"), ["z"]);
  const { status } = await other.ask(post("/up", "192.0.2.3"), ["z"]);
  assert.deepEqual([status, asked()], [200, 1]);
  large.close();
  assert.equal((await behind).status, 200);
  assert.equal(asked(), 2);
});
