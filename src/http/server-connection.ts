// A client's connection that speaks HTTP/1.x: takes requests off it one after the other, gives each to the
// handler, and writes the answers back in order. Decides nothing about a request but whether it can be read.

import type { Socket } from "node:net";
import type { Deadline } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { emptyBody } from "./body.ts";
import type { ClientInfo } from "./client-info.ts";
import type { Field } from "./field.ts";
import { ChunkedDecoder, encodeChunk, LengthDecoder, lastChunk } from "./h1/body-decoder.ts";
import { HeadBuffer } from "./h1/head-buffer.ts";
import { parseRequestHead } from "./h1/parse-request.ts";
import { RequestBodyReader } from "./h1/request-body-reader.ts";
import { endToEndFields, statusLine } from "./h1/serialise.ts";
import { RequestHead } from "./request-head.ts";
import type { ResponderWatcher, ResponseMessage } from "./responder.ts";
import {
  type AcceptedConnection,
  ARRIVAL_GRACE_MS,
  KEPT_GRACE_MS,
  type RequestOrigin,
  type ServerHandler,
} from "./server-handler.ts";
import { Transport, type TransportOwner } from "./transport.ts";
import { TransportTunnel, type Tunnel } from "./tunnel.ts";

type State = "idle" | "head" | "exchange" | "discarding" | "tunnel" | "closing" | "closed";

/** How long a closing connection is still read, so that a reset does not destroy the answer on its way. */
const LINGER_MS = 2000;
/** A body that nobody wants is read away up to this length; a longer one costs the connection. */
const DISCARD_LIMIT_BYTES = 65_536;
const BACKLOG_LIMIT_BYTES = 65_536;
/** A body that comes or is taken more slowly than that, for so long, makes way where there is no room. */
const LEAST_BYTES_PER_SECOND = 240;
const CRAWL_GRACE_MS = 5000;

export class ServerConnection implements RequestOrigin, AcceptedConnection, Deadline, TransportOwner {
  readonly client: ClientInfo;
  deadlineMs: number;
  /** Monotonic ms at the first byte of the request under way. */
  requestStartedMs = 0;
  responseBytes = 0;
  requestBodyBytes = 0;
  hasBegun = false;
  readonly isMultiplexed = false;
  private state: State = "idle";
  private readonly transport: Transport;
  private readonly handler: ServerHandler;
  private readonly headBuffer: HeadBuffer;
  private backlog = "";
  private isPumping = false;
  private isHeld = false;
  private peerEnded = false;
  private keepAlive = true;
  private head: RequestHead | undefined;
  /** Of the request before: clients repeat themselves. */
  private lastFields: readonly Field[] = [];
  private bodyReader: RequestBodyReader | undefined;
  private watcher: ResponderWatcher | undefined;
  private isChunked = false;
  private sendsBody = true;
  private isBlocked = false;
  /** When all of the request under way must be here, and since when it is not the client that we wait for. */
  private requestDeadlineMs = 0;
  private heldSinceMs = 0;

  /** Takes over a socket that has not been read from, but for what was put back by `unshift`. */
  constructor(socket: Socket, client: ClientInfo, handler: ServerHandler) {
    this.handler = handler;
    this.client = client;
    const { limits } = handler;
    this.headBuffer = new HeadBuffer(limits.requestLineBytes, limits.headBytes);
    this.deadlineMs = handler.deadlines.after(limits.headTimeoutMs);
    this.transport = Transport.accept(socket, this);
    handler.deadlines.add(this);
  }

  get isOpen(): boolean {
    return this.state === "exchange" && !this.transport.isDestroyed;
  }

  /** Nothing of a request has come that waits for its answer. */
  get isIdle(): boolean {
    return this.state === "idle" && this.backlog === "" && !this.transport.isHolding;
  }

  /** The answers before must be on their way before the next request is looked at. */
  private get takesRequests(): boolean {
    return (this.state === "idle" || this.state === "head") && !this.isHeld && !this.isBlocked;
  }

  // ── reading ──

  took(bytes: string): void {
    switch (this.state) {
      case "closing":
      case "closed":
      case "tunnel":
        return;
      case "exchange":
      case "discarding":
        if (this.bodyReader !== undefined) this.bodyReader.take(bytes);
        else this.addBacklog(bytes);
        return;
      default:
        this.backlog = this.backlog === "" ? bytes : this.backlog + bytes;
        this.pump();
    }
  }

  private addBacklog(bytes: string): void {
    this.backlog += bytes;
    if (this.backlog.length > BACKLOG_LIMIT_BYTES) this.transport.pause();
  }

  /** Takes requests off the backlog, in a loop: an answer given at once must not deepen the stack. */
  private pump(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.backlog !== "" && this.takesRequests) {
      const bytes = this.backlog;
      this.backlog = "";
      this.readHead(bytes);
    }
    this.isPumping = false;
    if (this.takesRequests) this.afterPump();
  }

  private afterPump(): void {
    if (this.transport.isPaused) this.transport.resume();
    if (this.peerEnded && this.backlog === "") this.ended();
  }

  private readHead(bytes: string): void {
    if (this.state === "idle") {
      if (this.handler.holds(this)) {
        this.backlog = bytes + this.backlog;
        this.isHeld = true;
        this.deadlineMs = Number.POSITIVE_INFINITY;
        this.transport.pause();
        return;
      }
      this.requestStartedMs = this.handler.now();
      this.deadlineMs = this.handler.deadlines.after(this.handler.limits.headTimeoutMs);
      this.state = "head";
    }
    const taken = this.headBuffer.take(bytes);
    if (taken === undefined) return;
    if (typeof taken === "string") this.refuseHead(taken);
    else this.beginExchange(taken.head, taken.rest);
  }

  private refuseHead(fault: FaultCode): void {
    const head = new RequestHead(this.headBuffer.partial);
    head.fault = fault;
    head.keepAlive = false;
    this.headBuffer.clear();
    this.backlog = "";
    this.startExchange(head);
    this.handler.request(this, head, emptyBody());
  }

  private beginExchange(raw: string, rest: string): void {
    const head = parseRequestHead(raw, this.handler.limits, this.lastFields);
    this.lastFields = head.fields;
    this.startExchange(head);
    if (head.fault !== "") {
      this.handler.request(this, head, emptyBody());
      return;
    }
    if (head.framing === "none") {
      this.backlog = rest;
      this.handler.request(this, head, emptyBody());
      return;
    }
    this.beginBody(head, rest);
  }

  private beginBody(head: RequestHead, rest: string): void {
    const { limits } = this.handler;
    const decoder =
      head.framing === "chunked"
        ? new ChunkedDecoder(head.connectionNames)
        : new LengthDecoder(head.contentLength);
    if (head.contentLength > limits.bodyBytes) {
      head.fault = "body-too-large";
      head.keepAlive = false;
      this.keepAlive = false;
    }
    const reader = new RequestBodyReader(decoder, head.contentLength, limits.bodyBytes, this);
    this.bodyReader = reader;
    this.requestDeadlineMs = this.requestStartedMs + limits.requestTimeoutMs;
    this.heldSinceMs = this.handler.now();
    if (rest !== "") reader.take(rest);
    const flaw = reader.give();
    if (flaw !== "" && head.fault === "") head.fault = flaw;
    if (head.fault !== "") this.keepAlive = false;
    this.handler.request(this, head, reader.body);
  }

  private startExchange(head: RequestHead): void {
    this.head = head;
    this.state = "exchange";
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.keepAlive = head.keepAlive;
    this.hasBegun = false;
    this.responseBytes = 0;
    this.requestBodyBytes = 0;
    this.watcher = undefined;
    this.bodyReader = undefined;
  }

  // ── what the body reader asks of its connection ──

  pauseReading(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.heldSinceMs === 0) this.heldSinceMs = this.handler.now();
    this.transport.pause();
  }

  /** Reads on, and expects bytes within the body time-out. */
  resumeReading(): void {
    this.expectBytes();
    if (this.transport.isPaused) this.transport.resume();
  }

  expectBytes(): void {
    if (this.heldSinceMs !== 0) {
      this.requestDeadlineMs += this.handler.now() - this.heldSinceMs;
      this.heldSinceMs = 0;
    }
    const pauseMs = this.bodyReader?.body.pauseLimitMs ?? this.handler.limits.bodyTimeoutMs;
    const pauseEndMs = this.handler.deadlines.after(pauseMs);
    this.deadlineMs = Math.min(pauseEndMs, this.requestDeadlineMs);
  }

  countBody(bytes: number): void {
    this.requestBodyBytes += bytes;
  }

  /** RFC 9110 §10.1.1: somebody wants the body now. */
  sendContinue(): void {
    if (this.head?.expectsContinue && !this.hasBegun) this.put("HTTP/1.1 100 Continue\r\n\r\n");
  }

  /** The body is whole; what follows it belongs to the next request. */
  endBody(rest: string): void {
    this.bodyReader = undefined;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.backlog = rest + this.backlog;
    if (this.state === "discarding") this.becomeIdle();
  }

  /** Nobody can trust what follows a broken body. */
  breakBody(): void {
    this.keepAlive = false;
    if (this.state === "discarding") this.close();
  }

  /** The handler lets requests be read again. */
  unhold(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.deadlineMs = this.handler.deadlines.after(this.handler.limits.headTimeoutMs);
    this.pump();
  }

  // ── answering ──

  watch(watcher: ResponderWatcher): void {
    this.watcher = watcher;
  }

  interim(status: number, fields: readonly Field[]): void {
    if (this.hasBegun || this.head?.version !== "HTTP/1.1") return;
    this.put(`${statusLine(status, "")}${endToEndFields(fields, [])}\r\n`);
  }

  send(message: ResponseMessage, content: string): void {
    const head = this.responseHead(message);
    this.put(this.sendsBody ? head + content : head);
  }

  begin(message: ResponseMessage, content: string): boolean {
    const head = this.responseHead(message);
    return this.put(this.sendsBody ? head + this.framed(content) : head);
  }

  write(content: string): boolean {
    return this.sendsBody ? this.put(this.framed(content)) : true;
  }

  finish(trailers: readonly Field[]): void {
    if (this.isChunked && this.sendsBody) this.put(lastChunk(trailers));
  }

  upgrade(message: ResponseMessage): Tunnel {
    this.hasBegun = true;
    const fields = endToEndFields(message.fields, message.connectionNames);
    const upgrade = `Connection: Upgrade\r\nUpgrade: ${this.head?.upgrade ?? ""}\r\n`;
    this.put(`${statusLine(message.status, message.reasonPhrase)}${fields}${message.ownWire}${upgrade}\r\n`);
    this.state = "tunnel";
    this.watcher = undefined;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const early = this.backlog;
    this.backlog = "";
    return new TransportTunnel(this.transport, early, () => this.closed());
  }

  endConnection(): void {
    this.keepAlive = false;
  }

  abort(): void {
    if (this.state === "closed") return;
    this.state = "closing";
    this.transport.reset();
  }

  private framed(content: string): string {
    return this.isChunked ? encodeChunk(content) : content;
  }

  private responseHead(message: ResponseMessage): string {
    const { head } = this;
    const { status, bodyBytes } = message;
    this.hasBegun = true;
    this.sendsBody = head?.method !== "HEAD" && status !== 204 && status !== 304 && status >= 200;
    this.isChunked = bodyBytes < 0 && head?.version === "HTTP/1.1";
    if (bodyBytes < 0 && this.sendsBody && !this.isChunked) this.keepAlive = false;
    const isLast = this.peerEnded && this.backlog === "";
    if (!this.canDiscardBody() || isLast || this.handler.isDraining) this.keepAlive = false;
    let wire = statusLine(status, message.reasonPhrase);
    wire += endToEndFields(message.fields, message.connectionNames);
    wire += message.ownWire;
    if (bodyBytes >= 0 && status !== 204) wire += `Content-Length: ${bodyBytes}\r\n`;
    else if (this.isChunked && this.sendsBody) wire += "Transfer-Encoding: chunked\r\n";
    if (!this.keepAlive) wire += "Connection: close\r\n";
    else if (head?.version === "HTTP/1.0") wire += "Connection: keep-alive\r\n";
    return `${wire}\r\n`;
  }

  private canDiscardBody(): boolean {
    return this.bodyReader === undefined || this.bodyReader.remainingAtMost(DISCARD_LIMIT_BYTES);
  }

  private put(wire: string): boolean {
    this.responseBytes += wire.length;
    if (this.transport.write(wire)) return true;
    this.isBlocked = true;
    this.deadlineMs = this.handler.deadlines.after(this.handler.limits.bodyTimeoutMs);
    return false;
  }

  release(): void {
    this.watcher = undefined;
    if (this.state !== "exchange") return;
    if (!this.keepAlive || this.handler.isDraining) {
      this.close();
      return;
    }
    if (this.bodyReader === undefined) {
      this.becomeIdle();
      return;
    }
    this.state = "discarding";
    this.bodyReader.discard();
  }

  private becomeIdle(): void {
    this.state = "idle";
    this.head = undefined;
    this.deadlineMs = this.handler.deadlines.after(this.handler.limits.idleTimeoutMs);
    if (this.handler.isDraining) this.close();
    else if (!this.isPumping) this.pump();
  }

  // ── the end ──

  /** Ends our side and reads on for a while (lingering close). Without a request under way: for good. */
  close(): void {
    if (this.state === "closing" || this.state === "closed") return;
    this.state = "closing";
    this.backlog = "";
    this.transport.end();
    this.deadlineMs = this.handler.deadlines.after(
      this.transport.isPending ? this.handler.limits.bodyTimeoutMs : LINGER_MS,
    );
    if (this.peerEnded) return;
    this.transport.resume();
  }

  /** Cuts the connection, whatever is under way on it. */
  cut(): void {
    this.transport.reset();
  }

  makeWay(nowMs: number): boolean {
    if (!this.isHeldByClient(nowMs)) return false;
    this.onDeadline();
    // An answer that says why is on its way; it is not waited for.
    if (this.state === "closing") this.deadlineMs = 0;
    return true;
  }

  /** Nothing is asked, or so slowly that it serves to hold the connection. */
  private isHeldByClient(nowMs: number): boolean {
    const { state } = this;
    if (state === "idle") return this.backlog === "" && !this.isHeld && this.isLongIdle(nowMs);
    if (state === "closing") return true;
    const underWayMs = nowMs - this.requestStartedMs;
    if (state === "head") return underWayMs > ARRIVAL_GRACE_MS;
    if (state !== "exchange" || underWayMs < CRAWL_GRACE_MS) return false;
    const least = (underWayMs * LEAST_BYTES_PER_SECOND) / 1000;
    if (this.isBlocked) return this.responseBytes < least;
    if (this.bodyReader === undefined || this.heldSinceMs !== 0) return false;
    // The time for which we held it was not its own.
    const heldMs = this.requestDeadlineMs - this.requestStartedMs - this.handler.limits.requestTimeoutMs;
    return this.requestBodyBytes < least - (heldMs * LEAST_BYTES_PER_SECOND) / 1000;
  }

  /** Nothing came for a while, since the last answer or at all. */
  private isLongIdle(nowMs: number): boolean {
    const { headTimeoutMs, idleTimeoutMs } = this.handler.limits;
    if (this.requestStartedMs === 0) return nowMs + headTimeoutMs - this.deadlineMs >= ARRIVAL_GRACE_MS;
    return nowMs + idleTimeoutMs - this.deadlineMs >= KEPT_GRACE_MS;
  }

  drained(): void {
    this.isBlocked = false;
    if (this.state === "exchange") {
      this.deadlineMs = Number.POSITIVE_INFINITY;
      this.watcher?.drained();
    } else if (this.state === "closing") this.deadlineMs = this.handler.deadlines.after(LINGER_MS);
    else this.pump();
  }

  ended(): void {
    this.peerEnded = true;
    if (this.state === "exchange" || this.state === "discarding") {
      this.bodyReader?.fail("client-gone");
      return;
    }
    if (this.state === "head" && !this.headBuffer.isEmpty) this.refuseHead("head-incomplete");
    else if (this.backlog === "") this.close();
  }

  closed(): void {
    const wasInExchange = this.state === "exchange";
    this.state = "closed";
    this.handler.deadlines.delete(this);
    if (wasInExchange) {
      this.bodyReader?.fail("client-gone");
      this.watcher?.gone("client-gone");
    }
    this.handler.closed(this);
  }

  onDeadline(): void {
    const isWholeRequestLate = this.deadlineMs === this.requestDeadlineMs;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.state === "head" && !this.headBuffer.isEmpty) this.refuseHead("head-timeout");
    else if (this.state !== "exchange") this.transport.destroy();
    else if (this.isBlocked) {
      const { watcher } = this;
      this.watcher = undefined;
      this.abort();
      watcher?.gone("client-stalled");
    } else this.bodyReader?.fail(isWholeRequestLate ? "request-timeout" : "body-timeout");
  }
}
