// Requests of the audit, as the gateway would send them and without its proof. What is signed is signed by
// the gateway's own signer.

import { randomUUID } from "node:crypto";
import { wholeBody } from "#http/body.ts";
import { type AssertionSettings, AssertionSigner } from "#upstream/assertion-signer.ts";
import { proxyHeader } from "#upstream/proxy-header.ts";
import type { AuditSettings, AuditTarget, PemPair } from "./audit-target.ts";
import type { ProbeRequest, ProbeTls } from "./probe-message.ts";

export type Header = readonly [name: string, value: string];

export type PlainRequest = {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: readonly Header[];
  readonly body: string;
};

/** A GET of the canary, or what is changed of it. */
export const canaryRequest = (target: AuditTarget, change: Partial<PlainRequest> = {}): PlainRequest => ({
  method: "GET",
  target: target.canary,
  host: target.host,
  headers: [],
  body: "",
  ...change,
});

/** As it goes onto the wire, Host first. */
export function wireOf(request: PlainRequest, auditId: string): string {
  return headOf(request, auditId) + request.body;
}

function headOf({ method, target, host, headers, body }: PlainRequest, auditId: string): string {
  const length: readonly Header[] =
    body === "" && method !== "POST" ? [] : [["Content-Length", String(body.length)]];
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const own: readonly Header[] = [
    ["User-Agent", "portcullis-audit"],
    ["Accept", "*/*"],
    ["X-Bypass-Audit", auditId],
    ["Connection", "close"],
  ];
  const all = [...own.filter(([name]) => !names.has(name.toLowerCase())), ...headers, ...length];
  return `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

/**
 * The same with an assertion, for one use.
 * @param sent what goes onto the wire in place of the request that is signed, where it is another
 */
export function signedWire(
  request: PlainRequest,
  assertion: AssertionSettings,
  isTls: boolean,
  auditId: string,
  { sent = request, nowMs = Date.now() }: { readonly sent?: PlainRequest; readonly nowMs?: number } = {},
): string {
  const headers: readonly Header[] = [["X-Request-Id", randomUUID()], ...request.headers];
  const head = headOf({ ...request, headers }, auditId);
  const signer = new AssertionSigner(assertion, () => nowMs);
  const signed = signer.signed(
    { method: request.method, headWire: head, isChunked: false, body: wholeBody(request.body), upgrade: "" },
    isTls,
  );
  if (sent === request) return signed.headWire + request.body;
  const proof = signed.headWire
    .split("\r\n")
    .filter((line) => PROOF.test(line))
    .map(headerOf);
  return wireOf({ ...sent, headers: [...sent.headers, ...proof] }, auditId);
}

const PROOF = /^(?:x-request-id|content-digest|signature-input|signature): /i;

function headerOf(line: string): Header {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), line.slice(colon + 2)];
}

export type Way = {
  readonly address?: string;
  readonly port?: number;
  readonly isTls?: boolean;
  readonly shown?: PemPair | undefined;
  readonly serverName?: string;
  /** The version of HTTP, where it is not that of the pool. */
  readonly protocol?: "http1" | "http2";
};

/** To the backend's own address and port, by TLS where it speaks it, or what is changed of that. */
export function probeRequest(
  target: AuditTarget,
  settings: AuditSettings,
  send: ProbeRequest["send"] | string,
  way: Way = {},
): ProbeRequest {
  const { address = target.address, port = target.port, isTls = target.isTls, shown } = way;
  const { protocol = target.isHttp2 ? "http2" : "http1" } = way;
  const sent: ProbeRequest["send"] = typeof send === "string" ? { kind: protocol, wire: send } : send;
  const tls: ProbeTls = {
    serverName: way.serverName ?? serverNameOf(target),
    alpn: sent.kind === "http2" ? "h2" : "http/1.1",
    ...(shown === undefined ? {} : { shown }),
  };
  return {
    address,
    port,
    ...(isTls ? { tls } : {}),
    ...prefaceOf(target, address, port),
    send: sent,
    timeoutMs: settings.timeoutMs,
  };
}

/** Where members want a PROXY header, an intruder writes one too: of nobody's address (RFC 5737). */
function prefaceOf(
  { proxyProtocol, port: own }: AuditTarget,
  destinationAddress: string,
  destinationPort: number,
): Pick<ProbeRequest, "preface"> {
  if (proxyProtocol === "none" || destinationPort !== own) return {};
  const source = { sourceAddress: "192.0.2.1", sourcePort: 40_000 };
  return { preface: proxyHeader(proxyProtocol, { ...source, destinationAddress, destinationPort }) };
}

export const serverNameOf = ({ tls, memberHost }: AuditTarget): string =>
  tls === undefined || tls.serverName === "" ? memberHost : tls.serverName;
