// A connection to a backend that speaks HTTP/1.1: sends one request at a time and reads its response.
// Knows no pool: its owner hears when it is free again, and when it is gone.

import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type Body, type BodySink, type BodySource, NO_TRAILERS, type ResponseBody } from "./body.ts";
import type { Field } from "./field.ts";
import { isUnexpectedContent } from "./forward-wire.ts";
import {
  type BodyDecoder,
  ChunkedDecoder,
  CloseDecoder,
  encodeChunk,
  LengthDecoder,
  lastChunk,
} from "./h1/body-decoder.ts";
import type { HeadLimits } from "./h1/parse-request.ts";
import { ResponseHeadBuffer } from "./h1/response-head-buffer.ts";
import { ResponseHeadReader } from "./h1/response-head-reader.ts";
import type { ResponseHead } from "./response-head.ts";
import { isStreaming } from "./streaming.ts";
import type { Transport, TransportOwner } from "./transport.ts";
import { TransportTunnel, type Tunnel } from "./tunnel.ts";

export type ClientLimits = HeadLimits & {
  readonly responseTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** In place of `bodyTimeoutMs` for what is silent by nature. */
  readonly streamTimeoutMs: number;
};

export type ClientRequest = {
  readonly method: string;
  /** Request line and fields with the empty line, framing included. */
  readonly headWire: string;
  /**
   * What the head says of the body's framing. The body may have come to its end since the head was written,
   * while a connection was opened: bytes in another framing than the head's would be read as a request.
   */
  readonly isChunked: boolean;
  readonly body: Body;
  /** The protocol that the head asks to change to; empty for none. */
  readonly upgrade: string;
  /** For the head of its response; undefined for the connection's own limit. */
  readonly responseTimeoutMs?: number | undefined;
};

/** Hears of one response. After `failed`, or the end of the body, nothing more is called. */
export interface ResponseListener {
  interim(status: number, fields: readonly Field[]): void;
  response(head: ResponseHead, body: ResponseBody): void;
  /** The backend changed the protocol as asked: the connection is the tunnel's. */
  upgraded(head: ResponseHead, tunnel: Tunnel): void;
  /** No whole head came. `isUntouched`: the backend had sent no byte, so it may not have seen the request. */
  failed(code: FaultCode, detail: string, isUntouched: boolean): void;
}

/** What carries one request: a connection of its own for the time, or a place on a shared one. */
export interface RequestCarrier {
  /** Requests begun on the connection; a failure on a used one may be a close that crossed the request. */
  readonly uses: number;
  send(request: ClientRequest, listener: ResponseListener): void;
  /** Nobody waits for the response any more. */
  abandon(): void;
}

/** Who keeps the connection between requests. */
export interface ConnectionOwner {
  /** The exchange is over and the connection can carry another. */
  free(connection: ClientConnection): void;
  /** The connection is closed or closing; called once. */
  lost(connection: ClientConnection): void;
}

type State = "idle" | "waiting" | "body" | "tunnel" | "gone";

/** What was read of a response body before anybody took it is held up to this length. */
const HELD_BYTES = 65_536;

export class ClientConnection implements RequestCarrier, Deadline, BodySource, BodySink, TransportOwner {
  deadlineMs = Number.POSITIVE_INFINITY;
  /** Requests begun on it; a failure on a used connection may be a close that crossed our request. */
  uses = 0;
  /** The address that it leads to, as its owner connected it. */
  readonly peerAddress: string;
  private state: State = "idle";
  private readonly transport: Transport;
  private readonly deadlines: Deadlines;
  private readonly limits: ClientLimits;
  private readonly owner: ConnectionOwner;
  private readonly headBuffer: ResponseHeadBuffer;
  private listener: ResponseListener | undefined;
  private request: ClientRequest | undefined;
  private isSending = false;
  private sendsChunked = false;
  private hasBytes = false;
  private decoder: BodyDecoder | undefined;
  private body: ResponseBody | undefined;
  private sink: BodySink | undefined;
  private keepAlive = false;
  /** Of the response before: backends repeat themselves. */
  private readonly headReader: ResponseHeadReader;
  private bodyFault: FaultCode | "" = "";
  /** The longest pause in the body that comes. */
  private pauseMs = 0;

  /** Takes over a connected transport. */
  constructor(
    transport: Transport,
    peerAddress: string,
    limits: ClientLimits,
    deadlines: Deadlines,
    owner: ConnectionOwner,
  ) {
    this.transport = transport;
    this.peerAddress = peerAddress;
    this.limits = limits;
    this.deadlines = deadlines;
    this.owner = owner;
    this.headBuffer = new ResponseHeadBuffer(limits.requestLineBytes + limits.headBytes);
    this.headReader = new ResponseHeadReader(limits);
    transport.setOwner(this);
    deadlines.add(this);
  }

  get isUsable(): boolean {
    // Bytes that nobody asked for are no answer to what is asked next.
    return this.state === "idle" && !this.transport.isDestroyed && !this.transport.isHolding;
  }

  // ── sending ──

  send(request: ClientRequest, listener: ResponseListener): void {
    this.uses++;
    this.state = "waiting";
    this.request = request;
    this.listener = listener;
    this.hasBytes = false;
    const { body } = request;
    this.deadlineMs = this.deadlines.after(request.responseTimeoutMs ?? this.limits.responseTimeoutMs);
    if (body.complete) {
      const { prefix, trailers } = body;
      const content = request.isChunked ? encodeChunk(prefix) + lastChunk(trailers) : prefix;
      this.transport.write(request.headWire + content);
      return;
    }
    this.isSending = true;
    this.sendsChunked = request.isChunked;
    this.deadlineMs = Number.POSITIVE_INFINITY; // the client's own time-outs guard the sending
    this.transport.write(request.headWire + this.framed(body.prefix));
    body.rest?.start(this);
  }

  private framed(content: string): string {
    return this.sendsChunked ? encodeChunk(content) : content;
  }

  /** A chunk of the request's body. */
  data(chunk: string): boolean {
    if (!this.isSending) return true;
    if (this.transport.write(this.framed(chunk))) return true;
    if (this.state === "waiting") this.deadlineMs = this.deadlines.after(this.limits.bodyTimeoutMs);
    return false;
  }

  /** The request's body is whole. */
  end(trailers: readonly Field[]): void {
    if (!this.isSending) return;
    this.isSending = false;
    if (this.sendsChunked) this.transport.write(lastChunk(trailers));
    if (this.state !== "waiting") return;
    this.deadlineMs = this.deadlines.after(this.request?.responseTimeoutMs ?? this.limits.responseTimeoutMs);
  }

  /** The request's body will never be whole: the backend must not take it for one. */
  fail(reason: FaultCode): void {
    if (!this.isSending) return;
    this.isSending = false;
    this.giveUp(reason, "the request body ended early");
  }

  /** Nobody waits for the response any more. */
  abandon(): void {
    this.listener = undefined;
    this.sink = undefined;
    this.destroy();
  }

  /** Its owner waits no longer for the exchange to end. */
  cut(): void {
    if (this.state === "waiting")
      this.giveUp("member-drained", "the member left the pool and its time is up");
    else if (this.state === "body") this.breakBody("member-drained");
    else if (this.state === "tunnel") this.transport.destroy();
    else this.destroy();
  }

  // ── receiving ──

  took(bytes: string): void {
    if (this.state === "body") this.takeBody(bytes);
    else if (this.state === "waiting") this.takeHead(bytes);
    else if (this.state !== "tunnel") this.destroy(); // bytes that nobody asked for
  }

  private takeHead(bytes: string): void {
    this.hasBytes = true;
    for (let text = bytes; ; ) {
      const taken = this.headBuffer.take(text);
      if (taken === undefined) return;
      if (typeof taken === "string") {
        this.giveUp(taken, taken === "response-too-large" ? "the head is over the limit" : "not HTTP/1");
        return;
      }
      // After a final head the connection may carry the next request already: its state is not ours to ask.
      if (!this.readHead(taken.head, taken.rest) || taken.rest === "") return;
      text = taken.rest;
    }
  }

  /** True after an interim response: the final one is still to come. */
  private readHead(raw: string, rest: string): boolean {
    const head = this.headReader.read(raw, this.request?.method === "HEAD");
    if ("flaw" in head) {
      this.giveUp("response-malformed", head.flaw);
      return false;
    }
    if (head.status === 101) {
      this.changeProtocol(head, rest);
      return false;
    }
    if (head.status < 200) {
      this.listener?.interim(head.status, head.fields);
      return this.state === "waiting";
    }
    this.keepAlive = head.keepAlive && !this.mayBeMisread();
    this.state = "body";
    this.beginBody(head, rest);
    return false;
  }

  private changeProtocol(head: ResponseHead, rest: string): void {
    const { listener, request } = this;
    const upgrade = head.fields.find((field) => field.key === "upgrade")?.value.toLowerCase();
    if (request === undefined || request.upgrade === "" || upgrade !== request.upgrade) {
      this.giveUp("response-malformed", "101 without the upgrade that was asked for");
      return;
    }
    this.listener = undefined;
    this.state = "tunnel";
    this.deadlines.delete(this);
    const tunnel = new TransportTunnel(this.transport, rest, () => this.owner.lost(this));
    listener?.upgraded(head, tunnel);
  }

  /** A backend that has not read the content of a GET takes it for the next request. */
  private mayBeMisread(): boolean {
    const { request } = this;
    return request !== undefined && isUnexpectedContent(request.method, request.body.declaredBytes);
  }

  private beginBody(head: ResponseHead, rest: string): void {
    const { listener } = this;
    this.listener = undefined;
    this.bodyFault = "";
    this.decoder = bodyDecoder(head);
    const body: ResponseBody = {
      prefix: "",
      complete: this.decoder === undefined,
      declaredBytes: head.contentLength,
      rest: this,
      trailers: NO_TRAILERS,
    };
    this.body = body;
    this.sink = undefined;
    if (this.decoder === undefined) {
      body.rest = undefined;
      this.endExchange(rest);
    } else {
      this.deadlineMs = this.deadlines.after(this.limits.bodyTimeoutMs);
      this.pauseMs = this.limits.bodyTimeoutMs;
      if (rest !== "") this.takeBody(rest);
      if (!body.complete && isStreaming(head.fields)) this.pauseMs = this.limits.streamTimeoutMs;
    }
    if (this.bodyFault !== "") listener?.failed(this.bodyFault, "the body is malformed", false);
    else listener?.response(head, body);
  }

  private takeBody(bytes: string): void {
    const { decoder, body } = this;
    if (decoder === undefined || body === undefined) return;
    const { content, done, rest, flaw } = decoder.decode(bytes);
    if (flaw !== "") {
      this.breakBody("response-malformed");
      return;
    }
    if (content !== "") this.deliver(body, content);
    if (done) {
      const { sink } = this;
      if (sink === undefined) {
        body.complete = true;
        body.rest = undefined;
        body.trailers = decoder.trailers;
      }
      this.endExchange(rest);
      sink?.end(decoder.trailers);
    } else if (this.deadlineMs !== Number.POSITIVE_INFINITY) {
      this.deadlineMs = this.deadlines.after(this.pauseMs);
    }
  }

  private deliver(body: ResponseBody, content: string): void {
    if (this.sink === undefined) {
      body.prefix += content;
      if (body.prefix.length > HELD_BYTES) this.hold();
    } else if (!this.sink.data(content)) this.hold();
  }

  private hold(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.transport.pause();
  }

  start(sink: BodySink, isHeld = false): void {
    this.sink = sink;
    if (this.bodyFault !== "") sink.fail(this.bodyFault);
    else if (isHeld) this.hold();
    else this.resume();
  }

  resume(): void {
    if (this.state === "waiting" || this.state === "idle") return;
    this.deadlineMs = this.deadlines.after(this.pauseMs);
    if (this.transport.isPaused) this.transport.resume();
  }

  cancel(): void {
    this.abandon();
  }

  // ── the end of an exchange, and of the connection ──

  private endExchange(rest: string): void {
    this.decoder = undefined;
    this.body = undefined;
    this.sink = undefined;
    const wasSending = this.isSending;
    if (wasSending) this.request?.body.rest?.cancel();
    this.isSending = false;
    this.request = undefined;
    // Bytes past the declared end are another response that nobody asked for: never on a shared connection.
    if (!this.keepAlive || wasSending || rest !== "" || this.transport.isDestroyed) {
      this.destroy();
      return;
    }
    this.state = "idle";
    if (this.transport.isPaused) this.transport.resume();
    this.deadlineMs = this.deadlines.after(this.limits.idleTimeoutMs);
    this.owner.free(this);
  }

  private giveUp(code: FaultCode, detail: string): void {
    const { listener, hasBytes } = this;
    this.listener = undefined;
    if (this.isSending) this.request?.body.rest?.cancel();
    this.isSending = false;
    this.destroy();
    listener?.failed(code, detail, !hasBytes);
  }

  private breakBody(code: FaultCode): void {
    const { sink } = this;
    this.bodyFault = code;
    this.decoder = undefined;
    this.destroy();
    sink?.fail(code);
  }

  ended(): void {
    this.finish("the backend closed the connection", false);
  }

  closed(error: Error | undefined): void {
    // With TLS 1.3 a backend refuses our certificate only after the handshake is over for us.
    const isTls = error !== undefined && "code" in error && String(error.code).startsWith("ERR_SSL_");
    const code = isTls ? "upstream-tls-failed" : "upstream-reset";
    this.finish(error?.message ?? "the connection was closed", error !== undefined, code);
  }

  private finish(detail: string, isError: boolean, code: FaultCode = "upstream-reset"): void {
    if (this.state === "waiting") {
      this.giveUp(code, detail);
    } else if (this.state === "body") {
      const { decoder, sink, body } = this;
      if (decoder?.endsWhole() && !isError) {
        if (sink === undefined && body !== undefined) {
          body.complete = true;
          body.rest = undefined;
        }
        this.keepAlive = false;
        this.endExchange("");
        sink?.end(NO_TRAILERS);
      } else this.breakBody("response-incomplete");
    } else this.destroy();
  }

  drained(): void {
    if (!this.isSending) return;
    if (this.state === "waiting") this.deadlineMs = Number.POSITIVE_INFINITY;
    this.request?.body.rest?.resume();
  }

  onDeadline(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.state === "waiting") this.giveUp("response-timeout", "no response head in time");
    else if (this.state === "body") this.breakBody("response-body-timeout");
    else this.destroy();
  }

  destroy(): void {
    if (this.state === "gone") return;
    this.state = "gone";
    this.deadlines.delete(this);
    this.transport.destroy();
    this.owner.lost(this);
  }
}

function bodyDecoder(head: ResponseHead): BodyDecoder | undefined {
  switch (head.framing) {
    case "none":
      return undefined;
    case "length":
      return new LengthDecoder(head.contentLength);
    case "chunked":
      return new ChunkedDecoder(head.connectionNames);
    case "close":
      return new CloseDecoder();
  }
}
