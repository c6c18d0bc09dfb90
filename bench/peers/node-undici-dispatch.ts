// A proxy of node:http in front and undici's `dispatch` behind, the lowest of its interfaces, which its own
// documentation leaves to libraries. Run as `node node-undici-dispatch.ts PORT UPSTREAM_PORT ACCESS_LOG`.

import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { type Dispatcher, Pool } from "undici";
import { AccessLog, forwardedFields, returnedFields, type Told } from "./undici-proxy.ts";

const [port = "", upstreamPort = "", accessLog = ""] = process.argv.slice(2);
const member = `127.0.0.1:${upstreamPort}`;
const pool = new Pool(`http://${member}`, { connections: 64, pipelining: 1 });
const log = new AccessLog(accessLog, member);

/** One request; streams its answer back to the client. */
class Exchange implements Dispatcher.DispatchHandler, Told {
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
    log.record(this, this.#res.statusCode);
  }

  onResponseError(_: Dispatcher.DispatchController, failure: Error): void {
    if (this.#res.headersSent) this.#res.destroy(failure);
    else this.#res.writeHead(502).end();
    log.record(this, 502);
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
process.on("SIGTERM", () => log.end(() => process.exit(0)));
