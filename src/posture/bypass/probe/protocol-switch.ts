// P12: other protocols on the member's port: HTTP/2 where the guard hears HTTP/1.1 alone, h2c and WebSocket
// by upgrade, and a pair of requests that is framed in two ways (request smuggling).

import { randomBytes } from "node:crypto";
import type { Attempt } from "../../bypass-report.ts";
import { attempt, type Probe } from "../probe.ts";
import { canaryRequest, type Header, probeRequest, wireOf } from "../request-wire.ts";

export const protocolSwitch: Probe = {
  id: "P12",
  title: "other versions of HTTP, upgrades and smuggled requests",
  mend: "guard every protocol that the server speaks (`upgrade` and HTTP/2 too), or switch off those that nobody uses",
  run: async (context) => {
    const { target, settings } = context;
    const { auditId } = settings;
    const attempts: Attempt[] = [];
    const plain = wireOf(canaryRequest(target), auditId);
    const http2 = target.isTls ? "HTTP/2 by ALPN" : "HTTP/2 by prior knowledge";
    for (const [what, protocol] of [
      [http2, "http2"],
      ["HTTP/1.1", "http1"],
    ] as const) {
      attempts.push(await attempt(context, what, probeRequest(target, settings, plain, { protocol })));
    }
    for (const { what, headers } of upgrades()) {
      const wire = wireOf(canaryRequest(target, { headers }), auditId);
      attempts.push(await attempt(context, what, probeRequest(target, settings, wire, HTTP1)));
    }
    const wire = smuggledPair(plain);
    const pair = { kind: "http1", wire, isPair: true } as const;
    attempts.push(
      await attempt(context, "a pair of requests framed in two ways", probeRequest(target, settings, pair)),
    );
    return attempts;
  },
};

/** Upgrades and ambiguous framing are of HTTP/1.1 alone. */
const HTTP1 = { protocol: "http1" } as const;

const upgrades = (): { readonly what: string; readonly headers: readonly Header[] }[] => [
  {
    what: "an upgrade to h2c",
    headers: [
      ["Connection", "Upgrade, HTTP2-Settings"],
      ["Upgrade", "h2c"],
      ["HTTP2-Settings", "AAMAAABkAAQAAP__"],
    ],
  },
  {
    what: "an upgrade to WebSocket",
    headers: [
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", randomBytes(16).toString("base64")],
    ],
  },
];

/** By `Content-Length` one request, by `Transfer-Encoding` two (RFC 9112 §6.1): neither may be answered. */
function smuggledPair(canary: string): string {
  const body = `0\r\n\r\n${canary}`;
  const fields = `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n\r\n`;
  return (
    canary.replace(/Connection: close\r\n/, "Connection: keep-alive\r\n").replace(/\r\n$/, fields) + body
  );
}
