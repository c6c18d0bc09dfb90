// Sends copies of a route's requests to a second pool. Fire and forget: nothing of it delays or fails the
// request itself, nothing is tried again, and what comes back is read away and counted.

import { type Body, type BodySink, type BodySource, type ResponseBody, wholeBody } from "#http/body.ts";
import type { Field } from "#http/field.ts";
import { forwardWire } from "#http/forward-wire.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Tunnel } from "#http/tunnel.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { MirrorSpec } from "#snapshot/mirror-spec.ts";
import { type CallListener, UpstreamCall } from "#upstream/upstream-call.ts";
import { assertedFields } from "./asserted-fields.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";
import type { MirrorMeter } from "./gateway-port.ts";
import type { PoolEntry } from "./pool-table.ts";
import { proxyHeaderFor } from "./proxied-connection.ts";

// RFC 9110 §9.2.2: twice is as good as once.
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const MARK = "X-Portcullis-Mirror: 1\r\n\r\n";
/** A longer answer is cut off, and with it the connection. */
const READ_AWAY_BYTES = 1_048_576;

export class Mirror {
  private readonly spec: MirrorSpec;
  private readonly entry: PoolEntry;
  private readonly meter: MirrorMeter;
  /** Rises by the percentage with each request: the copies are spread evenly. */
  private due = 0;
  private active = 0;

  constructor(spec: MirrorSpec, entry: PoolEntry, meter: MirrorMeter) {
    this.spec = spec;
    this.entry = entry;
    this.meter = meter;
  }

  /** Copies the request, now or when its body is whole. Called before the body is taken. */
  copy(x: GatewayExchange): void {
    const { spec, meter } = this;
    if (x.head.upgrade !== "") return;
    if (!spec.copiesNonIdempotent && !idempotent.has(x.head.method)) return;
    this.due += spec.percent;
    if (this.due < 100) return;
    this.due -= 100;
    const { body } = x;
    if (this.active >= spec.concurrentRequests) meter.record("busy");
    else if (Math.max(body.declaredBytes, body.prefix.length) > spec.bodyBytes) meter.record("skipped");
    else if (body.complete || body.rest === undefined) this.send(x, body.prefix);
    else body.rest = new BodyCopy(body.rest, body, spec.bodyBytes, (content) => this.bodyEnded(x, content));
  }

  /** @param content undefined where the body was too large, or did not come to its end */
  private bodyEnded(x: GatewayExchange, content: string | undefined): void {
    if (content === undefined) this.meter.record("skipped");
    else if (this.active >= this.spec.concurrentRequests) this.meter.record("busy");
    else this.send(x, content);
  }

  private send(x: GatewayExchange, content: string): void {
    const { pool } = this.entry;
    const { head } = x;
    const wire = forwardWire({
      head,
      method: head.method,
      way: x,
      path: x.path,
      query: x.query,
      defaultAuthority: pool.members[0]?.name ?? "",
      requestId: x.requestId,
      traceparent: x.traceparent,
      tracestate: x.tracestate,
      bodyBytes: content.length,
      upgrade: "",
      edits: x.edits,
      assertedFields: pool.isSigning ? assertedFields(x) : "",
    });
    const request = {
      method: head.method,
      headWire: wire.slice(0, -2) + MARK,
      isChunked: false,
      body: wholeBody(content),
      upgrade: "",
    };
    this.active++;
    const listener = new MirrorCall((outcome) => {
      this.active--;
      this.meter.record(outcome);
    });
    const proxyHeader = proxyHeaderFor(x, pool);
    new UpstreamCall(pool, request, listener, { preferredMember: "", isOnce: true, proxyHeader }).start();
  }
}

/** Hears of the answer, and throws it away. */
class MirrorCall implements CallListener, BodySink {
  private readonly ended: (outcome: "answered" | "failed") => void;
  private rest: BodySource | undefined;
  private readBytes = 0;

  constructor(ended: (outcome: "answered" | "failed") => void) {
    this.ended = ended;
  }

  interim(): void {
    // Nobody waits for it.
  }

  response(_head: ResponseHead, body: ResponseBody): void {
    if (body.complete || body.rest === undefined) this.ended("answered");
    else {
      this.rest = body.rest;
      body.rest.start(this);
    }
  }

  upgraded(_head: ResponseHead, tunnel: Tunnel): void {
    tunnel.cut();
    this.ended("failed");
  }

  failed(): void {
    this.ended("failed");
  }

  data(chunk: string): boolean {
    this.readBytes += chunk.length;
    if (this.readBytes <= READ_AWAY_BYTES || this.rest === undefined) return true;
    const { rest } = this;
    this.rest = undefined;
    rest.cancel();
    this.ended("answered");
    return true;
  }

  end(): void {
    if (this.rest !== undefined) this.ended("answered");
  }

  fail(): void {
    if (this.rest !== undefined) this.ended("failed");
  }
}

/** Passes a body on as it comes and keeps a copy, up to a length. */
class BodyCopy implements BodySource, BodySink {
  private readonly source: BodySource;
  private readonly limitBytes: number;
  private ended: ((content: string | undefined) => void) | undefined;
  private content: string;
  private sink: BodySink | undefined;

  constructor(
    source: BodySource,
    body: Body,
    limitBytes: number,
    ended: (content: string | undefined) => void,
  ) {
    this.source = source;
    this.content = body.prefix;
    this.limitBytes = limitBytes;
    this.ended = ended;
  }

  start(sink: BodySink): void {
    this.sink = sink;
    this.source.start(this);
  }

  resume(): void {
    this.source.resume();
  }

  cancel(): void {
    this.sink = undefined;
    this.settle(undefined);
    this.source.cancel();
  }

  data(chunk: string): boolean {
    if (this.ended !== undefined) {
      this.content += chunk;
      if (this.content.length > this.limitBytes) this.settle(undefined);
    }
    return this.sink?.data(chunk) ?? true;
  }

  end(trailers: readonly Field[]): void {
    this.sink?.end(trailers);
    this.settle(this.content);
  }

  fail(reason: FaultCode): void {
    this.settle(undefined);
    this.sink?.fail(reason);
  }

  private settle(content: string | undefined): void {
    const { ended } = this;
    this.ended = undefined;
    this.content = "";
    ended?.(content);
  }
}
