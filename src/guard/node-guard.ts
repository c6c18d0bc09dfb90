// The guard in servers of Node: `node:http`, and everything whose middleware takes `(req, res, next)`, such
// as Express.

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { checkDigest } from "./digest-check.ts";
import { Guard, type GuardedRequest, type ShownCertificate } from "./guard.ts";
import type { GuardOptions, RejectionReason } from "./guard-options.ts";

export type Next = (error?: unknown) => void;
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** One for everything that a server hears: what was seen by one of its listeners is known to all. */
export class NodeGuard {
  private readonly guard: Guard;

  /** @throws GuardConfigurationError where the options cannot be meant so */
  constructor(options: GuardOptions) {
    this.guard = new Guard(options);
  }

  /** Middleware for Express and its like: the first of the application, before any that reads a body. */
  get middleware(): Middleware {
    return (request, response, next) => {
      if (this.admit(request, response)) next();
    };
  }

  /** For `createServer`, and for `request` and `checkContinue` of a server. */
  handler(handler: Handler): Handler {
    return (request, response) => {
      if (this.admit(request, response)) handler(request, response);
    };
  }

  /** For `upgrade` of a server, which `request` does not hear of: WebSocket. */
  upgrade(handler: UpgradeHandler): UpgradeHandler {
    return (request, socket, head) => {
      const verdict = this.guard.check(guardedRequest(request));
      if (verdict.isAdmitted || !this.reject(request, verdict.reason, verdict.detail)) {
        handler(request, socket, head);
        return;
      }
      const { deny } = this.guard.options;
      if (deny === "abort") socket.destroy();
      else socket.end(denialWire(deny));
    };
  }

  /** True where the request may go on. Where not, it is answered already. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const verdict = this.guard.check(guardedRequest(request));
    if (verdict.isAdmitted) {
      if (verdict.digest !== undefined) this.watchBody(request, response, verdict.digest);
      return true;
    }
    const isEnforced = this.reject(request, verdict.reason, verdict.detail);
    if (isEnforced) this.deny(request, response);
    return !isEnforced;
  }

  private watchBody(request: IncomingMessage, response: ServerResponse, digest: string): void {
    checkDigest(request, digest, () => {
      const isEnforced = this.reject(request, "digest-wrong", "the body is not the one that was signed");
      if (isEnforced && !response.headersSent) this.deny(request, response);
      return isEnforced;
    });
  }

  /** True where it is refused, and not only reported. */
  private reject(request: IncomingMessage, reason: RejectionReason, detail: string): boolean {
    const { isEnforcing, options } = this.guard;
    const [path = ""] = (request.url ?? "").split("?", 1);
    const peerAddress = request.socket.remoteAddress ?? "";
    options.onReject({
      reason,
      detail,
      method: request.method ?? "",
      path,
      peerAddress,
      isEnforced: isEnforcing,
    });
    return isEnforcing;
  }

  private deny(request: IncomingMessage, response: ServerResponse): void {
    const { deny } = this.guard.options;
    if (deny === "abort") {
      request.socket.destroy();
      return;
    }
    // What else the connection carries is nobody's request.
    const isHttp2 = request.httpVersionMajor === 2;
    response.writeHead(deny, {
      "Content-Type": "application/problem+json",
      ...(isHttp2 ? {} : { Connection: "close" }),
    });
    response.end(PROBLEMS[deny]);
  }
}

/** Nothing of the reason: who comes around the gateway learns nothing from it. */
const problem = (status: number, title: string): string =>
  JSON.stringify({ type: "about:blank", title, status });
export const PROBLEMS: Readonly<Record<401 | 403 | 404, string>> = {
  401: problem(401, "Unauthorized"),
  403: problem(403, "Forbidden"),
  404: problem(404, "Not Found"),
};

function denialWire(status: 401 | 403 | 404): string {
  const content = PROBLEMS[status];
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
    `Content-Length: ${content.length}\r\nConnection: close\r\n\r\n${content}`
  );
}

function guardedRequest(request: IncomingMessage): GuardedRequest {
  const { socket } = request;
  return {
    method: request.method ?? "",
    target: wholeTarget(request),
    rawHeaders: request.rawHeaders,
    peerAddress: socket.remoteAddress ?? "",
    isTls: "encrypted" in socket,
    certificate: socket instanceof TLSSocket ? shownCertificate(socket) : undefined,
  };
}

/** Express takes a router's own path off `url`, and keeps the whole one. */
function wholeTarget(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? "";
}

function shownCertificate(socket: TLSSocket): ShownCertificate | undefined {
  // Without `requestCert` and `rejectUnauthorized` a server takes certificates that nobody vouches for.
  if (socket.authorized !== true) return undefined;
  const { fingerprint256: fingerprint, subjectaltname = "" } = socket.getPeerCertificate();
  if (fingerprint === undefined) return undefined;
  const uris = subjectaltname.split(", ").flatMap((name) => (name.startsWith("URI:") ? [name.slice(4)] : []));
  return { fingerprint, uris };
}

/** `new NodeGuard(options).middleware`. */
export function verifyGateway(options: GuardOptions): Middleware {
  return new NodeGuard(options).middleware;
}

/** `new NodeGuard(options).handler(handler)`, for a server that changes no protocol. */
export function guarded(options: GuardOptions, handler: Handler): Handler {
  return new NodeGuard(options).handler(handler);
}
