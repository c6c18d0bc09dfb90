// A request whose body comes to its end after its head was written for the backend, and before there is a
// connection to send it on. What goes out must be framed as the head says, or the body is read as requests.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { it } from "node:test";
import { startDeafBackend } from "../harness/deaf-backend.ts";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { pause } from "../harness/raw-client.ts";
import { readRequests } from "../harness/request-reader.ts";

const INNER = "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
const HEAD = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

it("a chunked body that is whole before there is a connection goes out in chunks", async (t) => {
  const backend = await startDeafBackend();
  const gateway = await startGateway({
    pools: [pool("up", [backend.port], { connectTimeoutMs: 20_000, responseTimeoutMs: 20_000 })],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  const socket = connect({ port: gateway.port, host: "127.0.0.1", noDelay: true });
  t.after(async () => {
    socket.destroy();
    await gateway.close();
    await backend.close();
  });
  let reply = "";
  socket.on("data", (bytes) => {
    reply += bytes.toString("latin1");
  });
  socket.write(HEAD);
  await pause(150);
  socket.write(`${INNER.length.toString(16)}\r\n${INNER}\r\n0\r\n\r\n`);
  await pause(150);
  assert.equal(backend.received(), "", "there is no connection yet");
  backend.hear();
  for (let i = 0; i < 500 && reply === ""; i++) await pause(20);
  assert.match(reply, /^HTTP\/1\.1 200 OK\r\n/);
  const { requests, rest } = readRequests(backend.received());
  assert.equal(rest, "");
  assert.deepEqual(
    requests.map(({ target, body }) => ({ target, body })),
    [{ target: "/x", body: INNER }],
  );
});
