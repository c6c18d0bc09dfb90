// What the two proxies of Node's http and undici have in common: the fields that go on, and the access log.

import { createWriteStream } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** What is told of one exchange. */
export type Told = {
  readonly req: IncomingMessage;
  readonly requestId: string;
  readonly startedAt: number;
  /** Read early: undici takes the socket from a request whose body it has sent. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly responseBytes: number;
};

const HOP_BY_HOP = new Set([
  ..."connection keep-alive proxy-connection te trailer transfer-encoding upgrade".split(" "),
  ..."proxy-authenticate proxy-authorization".split(" "),
]);
const WRITTEN_ANEW = new Set(["x-forwarded-for", "x-forwarded-proto", "x-request-id", "via", "expect"]);

const FLUSH_BYTES = 65_536;
const FLUSH_MS = 1_000;

/** Lines in large writes, as a careful developer would have them. */
export class AccessLog {
  readonly #log;
  readonly #member: string;
  #lines = "";

  constructor(file: string, member: string) {
    this.#log = createWriteStream(file, { flags: "a" });
    this.#member = member;
    setInterval(() => this.flush(), FLUSH_MS);
  }

  record(told: Told, status: number): void {
    const { method, url, httpVersion, headers } = told.req;
    const { requestId, remoteAddress, remotePort, responseBytes, startedAt } = told;
    this.#lines += `{"time":${Date.now()},"requestId":"${requestId}","client":"${remoteAddress}",`;
    this.#lines += `"port":${remotePort},"method":"${method}","host":${JSON.stringify(headers.host)},`;
    this.#lines += `"target":${JSON.stringify(url)},"protocol":"HTTP/${httpVersion}","status":${status},`;
    this.#lines += `"responseBytes":${responseBytes},"ms":${(performance.now() - startedAt).toFixed(3)},`;
    this.#lines += `"member":"${this.#member}","userAgent":${JSON.stringify(headers["user-agent"] ?? "")},`;
    this.#lines += `"referer":${JSON.stringify(headers.referer ?? "")}}\n`;
    if (this.#lines.length > FLUSH_BYTES) this.flush();
  }

  flush(): void {
    if (this.#lines !== "") this.#log.write(this.#lines, "latin1");
    this.#lines = "";
  }

  end(then: () => void): void {
    this.flush();
    this.#log.end(then);
  }
}

/** The client's fields without those of its own connection, and ours. */
export function forwardedFields(exchange: Told): string[] {
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

/** The backend's fields without those of its own connection. */
export function returnedFields(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  for (const name in headers) if (HOP_BY_HOP.has(name)) delete headers[name];
  return headers;
}
