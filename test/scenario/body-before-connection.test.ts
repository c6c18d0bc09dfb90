// A request whose body comes to its end after its head was written for the backend, and before there is a
// connection to send it on. What goes out must be framed as the head says, or the body is read as requests.

import assert from "node:assert/strict";
import { it } from "node:test";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { answering, OK, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { readRequests } from "../harness/request-reader.ts";

const INNER = "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
const HEAD = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
/** One read of the gateway's. Where it is filled, the next is made at once, before any connection opens. */
const READ_BYTES = 65_536;

/** Requests of so many bytes altogether that are answered by the gateway itself, at once. */
function fillers(bytes: number): string {
  const start = "GET /none?";
  const end = " HTTP/1.1\r\nHost: a\r\n\r\n";
  const most = 8000;
  let text = "";
  while (bytes - text.length > 0) {
    const left = bytes - text.length;
    const size = left > 2 * most ? most : left > most ? left - most / 2 : left;
    text += `${start}${"a".repeat(size - start.length - end.length)}${end}`;
  }
  return text;
}

it("a chunked body that is whole before there is a connection goes out in chunks", async (t) => {
  const backend = await startRawBackend(answering(OK));
  const gateway = await startGateway({
    pools: [pool("up", [backend.port])],
    sites: [
      site([
        route("/none", { kind: "sinkpool", name: "default", status: 404 }),
        route("/x", { kind: "pool", pool: "up" }),
      ]),
    ],
  });
  t.after(async () => {
    await gateway.close();
    await backend.close();
  });
  const chunk = `${INNER.length.toString(16)}\r\n${INNER}\r\n0\r\n\r\n`;
  const bytes = `${fillers(READ_BYTES - HEAD.length)}${HEAD}${chunk}`;
  assert.equal(bytes.indexOf(chunk), READ_BYTES);
  const reply = await exchangeRaw(gateway.port, bytes);
  assert.ok(reply.bytes.endsWith("\r\n\r\nok"));
  const { requests, rest } = readRequests(backend.received());
  assert.equal(rest, "");
  assert.deepEqual(
    requests.map(({ target, body }) => ({ target, body })),
    [{ target: "/x", body: INNER }],
  );
});
