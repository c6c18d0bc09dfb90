import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { AdminServer, type Readiness } from "./admin-server.ts";

const ready: Readiness = {
  ready: true,
  reasons: [],
  generation: 3,
  workers: { configured: 2, current: 2 },
  draining: false,
  warnings: [],
};

async function fixture(t: { after(callback: () => void): void }) {
  const state = { readiness: ready };
  const source = {
    readiness: () => state.readiness,
    metrics: () => "# HELP a b.\n# TYPE a gauge\na 1\n",
    api: undefined,
  };
  const spec = { address: "127.0.0.1", port: 0, hosts: ["localhost", "127.0.0.1", "[::1]"] };
  const server = await AdminServer.open(spec, source);
  t.after(() => server.close());
  /** Sends raw bytes; fetch would not let a test choose its Host. */
  const send = (text: string): Promise<{ status: number; head: string; body: string }> =>
    new Promise((resolve, reject) => {
      let received = "";
      const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        received += chunk;
      });
      socket.on("error", reject).on("close", () => {
        const [head = "", body = ""] = received.split("\r\n\r\n");
        resolve({ status: Number(head.split(" ")[1]), head, body });
      });
    });
  const get = (path: string, host = "localhost", method = "GET") =>
    send(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return { state, server, send, get };
}

test("is live while its thread lives", async (t) => {
  const { get } = await fixture(t);
  const { status, body } = await get("/livez");
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(body), { live: true });
});

test("is ready with 200, and not ready with 503 and the reasons", async (t) => {
  const { get, state } = await fixture(t);
  assert.equal((await get("/readyz")).status, 200);
  state.readiness = { ...ready, ready: false, reasons: ["worker 1 does not serve generation 3"] };
  const { status, body } = await get("/readyz?verbose");
  assert.equal(status, 503);
  assert.deepEqual(JSON.parse(body).reasons, ["worker 1 does not serve generation 3"]);
});

test("gives metrics in the text format", async (t) => {
  const { get } = await fixture(t);
  const { status, head, body } = await get("/metrics");
  assert.equal(status, 200);
  assert.match(head, /content-type: text\/plain; version=0\.0\.4/i);
  assert.match(body, /^a 1$/m);
});

test("answers for its own hosts only, with any port", async (t) => {
  const { get, server } = await fixture(t);
  for (const host of ["localhost:9180", "LOCALHOST.", "127.0.0.1", `[::1]:${server.port}`]) {
    assert.equal((await get("/livez", host)).status, 200, host);
  }
  for (const host of [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example:80",
    "x:localhost",
    "",
  ]) {
    assert.equal((await get("/livez", host)).status, 421, host);
  }
  assert.equal((await get("http://localhost/livez")).status, 421);
});

test("refuses a request without a host", async (t) => {
  const { send } = await fixture(t);
  assert.equal((await send("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n")).status, 400);
});

test("says in problem details what is not there and what is not allowed", async (t) => {
  const { get } = await fixture(t);
  const missing = await get("/toString");
  assert.equal(missing.status, 404);
  assert.match(missing.head, /application\/problem\+json/);
  assert.equal(JSON.parse(missing.body).status, 404);
  for (const method of ["POST", "DELETE", "OPTIONS"]) {
    const refused = await get("/metrics", "localhost", method);
    assert.equal(refused.status, 405);
    assert.match(refused.head, /allow: GET, HEAD/i);
  }
});

test("answers HEAD without a body", async (t) => {
  const { get } = await fixture(t);
  const { status, body } = await get("/metrics", "localhost", "HEAD");
  assert.equal(status, 200);
  assert.equal(body, "");
});

test("refuses heads beyond its limit", async (t) => {
  const { send } = await fixture(t);
  const { status } = await send(`GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(9000)}\r\n\r\n`);
  assert.equal(status, 431);
});

test("rejects with the system's error where the port is taken", async (t) => {
  const { server } = await fixture(t);
  const spec = { address: "127.0.0.1", port: server.port, hosts: [] };
  await assert.rejects(
    AdminServer.open(spec, { readiness: () => ready, metrics: () => "", api: undefined }),
    {
      code: "EADDRINUSE",
    },
  );
});
