// The proxy that a careful Node developer writes: node:http in front, an undici pool behind, bodies
// streamed both ways. Run as `node node-undici.ts PORT UPSTREAM_PORT ACCESS_LOG`.

import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Dispatcher, Pool } from "undici";
import { AccessLog, forwardedFields, returnedFields } from "./undici-proxy.ts";

const [port = "", upstreamPort = "", accessLog = ""] = process.argv.slice(2);
const member = `127.0.0.1:${upstreamPort}`;
const pool = new Pool(`http://${member}`, { connections: 64, pipelining: 1 });
const log = new AccessLog(accessLog, member);

async function forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { "content-length": length, "transfer-encoding": coding } = req.headers;
  const told = {
    req,
    requestId: randomUUID(),
    startedAt: performance.now(),
    remoteAddress: req.socket.remoteAddress ?? "",
    remotePort: req.socket.remotePort ?? 0,
    responseBytes: 0,
  };
  const method = req.method as Dispatcher.HttpMethod; // Any token that node:http let through.
  const body = length === undefined && coding === undefined ? null : req;
  try {
    const answer = await pool.request({ path: req.url ?? "/", method, headers: forwardedFields(told), body });
    res.writeHead(answer.statusCode, returnedFields(answer.headers));
    answer.body.on("data", (chunk: Buffer) => {
      told.responseBytes += chunk.length;
    });
    await pipeline(answer.body, res);
    log.record(told, answer.statusCode);
  } catch (failure) {
    if (res.headersSent) res.destroy(failure instanceof Error ? failure : undefined);
    else res.writeHead(502).end();
    log.record(told, 502);
  }
}

const server = createServer((req, res) => void forward(req, res));
server.listen(Number(port), "127.0.0.1", 1024);
process.on("SIGTERM", () => log.end(() => process.exit(0)));
