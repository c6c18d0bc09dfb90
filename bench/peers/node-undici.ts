// The proxy that a careful Node developer writes: node:http in front, an undici pool behind, bodies
// streamed both ways. Run as `node node-undici.ts PORT UPSTREAM_PORT ACCESS_LOG`.

import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { type Dispatcher, Pool } from "undici";

const [port = "", upstreamPort = "", accessLog = ""] = process.argv.slice(2);
const member = `127.0.0.1:${upstreamPort}`;
const pool = new Pool(`http://${member}`, { connections: 64, pipelining: 1 });

const HOP_BY_HOP = new Set([
  ..."connection keep-alive proxy-connection te trailer transfer-encoding upgrade".split(" "),
  ..."proxy-authenticate proxy-authorization".split(" "),
]);
const WRITTEN_ANEW = new Set(["x-forwarded-for", "x-forwarded-proto", "x-request-id", "via", "expect"]);

const FLUSH_BYTES = 65_536;
const FLUSH_MS = 1_000;
const log = createWriteStream(accessLog, { flags: "a" });
let lines = "";

function flush(): void {
  if (lines !== "") log.write(lines, "latin1");
  lines = "";
}
setInterval(flush, FLUSH_MS);

function record(exchange: Exchange, status: number): void {
  const { method, url, httpVersion, headers } = exchange.req;
  const { requestId, remoteAddress, remotePort, responseBytes, startedAt } = exchange;
  lines += `{"time":${Date.now()},"requestId":"${requestId}","client":"${remoteAddress}",`;
  lines += `"port":${remotePort},"method":"${method}","host":${JSON.stringify(headers.host)},`;
  lines += `"target":${JSON.stringify(url)},"protocol":"HTTP/${httpVersion}","status":${status},`;
  lines += `"responseBytes":${responseBytes},"ms":${(performance.now() - startedAt).toFixed(3)},`;
  lines += `"member":"${member}","userAgent":${JSON.stringify(headers["user-agent"] ?? "")},`;
  lines += `"referer":${JSON.stringify(headers.referer ?? "")}}\n`;
  if (lines.length > FLUSH_BYTES) flush();
}

/** The client's fields without those of its own connection, and ours. */
function forwardedFields(exchange: Exchange): string[] {
  const { req, requestId, remoteAddress } = exchange;
  const named = req.headers.connection;
  const nominated =
    named === undefined || named === "keep-alive" ? undefined : named.toLowerCase().split(/\s*,\s*/);
  const fields: string[] = [];
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    const name = req.rawHeaders[at] ?? "";
    const key = name.toLowerCase();
    if (HOP_BY_HOP.has(key) || WRITTEN_ANEW.has(key) || nominated?.includes(key)) continue;
    fields.push(name, req.rawHeaders[at + 1] ?? "");
  }
  fields.push("X-Forwarded-For", remoteAddress, "X-Forwarded-Proto", "http");
  fields.push("X-Request-Id", requestId, "Via", `${req.httpVersion} bench`);
  return fields;
}

function returnedFields(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  for (const name in headers) if (HOP_BY_HOP.has(name)) delete headers[name];
  return headers;
}

/** One request; streams its answer back to the client. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly req: IncomingMessage;
  readonly requestId = randomUUID();
  readonly startedAt = performance.now();
  /** Read now: undici takes the socket from a request whose body it has sent. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  responseBytes = 0;
  readonly #res: ServerResponse;

  constructor(req: IncomingMessage, res: ServerResponse) {
    this.req = req;
    this.remoteAddress = req.socket.remoteAddress ?? "";
    this.remotePort = req.socket.remotePort ?? 0;
    this.#res = res;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#res.on("drain", () => controller.resume());
    this.#res.on("close", () => {
      if (!this.#res.writableFinished) controller.abort(new Error("the client left"));
    });
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#res.writeHead(status, returnedFields(headers));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.responseBytes += chunk.length;
    if (!this.#res.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#res.end();
    record(this, this.#res.statusCode);
  }

  onResponseError(_: Dispatcher.DispatchController, failure: Error): void {
    if (this.#res.headersSent) this.#res.destroy(failure);
    else this.#res.writeHead(502).end();
    record(this, 502);
  }
}

const server = createServer((req, res) => {
  const { "content-length": length, "transfer-encoding": coding } = req.headers;
  const exchange = new Exchange(req, res);
  const method = req.method as Dispatcher.HttpMethod; // Any token that node:http let through.
  const body = length === undefined && coding === undefined ? null : req;
  pool.dispatch({ path: req.url ?? "/", method, headers: forwardedFields(exchange), body }, exchange);
});
server.listen(Number(port), "127.0.0.1", 1024);
process.on("SIGTERM", () => {
  flush();
  log.end(() => process.exit(0));
});
