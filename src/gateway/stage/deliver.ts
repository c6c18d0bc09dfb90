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
  if (body.complete || body.rest === undefined) {
    sendWhole(x, responder, message, body);
    record(x);
    responder.release();
    return undefined;
  }
  new Delivery(x, body.rest).start(message, body);
  return undefined;
}

function sendWhole(
  { head }: GatewayExchange,
  responder: Responder,
  message: ResponseMessage,
  body: ResponseBody,
): void {
  if (body.trailers.length === 0) responder.send(message, body.prefix);
  else {
    // HTTP/1.1 has trailers after chunks only; HTTP/2 has them after any body, whose length may be told.
    const bodyBytes = head.version === "HTTP/2.0" ? body.declaredBytes : -1;
    responder.begin({ ...message, bodyBytes }, body.prefix);
    responder.finish(body.trailers);
  }
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
  private isOver = false;

  constructor(x: GatewayExchange, rest: BodySource) {
    this.x = x;
    this.rest = rest;
  }

  start(message: ResponseMessage, body: ResponseBody): void {
    this.x.delivery = this;
    const hasRoom = this.x.responder.begin(message, body.prefix);
    // It is on its way: a client that takes nothing would hold it in memory twice.
    body.prefix = "";
    this.rest.start(this, !hasRoom);
  }

  data(chunk: string): boolean {
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
