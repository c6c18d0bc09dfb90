// Fields that come after a chunked body: passed on both ways, but none that could change how a message is
// framed, routed or believed.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { answering, type Behaviour, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw } from "../harness/raw-client.ts";

async function through(behaviour: Behaviour, bytes: string | readonly string[]): Promise<string> {
  const backend = await startRawBackend(behaviour);
  const gateway = await startGateway({
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  const reply = await exchangeRaw(gateway.port, bytes, { waitMs: 2000 });
  await gateway.close();
  await backend.close();
  return reply.bytes;
}

/** Answers with the request it got, as text. */
const echo: Behaviour = answering(
  (request) => `HTTP/1.1 200 OK\r\nContent-Length: ${request.length}\r\n\r\n${request}`,
);

const FORBIDDEN = [
  "Content-Length: 3",
  "Host: b",
  "Transfer-Encoding: x",
  "Authorization: x",
  "Cookie: x",
  "X-Forwarded-For: 1.1.1.1",
  "X_Forwarded_For: 1.1.1.1",
  "X-Request-Id: x",
  "Connection: X-T",
  "TE: x",
  "Content-Type: x",
  "Set-Cookie: x",
];

describe("the trailers of a request", () => {
  const head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
  const body = `5\r\nhello\r\n0\r\nX-T: 1\r\n${FORBIDDEN.join("\r\n")}\r\nX-U: 2\r\n\r\n`;

  for (const [name, parts] of [
    ["came with the head", [head + body]],
    ["came later, in pieces", [head, body.slice(0, 5), body.slice(5, 40), body.slice(40)]],
  ] as const) {
    it(`reach the backend, those that may not stand there left out: the body ${name}`, async () => {
      const seen = contentOf(await through(echo, parts));
      assert.match(seen, /\r\nTransfer-Encoding: chunked\r\n\r\n/);
      assert.match(seen, /\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n$/);
    });
  }
});

describe("the trailers of a response", () => {
  const response =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Checksum: 7\r\nContent-Length: 9\r\n\r\n";

  it("reach the client, those that may not stand there left out", async () => {
    const reply = await through(
      answering(response),
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    assert.match(reply, /\r\nTransfer-Encoding: chunked\r\n/);
    assert.ok(reply.endsWith("\r\n\r\n2\r\nok\r\n0\r\nX-Checksum: 7\r\n\r\n"));
  });

  it("do not reach a client of HTTP/1.0, nor one that asked by HEAD", async () => {
    const old = await through(answering(response), "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
    assert.ok(old.endsWith("\r\n\r\nok"));
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const reply = await through(answering(head), "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.ok(reply.endsWith("\r\n\r\n"));
    assert.doesNotMatch(reply, /X-Checksum/);
  });
});
