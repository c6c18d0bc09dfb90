// Large bodies up and down, HTTP/1.1 and HTTP/2 on either side: every byte arrives, and memory does not grow
// with them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect, createServer as createH2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { collectGarbage } from "../harness/collect-garbage.ts";
import { listener, pool, route, site, startGateway, testLimits } from "../harness/gateway.ts";

const BYTES = 64 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, "0123456789abcdef");
/** Far less than one body, more than the buffers of a connection. */
const MAX_GROWTH = 8 * 1024 * 1024;
const expected = digest(Array.from({ length: BYTES / PIECE.length }, () => PIECE));

function digest(pieces: readonly Buffer[]): string {
  const hash = createHash("sha1");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

function* pieces(): Generator<Buffer> {
  for (let sent = 0; sent < BYTES; sent += PIECE.length) yield PIECE;
}

async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash("sha1");
  for await (const piece of stream) hash.update(piece as Buffer); // Without an encoding: buffers.
  return hash.digest("hex");
}

/** POST answers with the digest of what came; GET gives the pieces. */
async function startBackend(isHttp2: boolean) {
  const server = isHttp2 ? createH2Server() : createServer();
  server.on("request", (req: Readable & { readonly method: string }, res: NodeJS.WritableStream) => {
    if (req.method === "GET") Readable.from(pieces()).pipe(res);
    else void digestOf(req).then((hash) => res.end(hash));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's address.
  return { port, close: () => server.close() };
}

async function downloadH1(port: number): Promise<string> {
  const req = request({ port, host: "127.0.0.1", path: "/", agent: false }).end();
  const [res] = (await once(req, "response")) as [Readable]; // The event's one argument.
  return digestOf(res);
}

async function uploadH1(port: number): Promise<string> {
  const req = request({ port, host: "127.0.0.1", method: "POST", agent: false });
  Readable.from(pieces()).pipe(req);
  const [res] = (await once(req, "response")) as [Readable]; // The event's one argument.
  return Buffer.concat(await res.toArray()).toString();
}

async function overH2(port: number, isUpload: boolean): Promise<string> {
  const session = connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ":method": isUpload ? "POST" : "GET" }, { endStream: !isUpload });
  if (isUpload) Readable.from(pieces()).pipe(stream);
  const got = isUpload ? Buffer.concat(await stream.toArray()).toString() : await digestOf(stream);
  session.close();
  return got;
}

/** What is held, garbage aside: when that goes depends on the size of the heap, not on us. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How far memory rises above where it was, while `work` is done. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = heldBytes();
  let most = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const startedMs = performance.now();
    most = Math.max(most, heldBytes() - before);
    // Most of the time is for the bodies.
    timer = setTimeout(look, Math.max(50, 5 * (performance.now() - startedMs)));
  };
  look();
  await work().finally(() => clearTimeout(timer));
  return Math.max(most, heldBytes() - before);
}

describe("64 MB", () => {
  for (const [client, isHttp2] of [
    ["HTTP/1.1", false],
    ["HTTP/2", false],
    ["HTTP/2", true],
  ] as const) {
    it(`go down and up over ${client} to a backend of ${isHttp2 ? "HTTP/2" : "HTTP/1.1"}`, async () => {
      const backend = await startBackend(isHttp2);
      const timeouts = { connectTimeoutMs: 5000, responseTimeoutMs: 30_000, bodyTimeoutMs: 10_000 };
      const gateway = await startGateway({
        listeners: [listener({ http2: true })],
        limits: { ...testLimits, bodyBytes: BYTES, bodyTimeoutMs: 10_000, requestTimeoutMs: 60_000 },
        pools: [pool("up", [backend.port], { isHttp2, ...timeouts })],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      });
      const { port } = gateway;
      const isH1 = client === "HTTP/1.1";
      const growth = await growthDuring(async () => {
        assert.equal(await (isH1 ? downloadH1(port) : overH2(port, false)), expected);
        assert.equal(await (isH1 ? uploadH1(port) : overH2(port, true)), expected);
      });
      assert.ok(growth < MAX_GROWTH, `memory grew by ${Math.round(growth / 1024 / 1024)} MiB`);
      assert.deepEqual(gateway.defects, []);
      await gateway.close();
      backend.close();
    });
  }
});
