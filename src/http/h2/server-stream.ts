// One request of an HTTP/2 connection and the way back for its answer: a stream of node:http2 behind the
// interfaces that HTTP/1.1 has too.

import {
  constants,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
  type ServerStreamResponseOptions,
} from "node:http2";
import type { Deadline } from "#kernel/deadlines.ts";
import { emptyBody } from "../body.ts";
import type { ClientInfo } from "../client-info.ts";
import { type Field, valueOfKind } from "../field.ts";
import { FieldKind } from "../field-kind.ts";
import type { RequestHead } from "../request-head.ts";
import type { GoneReason, ResponderWatcher, ResponseMessage } from "../responder.ts";
import type { RequestOrigin, ServerHandler } from "../server-handler.ts";
import { isStreaming } from "../streaming.ts";
import type { Tunnel } from "../tunnel.ts";
import { RequestBodyStream } from "./request-body-stream.ts";
import { interimList, responseList, trailerList } from "./write-response.ts";

/** What is known of a stream by its frames. */
export type StreamFacts = {
  /** Monotonic ms at its first frame. */
  readonly startedMs: number;
  /** Fields that came in the head and in the trailers; -1 while they are not there. */
  headFields: number;
  trailerFields: number;
  /** Bytes of DATA frames that came, their padding included. */
  dataBytes: number;
  /** node:http2 told of it. */
  isAnnounced: boolean;
  /** The client ended it. */
  hasEndCome: boolean;
  /** The code that we reset it with; -1 where we did not. */
  resetCode: number;
};

export function newFacts(startedMs: number): StreamFacts {
  const [headFields, trailerFields, resetCode] = [-1, -1, -1];
  const [isAnnounced, hasEndCome] = [false, false];
  return { startedMs, headFields, trailerFields, dataBytes: 0, isAnnounced, hasEndCome, resetCode };
}

/** The connection, as its streams see it. */
export interface StreamHost {
  readonly client: ClientInfo;
  readonly handler: ServerHandler;
  /** The stream is gone while its request is not over: the host calls `depart`, when it is its turn. */
  streamLeaves(stream: ServerStream): void;
  streamClosed(stream: ServerStream): void;
  /** So many bytes more of a response wait for the client to take them; fewer where negative. */
  queued(bytes: number): void;
  /** What there is of the answer waits for the client. */
  answerStalled(stream: ServerStream): void;
  /** The answer has begun, and nothing of it waits. */
  answerFlows(stream: ServerStream): void;
  /** The client took what waited, or the whole answer. */
  answerTaken(stream: ServerStream): void;
  /** More came of a body than its length: what follows cannot be trusted. */
  overrun(): void;
  /** Takes no more requests. */
  close(): void;
}

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_PROTOCOL_ERROR } = constants;

export class ServerStream implements RequestOrigin, Deadline {
  deadlineMs = Number.POSITIVE_INFINITY;
  readonly requestStartedMs: number;
  responseBytes = 0;
  requestBodyBytes = 0;
  readonly id: number;
  private readonly host: StreamHost;
  private readonly stream: ServerHttp2Stream;
  private readonly facts: StreamFacts;
  private readonly head: RequestHead;
  private bodyStream: RequestBodyStream | undefined;
  /** What the client sent after the body. */
  private sentTrailers: readonly string[] | undefined;
  private watcher: ResponderWatcher | undefined;
  private readDeadlineMs = Number.POSITIVE_INFINITY;
  private writeDeadlineMs = Number.POSITIVE_INFINITY;
  /** When the whole request must have come; a time that a backend kept it waiting does not count. */
  private requestDeadlineMs: number;
  private heldSinceMs = 0;
  private readonly isStreaming: boolean;
  private sendsBody = true;
  private isBlocked = false;
  /** So much of the answer waits: of what was written, for the client; and what is kept until it may be. */
  private queuedBytes = 0;
  private writtenBytes = 0;
  private heldBytes = 0;
  private isReleased = false;
  private isClosed = false;
  private trailers: readonly Field[] | undefined;

  constructor(host: StreamHost, stream: ServerHttp2Stream, facts: StreamFacts, head: RequestHead) {
    this.host = host;
    this.stream = stream;
    this.id = stream.id ?? 0;
    this.facts = facts;
    this.head = head;
    this.requestStartedMs = facts.startedMs;
    this.requestDeadlineMs = facts.startedMs + host.handler.limits.requestTimeoutMs;
    this.isStreaming = head.framing !== "none" && isStreaming(head.fields);
    stream.on("error", () => {
      // `close` follows, and tells all that anybody asks.
    });
    stream.on("close", () => this.closed());
    // They may come before the request is opened.
    stream.on("trailers", (_headers: IncomingHttpHeaders, _flags: number, list?: string[]) => {
      this.sentTrailers = list ?? [];
      this.bodyStream?.takeTrailers(this.sentTrailers);
    });
    host.handler.deadlines.add(this);
  }

  get client(): ClientInfo {
    return this.host.client;
  }

  get isOpen(): boolean {
    return !this.isReleased && !this.stream.destroyed && !this.stream.closed;
  }

  get hasBegun(): boolean {
    return this.stream.headersSent;
  }

  /** Hands the request over; one with a body when what came with its head has been read. */
  open(): void {
    const { head, stream } = this;
    if (stream.closed || stream.destroyed) {
      if (head.fault === "") head.fault = this.cause();
      this.dispatch();
      return;
    }
    if (head.fault !== "" || head.framing === "none" || head.upgrade !== "") {
      this.dispatch();
      return;
    }
    const { limits } = this.host.handler;
    if (head.contentLength > limits.bodyBytes) head.fault = "body-too-large";
    this.bodyStream = new RequestBodyStream(stream, head.contentLength, limits.bodyBytes, this);
    if (this.sentTrailers !== undefined) this.bodyStream.takeTrailers(this.sentTrailers);
    // The stream's end and its trailers, where they came with the head, are told in this turn.
    process.nextTick(() => this.dispatch());
  }

  private dispatch(): void {
    const { bodyStream, head, host } = this;
    bodyStream?.settlePrefix();
    const early = bodyStream?.earlyFault ?? "";
    if (early !== "" && head.fault === "") head.fault = early;
    // Until somebody asks for the rest of it the client cannot be late.
    if (bodyStream !== undefined) this.expectNothing();
    host.handler.request(this, head, bodyStream?.body ?? emptyBody());
  }

  // ── what the body asks of its stream ──

  hasEndCome(): boolean {
    return this.facts.hasEndCome && this.facts.resetCode < 0 && this.stream.rstCode === NGHTTP2_NO_ERROR;
  }

  /** nghttp2 compares lengths too, looks at trailers, and resets the stream itself. */
  cause(): GoneReason {
    if (this.facts.resetCode !== NGHTTP2_PROTOCOL_ERROR) return "client-gone";
    return this.head.contentLength >= 0 ? "length-disagrees" : "http2-request-refused";
  }

  areTrailersWhole(fieldCount: number): boolean {
    return this.facts.trailerFields === fieldCount;
  }

  /** As with HTTP/1.1: whoever sends such fields sends no more requests on the connection. */
  fieldsMalformed(): void {
    this.host.close();
  }

  /** Newer versions of nghttp2 end the connection for it, older ones only the stream. */
  private isOverrun(): boolean {
    const { facts, head } = this;
    if (facts.resetCode !== NGHTTP2_PROTOCOL_ERROR) return false;
    const declared = valueOfKind(head.fields, FieldKind.contentLength);
    return declared !== undefined && facts.dataBytes > Number(declared);
  }

  countBody(bytes: number): void {
    this.requestBodyBytes += bytes;
  }

  /** A body has both limits, of one pause and of the whole; a call of gRPC may last. */
  expectBytes(): void {
    const { limits, deadlines } = this.host.handler;
    const pauseMs = this.bodyStream?.body.pauseLimitMs ?? limits.bodyTimeoutMs;
    if (this.isStreaming) {
      this.setDeadlines(deadlines.after(Math.max(pauseMs, limits.streamTimeoutMs)), this.writeDeadlineMs);
      return;
    }
    if (this.heldSinceMs !== 0) {
      this.requestDeadlineMs += this.host.handler.now() - this.heldSinceMs;
      this.heldSinceMs = 0;
    }
    this.setDeadlines(Math.min(deadlines.after(pauseMs), this.requestDeadlineMs), this.writeDeadlineMs);
  }

  /** Held for a slow backend, the client cannot be late. */
  expectNothing(): void {
    if (this.heldSinceMs === 0) this.heldSinceMs = this.host.handler.now();
    this.setDeadlines(Number.POSITIVE_INFINITY, this.writeDeadlineMs);
  }

  /** RFC 9110 §10.1.1: somebody wants the body now. */
  sendContinue(): void {
    if (this.head.expectsContinue) this.interim(100, []);
  }

  // ── answering ──

  watch(watcher: ResponderWatcher): void {
    this.watcher = watcher;
  }

  interim(status: number, fields: readonly Field[]): void {
    if (this.hasBegun || !this.isOpen || status === 101) return;
    this.stream.additionalHeaders(interimList(status, fields));
  }

  send(message: ResponseMessage, content: string): void {
    this.respond(message, { endStream: content === "" });
    if (!this.sendsBody || content === "") return;
    this.responseBytes += content.length;
    this.stream.end(content, "latin1");
    this.countQueued(this.stream.writableLength);
    this.host.answerStalled(this);
    this.expectProgress();
  }

  private countQueued(writtenBytes: number): void {
    this.writtenBytes = writtenBytes;
    const bytes = writtenBytes + this.heldBytes;
    this.host.queued(bytes - this.queuedBytes);
    this.queuedBytes = bytes;
  }

  holds(bytes: number): void {
    if (this.isClosed) return;
    this.heldBytes = bytes;
    this.countQueued(this.writtenBytes);
  }

  begin(message: ResponseMessage, content: string): boolean {
    this.respond(message, { waitForTrailers: true });
    if (!this.sendsBody) return true;
    this.stream.on("drain", () => this.drained());
    this.stream.on("wantTrailers", () => this.sendTrailers());
    const hasRoom = this.write(content);
    if (hasRoom) this.host.answerFlows(this);
    return hasRoom;
  }

  private respond(message: ResponseMessage, options: ServerStreamResponseOptions): void {
    const { status } = message;
    this.sendsBody = this.head.method !== "HEAD" && status !== 204 && status !== 205 && status !== 304;
    // RFC 9110 §15.3.6: a length that it does not keep to would break the stream.
    const list = responseList(status === 205 ? { ...message, bodyBytes: 0 } : message);
    this.responseBytes += listBytes(list);
    this.stream.respond(list, this.sendsBody ? options : { endStream: true });
  }

  write(content: string): boolean {
    if (this.isClosed) return false;
    if (!this.sendsBody || content === "" || !this.stream.writable) return true;
    this.responseBytes += content.length;
    if (this.stream.write(content, "latin1")) return !this.isBlocked;
    this.isBlocked = true;
    this.countQueued(this.stream.writableLength);
    this.host.answerStalled(this);
    this.expectProgress();
    return false;
  }

  private drained(): void {
    this.isBlocked = false;
    this.countQueued(0);
    this.host.answerTaken(this);
    this.setDeadlines(this.readDeadlineMs, Number.POSITIVE_INFINITY);
    this.watcher?.drained();
  }

  finish(trailers: readonly Field[]): void {
    if (!this.sendsBody) return;
    this.trailers = trailers;
    this.stream.end();
    this.expectProgress();
  }

  private sendTrailers(): void {
    const { stream, trailers } = this;
    if (stream.destroyed || stream.closed || trailers === undefined) return;
    stream.sendTrailers(trailerList(trailers));
    this.trailers = undefined;
    // node:http2 sends them from a callback of the same kind, which is first in line.
    if (this.isReleased) setImmediate(() => this.closeUnfinished());
  }

  /** Extended CONNECT (RFC 8441) is not offered, so no request over HTTP/2 asks for a tunnel. */
  upgrade(): Tunnel {
    throw new Error("a request over HTTP/2 cannot change its protocol");
  }

  /** The answer is given; what the client still sends nobody reads (RFC 9113 §8.1). */
  release(): void {
    this.watcher = undefined;
    this.isReleased = true;
    if (this.trailers === undefined) this.closeUnfinished();
  }

  private closeUnfinished(): void {
    if (!this.facts.hasEndCome) this.stream.close(NGHTTP2_NO_ERROR);
    else this.stream.resume();
  }

  endConnection(): void {
    // Others' requests are on it.
  }

  abort(): void {
    this.watcher = undefined;
    this.isReleased = true;
    this.stream.close(NGHTTP2_INTERNAL_ERROR);
  }

  // ── the end ──

  private expectProgress(): void {
    const { limits, deadlines } = this.host.handler;
    this.setDeadlines(this.readDeadlineMs, deadlines.after(limits.bodyTimeoutMs));
  }

  private setDeadlines(readMs: number, writeMs: number): void {
    this.readDeadlineMs = readMs;
    this.writeDeadlineMs = writeMs;
    this.deadlineMs = Math.min(readMs, writeMs);
  }

  onDeadline(): void {
    const isStalled = this.writeDeadlineMs <= this.readDeadlineMs;
    if (isStalled) this.setDeadlines(this.readDeadlineMs, Number.POSITIVE_INFINITY);
    else this.setDeadlines(Number.POSITIVE_INFINITY, this.writeDeadlineMs);
    if (!isStalled) {
      this.bodyStream?.fail("body-timeout");
      return;
    }
    const { watcher } = this;
    this.watcher = undefined;
    this.isReleased = true;
    this.stream.close(NGHTTP2_CANCEL);
    // Nothing goes out any more: node:http2 would wait for what it cannot send.
    this.stream.destroy();
    watcher?.gone("client-stalled");
  }

  /** The stream is gone, in whatever way. */
  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.host.handler.deadlines.delete(this);
    this.heldBytes = 0;
    this.countQueued(0);
    if (this.isReleased && this.stream.rstCode === NGHTTP2_NO_ERROR) this.host.answerTaken(this);
    if (this.isOverrun()) this.host.overrun();
    if (this.isReleased) this.depart();
    else this.host.streamLeaves(this);
  }

  /** No answer reaches its client any more. */
  leave(): void {
    this.closed();
    this.stream.destroy();
  }

  /** Whoever still works for the request hears that nobody waits for it. */
  depart(): void {
    const { watcher } = this;
    this.watcher = undefined;
    const cause = this.cause();
    if (!this.isReleased) watcher?.gone(cause);
    this.bodyStream?.fail(cause);
    this.host.streamClosed(this);
  }
}

/** What a list would take in plain text; what HPACK made of it is not known. */
function listBytes(list: readonly string[]): number {
  let bytes = 0;
  for (const text of list) bytes += text.length + 2;
  return bytes;
}
