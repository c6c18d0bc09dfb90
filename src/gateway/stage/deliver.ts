// The last step of stage `respond`: gives the response to the client, whole where it is whole, else as it
// comes, at the pace of the slower side. Half a response is never made to look like a whole one.

import type { BodySink, BodySource, ResponseBody } from "#http/body.ts";
import type { Outcome, OutgoingResponse } from "#http/exchange.ts";
import { type Field, valueOfKind } from "#http/field.ts";
import { FieldKind } from "#http/field-kind.ts";
import type { GoneReason, Responder, ResponderWatcher, ResponseMessage } from "#http/responder.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { httpDate } from "#kernel/http-date.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { grpcStatusOf } from "../grpc.ts";
import { rewriteResponse } from "../rewrite/run-rewrites.ts";
import type { Shaping } from "../shape/shaping.ts";
import { Splice } from "../splice.ts";
import { debugTraceWire } from "./debug-request.ts";
import { record } from "./record.ts";

export function deliver(x: GatewayExchange): Outcome {
  if (x.errorPages !== undefined && x.attempts > 0 && x.endStage === "") x.errorPages.intercept(x);
  if (x.rewriting !== undefined) rewriteResponse(x.rewriting);
  const { response, responder } = x;
  if (!responder.isOpen) {
    x.pipeline.abandon(x, "client-gone");
    return undefined;
  }
  if (response === undefined) {
    responder.abort();
    record(x);
    return undefined;
  }
  x.status = response.status;
  const message = messageOf(x, response);
  const { body, tunnel } = response;
  if (x.head.version === "HTTP/2.0") {
    x.grpcStatus = grpcStatusOf(response.fields) || grpcStatusOf(body.trailers);
  }
  if (tunnel !== undefined) {
    new Splice(x, responder.upgrade(message), tunnel).start();
    return undefined;
  }
  const { shaping } = x;
  if (shaping !== undefined && hasContent(x, response)) deliverShaped(x, shaping, message, response);
  else if (body.complete || body.rest === undefined) sendAtOnce(x, message, body);
  else new Delivery(x, body.rest).start(message, body);
  return undefined;
}

function sendAtOnce(x: GatewayExchange, message: ResponseMessage, body: ResponseBody): void {
  sendWhole(x, x.responder, message, body);
  record(x);
  x.responder.release();
}

/** No faster than its buckets let it; what they have room for goes out as if there were none. */
function deliverShaped(
  x: GatewayExchange,
  shaping: Shaping,
  message: ResponseMessage,
  response: OutgoingResponse,
): void {
  const { body } = response;
  const isWhole = body.complete || body.rest === undefined;
  if (isWhole && shaping.admitsWhole(body.prefix.length)) {
    sendAtOnce(x, message, body);
    return;
  }
  const framed = isWhole && body.trailers.length > 0 ? framedForTrailers(x, message, body) : message;
  const rest = shaping.shapeDownload(body);
  // A copy: a fixed response is the same object for all that ask.
  x.response = { ...response, body: { ...body, prefix: "", complete: false, rest } };
  new Delivery(x, rest, body.prefix.length).start(framed, x.response.body);
}

/** RFC 9110 §15.3.6: nor has 205; over HTTP/2 none is sent. */
const hasContent = ({ head }: GatewayExchange, { status }: OutgoingResponse): boolean =>
  head.method !== "HEAD" && status !== 204 && status !== 205 && status !== 304;

function sendWhole(
  x: GatewayExchange,
  responder: Responder,
  message: ResponseMessage,
  body: ResponseBody,
): void {
  if (body.trailers.length === 0) responder.send(message, body.prefix);
  else {
    responder.begin(framedForTrailers(x, message, body), body.prefix);
    responder.finish(body.trailers);
  }
}

/** HTTP/1.1 has trailers after chunks only; HTTP/2 has them after any body, whose length may be told. */
function framedForTrailers(
  { head }: GatewayExchange,
  message: ResponseMessage,
  { declaredBytes }: ResponseBody,
): ResponseMessage {
  return { ...message, bodyBytes: head.version === "HTTP/2.0" ? declaredBytes : -1 };
}

function messageOf(x: GatewayExchange, response: OutgoingResponse): ResponseMessage {
  const { body, status } = response;
  const isBodyless = x.head.method === "HEAD" || status === 304;
  const isFromBackend = x.attempts > 0;
  const length = body.complete && !(isBodyless && isFromBackend) ? body.prefix.length : body.declaredBytes;
  const hasDate = isFromBackend && valueOfKind(response.fields, FieldKind.date) !== undefined;
  const trace = x.debug === undefined ? "" : debugTraceWire(x);
  return {
    status,
    reasonPhrase: response.reasonPhrase,
    fields: response.fields,
    connectionNames: response.connectionNames,
    // RFC 9110 §6.6.1: a response without a date gets one from whoever received it.
    ownWire: `X-Request-Id: ${x.requestId}\r\n${hasDate ? "" : `Date: ${httpDate(Math.floor(x.startedAtMs))}\r\n`}${trace}`,
    bodyBytes: length,
  };
}

class Delivery implements BodySink, ResponderWatcher {
  private readonly x: GatewayExchange;
  private readonly rest: BodySource;
  /** What was there of the body before it was asked for, and is held for its shape. */
  private heldBytes: number;
  private isOver = false;

  constructor(x: GatewayExchange, rest: BodySource, heldBytes = 0) {
    this.x = x;
    this.rest = rest;
    this.heldBytes = heldBytes;
  }

  start(message: ResponseMessage, body: ResponseBody): void {
    this.x.delivery = this;
    const hasRoom = this.x.responder.begin(message, body.prefix);
    // It is on its way: a client that takes nothing would hold it in memory twice.
    body.prefix = "";
    if (this.heldBytes > 0) this.x.responder.holds?.(this.heldBytes);
    this.rest.start(this, !hasRoom);
  }

  data(chunk: string): boolean {
    if (this.heldBytes > 0) {
      this.heldBytes = Math.max(0, this.heldBytes - chunk.length);
      this.x.responder.holds?.(this.heldBytes);
    }
    return this.x.responder.write(chunk);
  }

  end(trailers: readonly Field[]): void {
    if (this.isOver) return;
    this.settle();
    if (!this.x.responder.isOpen) {
      this.note("client-gone");
      record(this.x);
      return;
    }
    if (trailers.length > 0 && this.x.grpcStatus === "") this.x.grpcStatus = grpcStatusOf(trailers);
    this.x.responder.finish(trailers);
    record(this.x);
    this.x.responder.release();
  }

  /** The backend broke off: the client must see that, so its connection is cut. */
  fail(reason: FaultCode): void {
    if (this.isOver) return;
    this.settle();
    this.note(reason);
    this.x.responder.abort();
    record(this.x);
  }

  drained(): void {
    if (!this.isOver) this.rest.resume();
  }

  gone(reason: GoneReason): void {
    if (this.isOver) return;
    this.settle();
    this.note(reason);
    this.rest.cancel();
    record(this.x);
  }

  private settle(): void {
    this.isOver = true;
    this.x.delivery = undefined;
  }

  private note(reason: FaultCode): void {
    const { x } = this;
    if (x.endStage !== "") return;
    x.endStage = "respond";
    x.reason = reason;
    x.pipeline.ports.metrics.refusal("respond", reason);
  }
}
