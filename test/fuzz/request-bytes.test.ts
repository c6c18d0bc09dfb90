// Requests with bytes changed, moved, doubled and cut at random: the gateway answers or closes every time,
// never breaks, and what it forwards is read by another strict parser as exactly as many requests as it said.
// Prints its seed; `PORTCULLIS_FUZZ_SEED` repeats a run, `PORTCULLIS_FUZZ_SECONDS` makes it longer.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { it } from "node:test";
import { pool, route, site, startGateway, testLimits } from "../harness/gateway.ts";
import { exchangeRaw } from "../harness/raw-client.ts";

const SEED = Number(process.env["PORTCULLIS_FUZZ_SEED"] ?? Date.now() % 1_000_000);
const SECONDS = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 3);
const ROUND = 32;

const seeds = [
  "GET /a/b?c=d HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
  "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
  "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: 1\r\n\r\n",
  "GET http://a:80/x HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-A\r\nX-A: 1\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n\r\n",
  "PUT /%2e%2e/;x//y HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
  "HEAD / HTTP/1.0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
];
const spices = [
  "\r\n",
  "\n",
  "\r",
  "\0",
  " ",
  "\t",
  ":",
  ";",
  ",",
  "/",
  "%2f",
  "..",
  "\\",
  "\xff",
  "\x7f",
  "0",
  "-1",
  "chunked",
  "Content-Length: 3\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Host: b\r\n",
  "HTTP/1.1",
  "\r\n\r\n",
  "5\r\n",
];

/** A small linear congruential generator: a run must be repeatable. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(random: (below: number) => number): string {
  let bytes = seeds[random(seeds.length)] ?? "";
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(bytes.length + 1);
    const end = Math.min(bytes.length, at + random(12));
    const spice = spices[random(spices.length)] ?? "";
    const kind = random(4);
    if (kind === 0) bytes = bytes.slice(0, at) + spice + bytes.slice(at);
    else if (kind === 1) bytes = bytes.slice(0, at) + bytes.slice(end);
    else if (kind === 2) bytes = bytes.slice(0, at) + String.fromCharCode(random(256)) + bytes.slice(at + 1);
    else bytes = bytes.slice(0, end) + bytes.slice(at);
  }
  return bytes;
}

/**
 * A client that breaks off in a body has its request broken off behind us too; and the other parser knows
 * fewer methods than RFC 9110 §9.1 admits.
 */
function isExpected(error: Error): boolean {
  const text = "code" in error ? `${error.message} ${error.code}` : error.message;
  return /aborted|ECONNRESET|EPIPE|HPE_INVALID_EOF_STATE|HPE_INVALID_METHOD|Expected space after method/.test(
    text,
  );
}

it("requests of changed bytes are answered or closed, and none is read twice differently", async (t) => {
  t.diagnostic(`seed ${SEED}`);
  const random = randomFrom(SEED);
  let seen = 0;
  const misread: string[] = [];
  const server = createServer((req, res) => {
    seen++;
    req.resume();
    req.on("end", () => res.end("ok"));
  });
  server.on("clientError", (error, socket) => {
    if (!isExpected(error)) misread.push(error.message);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const gateway = await startGateway({
    pools: [pool("up", [address.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
    limits: { ...testLimits, bodyTimeoutMs: 150, headTimeoutMs: 150 },
  });
  t.after(async () => {
    await gateway.close();
    server.closeAllConnections();
    server.close();
  });
  const endMs = performance.now() + SECONDS * 1000;
  let sent = 0;
  while (performance.now() < endMs) {
    const inputs = Array.from({ length: ROUND }, () => mutate(random));
    const replies = await Promise.all(
      inputs.map((bytes) => exchangeRaw(gateway.port, bytes, { halfClose: true, waitMs: 4000 })),
    );
    sent += inputs.length;
    for (const [i, reply] of replies.entries()) {
      assert.notEqual(reply.end, "open", `no end for ${JSON.stringify(inputs[i])}`);
    }
  }
  const forwarded = gateway.records.filter((record) => record.member !== "" && record.attempts > 0);
  assert.deepEqual(gateway.defects, []);
  assert.deepEqual(misread, []);
  assert.ok(
    seen <= forwarded.reduce((sum, record) => sum + record.attempts, 0),
    `${seen} requests were seen`,
  );
  t.diagnostic(`${sent} inputs, ${gateway.records.length} requests, ${forwarded.length} forwarded`);
});
