// Every response of the corpus through a gateway: what the client gets, and whether the connection it came on
// is used for the request after it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pool, route, site, startGateway } from "../../harness/gateway.ts";
import { startRawBackend } from "../../harness/raw-backend.ts";
import { contentOf, exchangeRaw, pause, statusOf } from "../../harness/raw-client.ts";
import { valuesOf } from "../../harness/request-reader.ts";
import { type ResponseCase, responseCorpus } from "./response-cases.ts";

const SECOND = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond";

describe("the codec of HTTP/1.1 and a backend's", () => {
  for (const [theme, cases] of Object.entries(responseCorpus)) {
    describe(theme, () => {
      for (const one of cases) {
        const verdict = one.expect === "refused" ? "gives 502" : "passes";
        it(`${verdict}: ${one.name} (${one.source})`, () => check(one));
      }
    });
  }
});

async function check(one: ResponseCase): Promise<void> {
  let connections = 0;
  let requests = 0;
  const backend = await startRawBackend((socket, piece, sofar) => {
    if (sofar === piece) connections++;
    if (!piece.includes("\r\n\r\n")) return;
    if (requests++ > 0) {
      socket.write(SECOND);
      return;
    }
    const pieces = typeof one.bytes === "string" ? [one.bytes] : one.bytes;
    pieces.forEach((bytes, i) => {
      setTimeout(() => {
        socket.write(bytes, "latin1");
        if (one.ends) socket.end();
      }, i * 30);
    });
  });
  const gateway = await startGateway({
    pools: [pool("up", [backend.port])],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  try {
    const request = `${one.method ?? "GET"} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    const reply = await exchangeRaw(gateway.port, request);
    assert.equal(reply.end, "closed");
    checkReply(one, reply.bytes);
    const isRefused = one.expect === "refused";
    assert.equal(gateway.records[0]?.endStage, isRefused ? "forward" : "");
    // Time for a later piece to come where it must not.
    if (typeof one.bytes !== "string") await pause(90);
    const next = await exchangeRaw(gateway.port, "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.equal(contentOf(next.bytes), "second");
    const isKept = one.expect !== "refused" && one.expect.isKept;
    assert.equal(
      connections,
      isKept ? 1 : 2,
      isKept ? "the connection is kept" : "the connection is given up",
    );
    assert.deepEqual(gateway.defects, []);
  } finally {
    await gateway.close();
    await backend.close();
  }
}

function checkReply(one: ResponseCase, bytes: string): void {
  const final = bytes.replace(/^(?:HTTP\/1\.1 1[0-9]{2} [^]*?\r\n\r\n)+/, "");
  if (one.expect === "refused") {
    assert.equal(statusOf(bytes), 502);
    assert.ok(!bytes.includes("evil"));
    return;
  }
  const { expect } = one;
  assert.equal(statusOf(final), expect.status);
  const head = final.slice(0, final.indexOf("\r\n\r\n"));
  const content = contentOf(final);
  assert.equal(head.includes("Transfer-Encoding: chunked") ? unchunked(content) : content, expect.content);
  const [, ...lines] = head.split("\r\n");
  for (const line of expect.has ?? []) assert.ok(lines.includes(line), line);
  for (const name of expect.lacks ?? []) assert.deepEqual(valuesOf(lines, name), [], name);
  if (expect.lacksText !== undefined) assert.ok(!bytes.includes(expect.lacksText));
}

/** The content of chunks that the gateway wrote. */
function unchunked(bytes: string): string {
  let content = "";
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, end), 16);
    assert.ok(end > 0 && size >= 0, "a chunk begins with its size");
    if (size === 0) return content;
    content += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 2 + size + 2);
  }
}
