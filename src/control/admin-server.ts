// The admin listener: liveness, readiness, metrics and the admin API, for this host. Answers only for the
// hosts that the configuration lists, so that no web page can reach it under its own name (DNS rebinding).

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { AdminSpec } from "#snapshot/worker-link.ts";
import { EXPOSITION_TYPE } from "#telemetry/exposition.ts";
import type { AdminApi } from "./admin-api.ts";

/** What the node says of itself. `reasons` is empty where it is ready. */
export type Readiness = {
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly generation: number;
  readonly workers: { readonly configured: number; readonly current: number };
  readonly draining: boolean;
  /** What does not keep it from serving, but should be looked at. */
  readonly warnings: readonly string[];
};

export interface AdminSource {
  readiness(): Readiness;
  metrics(): string;
  /** Undefined where the node has none. */
  readonly api: AdminApi | undefined;
}

type Answer = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly allow?: string;
};

const MAX_HEAD_BYTES = 8192;
const MAX_CONNECTIONS = 128;
const HEAD_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 15_000;
const ALLOWED_METHODS = "GET, HEAD";

/** An open admin listener. */
export class AdminServer {
  readonly #server: Server;
  #hosts: ReadonlySet<string>;

  private constructor(server: Server, hosts: ReadonlySet<string>) {
    this.#server = server;
    this.#hosts = hosts;
  }

  /** Rejects with the system's error where the address cannot be bound. */
  static open(spec: AdminSpec, source: AdminSource): Promise<AdminServer> {
    const server = createServer({
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: HEAD_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: IDLE_TIMEOUT_MS,
      connectionsCheckingInterval: 1000,
      requireHostHeader: true,
    });
    server.maxConnections = MAX_CONNECTIONS;
    const admin = new AdminServer(server, hostSet(spec.hosts));
    server.on("request", (req, res) => admin.#serve(req, res, source));
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: spec.address, port: spec.port, exclusive: true }, () => {
        server.off("error", reject);
        server.on("error", () => undefined); // accept(2) failed (no descriptors, say): the next may not
        resolve(admin);
      });
    });
  }

  /** The port in use, which differs from the configured one only where that is 0. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  answerFor(hosts: readonly string[]): void {
    this.#hosts = hostSet(hosts);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(req: IncomingMessage, res: ServerResponse, source: AdminSource): void {
    if (!this.#isForUs(req)) send(req, res, problem(421, "This host is not served here."));
    else if (source.api === undefined || req.url?.startsWith("/api/") !== true)
      send(req, res, answerTo(req, source));
    else void serveApi(req, res, source.api);
  }

  /** An absolute target names the host too (RFC 9112 §3.2.2), and nobody needs it here. */
  #isForUs(req: IncomingMessage): boolean {
    return this.#hosts.has(bareHost(req.headers.host ?? "")) && req.url?.startsWith("/") === true;
  }
}

/** A body that nobody read would be taken for the next request. */
async function serveApi(req: IncomingMessage, res: ServerResponse, api: AdminApi): Promise<void> {
  try {
    const { status, value, allow } = await api.answer(req);
    const answer = status < 400 ? json(status, value) : problem(status, detailOf(value));
    send(req, res, allow === undefined ? answer : { ...answer, allow });
  } catch {
    send(req, res, problem(500, "The request could not be carried out; the log may say more."));
  }
  if (!req.complete) req.resume();
}

const detailOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "detail" in value ? String(value.detail) : "";

function send(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  res.writeHead(answer.status, {
    "Content-Type": answer.type,
    "Content-Length": Buffer.byteLength(answer.body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(answer.allow === undefined ? {} : { Allow: answer.allow }),
  });
  res.end(req.method === "HEAD" ? "" : answer.body);
}

function answerTo(req: IncomingMessage, source: AdminSource): Answer {
  const path = (req.url ?? "").replace(/\?.*$/s, "");
  const answer = answers.get(path);
  if (answer === undefined) return problem(404, "There is nothing here.");
  if (req.method !== "GET" && req.method !== "HEAD") {
    return { ...problem(405, `${path} answers ${ALLOWED_METHODS} only.`), allow: ALLOWED_METHODS };
  }
  return answer(source);
}

const answers: ReadonlyMap<string, (source: AdminSource) => Answer> = new Map([
  ["/livez", () => json(200, { live: true })],
  [
    "/readyz",
    (source: AdminSource) => {
      const readiness = source.readiness();
      return json(readiness.ready ? 200 : 503, readiness);
    },
  ],
  ["/metrics", (source: AdminSource) => ({ status: 200, type: EXPOSITION_TYPE, body: source.metrics() })],
]);

function json(status: number, value: unknown, type = "application/json"): Answer {
  return { status, type, body: `${JSON.stringify(value)}\n` };
}

/** RFC 9457. */
function problem(status: number, detail: string): Answer {
  const title = STATUS_CODES[status] ?? "";
  return json(status, { type: "about:blank", title, status, detail }, "application/problem+json");
}

function hostSet(hosts: readonly string[]): ReadonlySet<string> {
  return new Set(hosts.map((host) => host.toLowerCase()));
}

/** Without its port, in lower case and without the root's dot. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/:[0-9]*$/, "")
    .replace(/\.$/, "");
}
