// One request to a pool, for stage `forward` or for the policies of a plan, until the head of its response.

import { emptyBody, type RequestBody, type ResponseBody } from "#http/body.ts";
import { type Outcome, WAITING } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";
import { type ForwardEdits, forwardWire } from "#http/forward-wire.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Tunnel } from "#http/tunnel.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type CallListener, UpstreamCall } from "#upstream/upstream-call.ts";
import type { Affinity } from "./affinity.ts";
import { assertedFields } from "./asserted-fields.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";
import type { PoolEntry } from "./pool-table.ts";
import { proxyHeaderFor } from "./proxied-connection.ts";
import { isAccepted } from "./websocket-accept.ts";

/** What goes to the backend. */
export type Forwarding = {
  readonly method: string;
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly query: string;
  /** Another pool may get a copy of it. */
  readonly isMirrored: boolean;
  /** Undefined: the head as the client sent it. */
  readonly edits: ForwardEdits | undefined;
  readonly body: RequestBody;
  readonly upgrade: string;
  /** For the head of the response; undefined for the pool's own. */
  readonly responseTimeoutMs: number | undefined;
};

/** Hears how it went: undefined where `x.response` is the backend's. */
export type ForwardDone = (outcome: Outcome) => void;

export class PoolForward implements CallListener {
  private readonly x: GatewayExchange;
  private readonly entry: PoolEntry;
  private readonly done: ForwardDone;
  private call: UpstreamCall | undefined;
  /** The client's, its cookie for us among them. */
  private fields: readonly Field[] = [];

  constructor(x: GatewayExchange, entry: PoolEntry, done: ForwardDone) {
    this.x = x;
    this.entry = entry;
    this.done = done;
  }

  start(forwarding: Forwarding): typeof WAITING {
    const { x } = this;
    const { pool, affinity } = this.entry;
    const { head } = x;
    const { method, path, query, body, upgrade, responseTimeoutMs } = forwarding;
    const kept = affinity === undefined ? undefined : this.keepTogether(affinity, forwarding.edits);
    const edits = kept === undefined ? forwarding.edits : kept.edits;
    if (forwarding.isMirrored) {
      x.edits = edits;
      x.matched?.mirror?.copy(x);
    }
    const isWhole = body.complete && body.trailers.length === 0;
    const bodyBytes = isWhole ? body.prefix.length : body.declaredBytes;
    const headWire = forwardWire({
      head,
      method,
      way: x,
      path,
      query,
      defaultAuthority: pool.members[0]?.name ?? "",
      requestId: x.requestId,
      traceparent: x.traceparent,
      tracestate: x.tracestate,
      bodyBytes,
      upgrade,
      edits,
      assertedFields: pool.isSigning ? assertedFields(x) : "",
    });
    const isChunked = bodyBytes < 0;
    const request = { method, headWire, isChunked, body, upgrade, responseTimeoutMs };
    const preferredMember = kept?.preferredMember ?? "";
    const proxyHeader = proxyHeaderFor(x, pool);
    const isPlain = preferredMember === "" && proxyHeader === "";
    const options = isPlain ? undefined : { preferredMember, isOnce: false, proxyHeader };
    this.call = new UpstreamCall(pool, request, this, options);
    x.work = this.call;
    this.call.start();
    return WAITING;
  }

  /** Asks for the member that the client belongs to, and keeps the cookie from the backend. */
  private keepTogether(affinity: Affinity, edits: ForwardEdits | undefined): KeptTogether {
    const { x } = this;
    const { fields } = edits ?? x.head;
    this.fields = fields;
    const preferredMember = affinity.memberFor(x, fields);
    return { preferredMember, edits: affinity.strip(x, fields) };
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
    this.done(undefined);
  }

  failed(code: FaultCode, detail: string, retryAfterS: number): void {
    this.settle();
    const wait = retryAfterS === 0 ? {} : { retryAfterS };
    this.done({ kind: "refuse", code, detail, ...wait });
  }

  private settle(): void {
    const { x, call } = this;
    x.work = undefined;
    if (call === undefined) return;
    x.attempts += call.attempts;
    if (x.forwardedAfterMs < 0) x.forwardedAfterMs = call.startedMs - x.startedMs;
    x.member = call.memberName;
    x.upstreamMs = (call.answeredMs || x.pipeline.ports.now()) - call.startedMs;
  }
}

type KeptTogether = { readonly preferredMember: string; readonly edits: ForwardEdits | undefined };
