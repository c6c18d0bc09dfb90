// One request to a backend over HTTP/2: a stream of its session, with the life of a connection of HTTP/1.1
// that carries one request.

import { type ClientHttp2Stream, constants } from "node:http2";
import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type BodySink, type BodySource, NO_TRAILERS, type ResponseBody } from "../body.ts";
import type { ClientLimits, ClientRequest, RequestCarrier, ResponseListener } from "../client-connection.ts";
import type { Field } from "../field.ts";
import type { ResponseHead } from "../response-head.ts";
import { isStreaming } from "../streaming.ts";
import { errorName } from "./error-name.ts";
import { readH2Response, readH2Trailers } from "./read-response.ts";
import { trailerList } from "./write-response.ts";

/** The session, as its streams see it. */
export interface ClientStreamHost {
  readonly limits: ClientLimits;
  readonly deadlines: Deadlines;
  /** Opens a stream; undefined where the session takes no more. */
  openStream(request: ClientRequest): ClientHttp2Stream | undefined;
  /** The backend ended the stream by the frames that it sent. */
  hasEnded(streamId: number): boolean;
  /** Of the next head of the stream: how many fields the backend sent. */
  nextFieldCount(streamId: number): number;
  streamClosed(stream: ClientStream): void;
}

type State = "idle" | "waiting" | "body" | "done";

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_REFUSED_STREAM } = constants;

export class ClientStream implements RequestCarrier, Deadline, BodySource, BodySink {
  deadlineMs = Number.POSITIVE_INFINITY;
  /** Requests begun on its session before and with it. */
  readonly uses: number;
  private readonly host: ClientStreamHost;
  private state: State = "idle";
  private stream: ClientHttp2Stream | undefined;
  private listener: ResponseListener | undefined;
  private request: ClientRequest | undefined;
  private sink: BodySink | undefined;
  private body: ResponseBody | undefined;
  private head: ResponseHead | undefined;
  private isSending = false;
  private hasEnded = false;
  private receivedBytes = 0;
  private responseTrailers: readonly Field[] = NO_TRAILERS;
  private requestTrailers: readonly Field[] = NO_TRAILERS;
  private bodyFault: FaultCode | "" = "";
  private isClosed = false;

  constructor(host: ClientStreamHost, uses: number) {
    this.host = host;
    this.uses = uses;
  }

  /** The stream's number in its session; 0 before it has one. */
  get id(): number {
    return this.stream?.id ?? 0;
  }

  // ── sending ──

  send(request: ClientRequest, listener: ResponseListener): void {
    const { host } = this;
    this.state = "waiting";
    this.request = request;
    this.listener = listener;
    host.deadlines.add(this);
    const stream = host.openStream(request);
    if (stream === undefined) {
      queueMicrotask(() =>
        this.giveUp("upstream-stream-refused", "the connection takes no more requests", true),
      );
      return;
    }
    this.stream = stream;
    this.listen(stream);
    const { body } = request;
    this.expectHead();
    if (body.complete) {
      this.requestTrailers = body.trailers;
      if (body.prefix !== "" || body.trailers.length > 0) stream.end(body.prefix, "latin1");
      return;
    }
    this.isSending = true;
    this.deadlineMs = Number.POSITIVE_INFINITY; // the client's own time-outs guard the sending
    stream.on("drain", () => this.drained());
    if (body.prefix !== "") stream.write(body.prefix, "latin1");
    body.rest?.start(this);
  }

  private listen(stream: ClientHttp2Stream): void {
    stream.on("error", () => {
      // `close` follows.
    });
    stream.on("close", () => this.closed());
    stream.on("end", () => this.ended());
    stream.on("wantTrailers", () => {
      if (!stream.destroyed && !stream.closed) stream.sendTrailers(trailerList(this.requestTrailers));
    });
    stream.on("headers", (_headers, _flags, list?: string[]) => this.interim(list ?? []));
    stream.on("response", (_headers, flags, list?: string[]) => this.takeHead(list ?? [], flags));
    stream.on("trailers", (_headers, _flags, list?: string[]) => this.takeTrailers(list ?? []));
  }

  /** A chunk of the request's body. */
  data(chunk: string): boolean {
    const { stream, host } = this;
    if (!this.isSending || stream === undefined || !stream.writable) return true;
    if (stream.write(chunk, "latin1")) return true;
    if (this.state === "waiting") this.deadlineMs = host.deadlines.after(host.limits.bodyTimeoutMs);
    return false;
  }

  /** The request's body is whole. */
  end(trailers: readonly Field[]): void {
    if (!this.isSending) return;
    this.isSending = false;
    this.requestTrailers = trailers;
    this.stream?.end();
    if (this.state === "waiting") this.expectHead();
  }

  /** The request's body will never be whole: the backend must not take it for one. */
  fail(reason: FaultCode): void {
    if (!this.isSending) return;
    this.isSending = false;
    if (this.state === "waiting") this.giveUp(reason, "the request body ended early", false);
    else this.reset();
  }

  private expectHead(): void {
    const { limits, deadlines } = this.host;
    this.deadlineMs = deadlines.after(this.request?.responseTimeoutMs ?? limits.responseTimeoutMs);
  }

  private drained(): void {
    if (!this.isSending) return;
    if (this.state === "waiting") this.deadlineMs = Number.POSITIVE_INFINITY;
    this.request?.body.rest?.resume();
  }

  /** Nobody waits for the response any more. */
  abandon(): void {
    this.listener = undefined;
    this.sink = undefined;
    this.stopSending();
    this.state = "done";
    this.reset();
  }

  /** Its owner waits no longer for the exchange to end. */
  cut(code: FaultCode): void {
    if (this.state === "waiting") this.giveUp(code, "its time is up", false);
    else if (this.state === "body") this.breakBody(code);
  }

  // ── receiving ──

  private interim(list: readonly string[]): void {
    const head = readH2Response(list, this.host.nextFieldCount(this.id), false, this.host.limits);
    if (!("flaw" in head)) this.listener?.interim(head.status, head.fields);
    else if (this.state === "waiting") this.giveUp("response-malformed", head.flaw, false);
  }

  private takeHead(list: readonly string[], flags: number): void {
    const sentFields = this.host.nextFieldCount(this.id);
    if (this.state !== "waiting") return;
    const { stream, request, host } = this;
    const hasBody = (flags & NGHTTP2_FLAG_END_STREAM) === 0 && request?.method !== "HEAD";
    const head = readH2Response(list, sentFields, hasBody, host.limits);
    if ("flaw" in head) {
      this.giveUp("response-malformed", head.flaw, false);
      return;
    }
    this.state = "body";
    this.head = head;
    const declaredBytes = head.contentLength;
    this.body = { prefix: "", complete: false, declaredBytes, rest: this, trailers: NO_TRAILERS };
    this.expectBytes();
    if (stream === undefined) return;
    for (let chunk: unknown = stream.read(); chunk instanceof Buffer; chunk = stream.read()) {
      this.receivedBytes += chunk.length;
      this.body.prefix += chunk.toString("latin1");
    }
    // The stream's end and its trailers, where they came with the head, are told in this turn.
    process.nextTick(() => this.giveHead());
  }

  private giveHead(): void {
    const { listener, body, head } = this;
    this.listener = undefined;
    if (listener === undefined || body === undefined || head === undefined) return;
    if (this.bodyFault !== "") {
      listener.failed(this.bodyFault, "the body broke off", false);
      return;
    }
    if (this.hasEnded) {
      body.complete = true;
      body.rest = undefined;
      body.trailers = this.responseTrailers;
    }
    listener.response(head, body);
  }

  private takeTrailers(list: readonly string[]): void {
    const trailers = readH2Trailers(list, this.host.nextFieldCount(this.id));
    if (trailers !== undefined) this.responseTrailers = trailers;
    else if (this.state === "body") this.breakBody("response-malformed");
  }

  start(sink: BodySink, isHeld = false): void {
    if (this.bodyFault !== "") {
      sink.fail(this.bodyFault);
      return;
    }
    this.sink = sink;
    if (this.hasEnded) {
      sink.end(this.responseTrailers);
      return;
    }
    this.stream?.on("data", (chunk: Buffer) => this.take(chunk));
    if (isHeld) this.hold();
  }

  private hold(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.stream?.pause();
  }

  private take(chunk: Buffer): void {
    this.receivedBytes += chunk.length;
    if (this.sink === undefined) return;
    if (this.sink.data(chunk.toString("latin1"))) this.expectBytes();
    else this.hold();
  }

  private expectBytes(): void {
    const { limits, deadlines } = this.host;
    const isLong = this.head !== undefined && isStreaming(this.head.fields);
    this.deadlineMs = deadlines.after(isLong ? limits.streamTimeoutMs : limits.bodyTimeoutMs);
  }

  resume(): void {
    if (this.state !== "body") return;
    this.expectBytes();
    this.stream?.resume();
  }

  cancel(): void {
    this.abandon();
  }

  private ended(): void {
    if (this.hasEnded || this.state !== "body") return;
    const declared = this.head?.framing === "length" ? this.head.contentLength : -1;
    const isWhole = this.host.hasEnded(this.id) && (declared < 0 || declared === this.receivedBytes);
    if (!isWhole) {
      this.breakBody("response-incomplete");
      return;
    }
    this.hasEnded = true;
    this.state = "done";
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const { sink } = this;
    this.sink = undefined;
    sink?.end(this.responseTrailers);
    if (!this.isSending) return;
    // The backend has said all that it will: what the client still sends nobody reads.
    this.stopSending();
    this.reset();
  }

  // ── the end ──

  private giveUp(code: FaultCode, detail: string, isUntouched: boolean): void {
    const { listener } = this;
    this.listener = undefined;
    this.stopSending();
    this.state = "done";
    this.reset();
    listener?.failed(code, detail, isUntouched);
  }

  private breakBody(code: FaultCode): void {
    const { sink } = this;
    this.bodyFault = code;
    this.state = "done";
    this.sink = undefined;
    this.stopSending();
    this.reset();
    sink?.fail(code);
  }

  private stopSending(): void {
    if (this.isSending) this.request?.body.rest?.cancel();
    this.isSending = false;
  }

  private reset(): void {
    const { stream } = this;
    if (stream === undefined) this.closed();
    else if (!stream.closed) stream.close(NGHTTP2_CANCEL);
  }

  private closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const { host, stream } = this;
    const code = stream?.rstCode ?? 0;
    host.deadlines.delete(this);
    if (this.state === "waiting") {
      const fault = code === NGHTTP2_REFUSED_STREAM ? "upstream-stream-refused" : "upstream-reset";
      this.giveUp(fault, `the backend ended the stream: ${errorName(code)}`, false);
    } else if (this.state === "body") this.breakBody("response-incomplete");
    host.streamClosed(this);
  }

  onDeadline(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.state === "waiting") this.giveUp("response-timeout", "no response head in time", false);
    else if (this.state === "body") this.breakBody("response-body-timeout");
  }
}
