// Stage `forward`: asks the target for a response. A pool's comes later; every other target has its own.

import { emptyBody, type ResponseBody } from "#http/body.ts";
import { type Outcome, refuse, WAITING } from "#http/exchange.ts";
import { type Field, makeField } from "#http/field.ts";
import { forwardWire } from "#http/forward-wire.ts";
import type { ResponseHead } from "#http/response-head.ts";
import { isGrpc } from "#http/streaming.ts";
import type { Tunnel } from "#http/tunnel.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type CallListener, UpstreamCall } from "#upstream/upstream-call.ts";
import type { Affinity } from "../affinity.ts";
import { fixedResponse } from "../fixed-response.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { PoolEntry } from "../pool-table.ts";
import { proxyHeaderFor } from "../proxied-connection.ts";
import { locationOf } from "../redirect.ts";
import { isAccepted } from "../websocket-accept.ts";

export function forward(x: GatewayExchange): Outcome {
  const target = x.matched?.target;
  if (target === undefined) return refuse("internal-error", "no target was selected");
  switch (target.kind) {
    case "answer":
      x.response = { ...target.response };
      return undefined;
    case "redirect": {
      const location = locationOf(x, target.location, target.keepsQuery);
      x.response = fixedResponse(target.status, [makeField("Location", location)], "");
      return undefined;
    }
    case "sinkpool":
      return { kind: "refuse", code: "sinkpool-hit", detail: target.label, status: target.status };
    case "pool":
      return refusalOf(x, target.entry) ?? new PoolForward(x, target.entry).start();
  }
}

/** RFC 6455 §4.1: a GET that asks for nothing but WebSocket, on a route that allows it. */
function isWebSocket(x: GatewayExchange): boolean {
  return (
    x.head.upgrade === "websocket" &&
    x.matched?.webSocket !== undefined &&
    x.head.method === "GET" &&
    x.head.framing === "none"
  );
}

/**
 * What cannot go on in the pool's protocol: WebSocket over HTTP/2, which would get there as a plain GET; and
 * of what came over HTTP/2, a call of gRPC without it, or a tunnel that is not allowed.
 */
function refusalOf(x: GatewayExchange, { pool }: PoolEntry): Outcome {
  if (isWebSocket(x)) {
    return pool.isHttp2 ? refuse("websocket-refused", `the pool ${pool.name} speaks HTTP/2`) : undefined;
  }
  if (x.head.version !== "HTTP/2.0") return undefined;
  if (!pool.isHttp2 && isGrpc(x.head.fields)) {
    return refuse("grpc-needs-http2", `the pool ${pool.name} speaks HTTP/1.1`);
  }
  return x.head.upgrade === "" ? undefined : refuse("websocket-refused");
}

/** One exchange waiting for a pool. */
class PoolForward implements CallListener {
  private readonly x: GatewayExchange;
  private readonly entry: PoolEntry;
  private call: UpstreamCall | undefined;
  /** The client's, its cookie for us among them. */
  private fields: readonly Field[] = [];

  constructor(x: GatewayExchange, entry: PoolEntry) {
    this.x = x;
    this.entry = entry;
  }

  start(): Outcome {
    const { x } = this;
    const { pool, affinity } = this.entry;
    const { head, body } = x;
    const preferredMember = affinity === undefined ? "" : this.keepTogether(affinity);
    x.matched?.mirror?.copy(x);
    const isWhole = body.complete && body.trailers.length === 0;
    const bodyBytes = isWhole ? body.prefix.length : body.declaredBytes;
    const upgrade = isWebSocket(x) ? "websocket" : "";
    const headWire = forwardWire({
      head,
      way: x,
      path: x.path,
      query: x.query,
      defaultAuthority: pool.members[0]?.name ?? "",
      requestId: x.requestId,
      traceparent: x.traceparent,
      tracestate: x.tracestate,
      bodyBytes,
      upgrade,
      edits: x.edits,
    });
    const limitMs = x.matched?.limits?.responseTimeoutMs ?? -1;
    const responseTimeoutMs = limitMs < 0 ? undefined : limitMs;
    const isChunked = bodyBytes < 0;
    const request = { method: head.method, headWire, isChunked, body, upgrade, responseTimeoutMs };
    const proxyHeader = proxyHeaderFor(x, pool);
    const isPlain = preferredMember === "" && proxyHeader === "";
    const options = isPlain ? undefined : { preferredMember, isOnce: false, proxyHeader };
    this.call = new UpstreamCall(pool, request, this, options);
    x.work = this.call;
    this.call.start();
    return WAITING;
  }

  /** Asks for the member that the client belongs to, and keeps the cookie from the backend. */
  private keepTogether(affinity: Affinity): string {
    const { x } = this;
    const { fields } = x.edits ?? x.head;
    this.fields = fields;
    const preferredMember = affinity.memberFor(x, fields);
    x.edits = affinity.strip(x, fields);
    return preferredMember;
  }

  interim(status: number, fields: readonly Field[]): void {
    // 100 answers the Expect that we answer ourselves; the others are for the client.
    if (status !== 100) this.x.responder.interim(status, fields);
  }

  response(head: ResponseHead, body: ResponseBody): void {
    this.answered(head, body, undefined);
  }

  upgraded(head: ResponseHead, tunnel: Tunnel): void {
    if (isAccepted(this.x.head.fields, head.fields)) this.answered(head, emptyBody(), tunnel);
    else {
      tunnel.cut();
      this.failed("response-malformed", "the backend's Sec-WebSocket-Accept does not answer the key", 0);
    }
  }

  private answered(head: ResponseHead, body: ResponseBody, tunnel: Tunnel | undefined): void {
    const { x } = this;
    this.settle();
    const renewal = this.entry.affinity?.renewal(x, this.fields);
    x.response = {
      status: head.status,
      reasonPhrase: head.reasonPhrase,
      fields: renewal === undefined ? head.fields : [...head.fields, renewal],
      connectionNames: head.connectionNames,
      body,
      tunnel,
    };
    x.pipeline.resume(x, undefined);
  }

  failed(code: FaultCode, detail: string, retryAfterS: number): void {
    this.settle();
    const wait = retryAfterS === 0 ? {} : { retryAfterS };
    this.x.pipeline.resume(this.x, { kind: "refuse", code, detail, ...wait });
  }

  private settle(): void {
    const { x, call } = this;
    x.work = undefined;
    if (call === undefined) return;
    x.attempts = call.attempts;
    x.forwardedAfterMs = call.startedMs - x.startedMs;
    x.member = call.memberName;
    x.upstreamMs = (call.answeredMs || x.pipeline.ports.now()) - call.startedMs;
  }
}
