// A client's connection that speaks HTTP/2: one session of node:http2, each of whose streams is a request
// for the handler. Sees all frames by a gate before the session, and ends connections that attack.

import {
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { Deadline } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { TurnWorker } from "#kernel/turn-queue.ts";
import { carrierOf } from "./carrier.ts";
import type { ClientInfo } from "./client-info.ts";
import type { Field } from "./field.ts";
import { errorName } from "./h2/error-name.ts";
import { FloodGuard } from "./h2/flood-guard.ts";
import { endsStream, FrameGate, type FrameListener, type HeadPacer, PREFACE } from "./h2/frame-gate.ts";
import { FrameFlag, FrameType } from "./h2/frame-scanner.ts";
import { Probation } from "./h2/probation.ts";
import { readH2Request } from "./h2/read-request.ts";
import { fieldsRead, lastWords, sessionOptions } from "./h2/server-session.ts";
import { newFacts, ServerStream, type StreamFacts, type StreamHost } from "./h2/server-stream.ts";
import {
  type AcceptedConnection,
  ARRIVAL_GRACE_MS,
  KEPT_GRACE_MS,
  type ServerHandler,
} from "./server-handler.ts";

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR, NGHTTP2_PROTOCOL_ERROR } =
  constants;

/** Resets that are the client's fault: it makes us do them, at no cost of its own (CVE-2025-8671). */
const provoked: ReadonlySet<number> = new Set([
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_FLOW_CONTROL_ERROR,
  constants.NGHTTP2_STREAM_CLOSED,
  constants.NGHTTP2_FRAME_SIZE_ERROR,
  constants.NGHTTP2_REFUSED_STREAM,
  constants.NGHTTP2_ENHANCE_YOUR_CALM,
]);

/** What node:http2 ends a session with for what the client sent; its other errors are the socket's. */
const ownErrors: ReadonlySet<string> = new Set(["ERR_HTTP2_ERROR", "ERR_HTTP2_TOO_MANY_INVALID_FRAMES"]);

/** How long requests of a client that has proved nothing wait for a backend that is slow with others. */
const PATIENCE_MS = 100;

/** How long a connection that was told to end may take for it. */
const LINGER_MS = 2000;

export class H2ServerConnection
  implements AcceptedConnection, Deadline, FrameListener, HeadPacer, StreamHost, TurnWorker
{
  deadlineMs: number;
  lastTurn = 0;
  askedInTurn = 0;
  readonly isMultiplexed = true;
  readonly client: ClientInfo;
  readonly handler: ServerHandler;
  private readonly socket: Socket;
  private readonly gate: FrameGate;
  /** Begun with the first bytes: what they show to be an attack costs none. */
  private session: ServerHttp2Session | undefined;
  private readonly guard: FloodGuard;
  private readonly facts = new Map<number, StreamFacts>();
  private readonly open = new Set<ServerStream>();
  private held: (() => void)[] = [];
  /** Begun, or told that they are over, when the loop comes round again. */
  private readonly waiting: ServerStream[] = [];
  private readonly departing: ServerStream[] = [];
  /** Of responses, what waits for a client that has shut its window. */
  private queuedBytes = 0;
  private readonly probation: Probation;
  private readonly patience: Deadline = {
    deadlineMs: Number.POSITIVE_INFINITY,
    onDeadline: () => this.patienceEnds(),
  };
  /** Of the request before: clients repeat themselves. */
  private lastFields: readonly Field[] = [];
  private lastStreamId = 0;
  private isInHead = false;
  private isEnding = false;
  /** No answer reaches the client any more: what there is of its requests ends, a little in each turn. */
  private isLeaving = false;
  /** What it hears last. */
  private lastCode: number = NGHTTP2_NO_ERROR;
  private isClosed = false;
  private isOver = false;

  /** Takes over a socket; `firstBytes` were read off it before. */
  constructor(socket: Socket, client: ClientInfo, handler: ServerHandler, firstBytes: Buffer) {
    this.socket = socket;
    this.client = client;
    this.handler = handler;
    this.guard = new FloodGuard(handler.http2Limits);
    this.probation = new Probation(handler.http2Limits.firstRequests);
    this.deadlineMs = handler.deadlines.after(handler.limits.headTimeoutMs);
    handler.deadlines.add(this);
    socket.on("close", () => this.closed());
    socket.on("error", () => {
      // `close` follows.
    });
    this.gate = new FrameGate(socket, this, { incoming: PREFACE.length, outgoing: 0 }, this);
    this.gate.on("error", () => {
      // The socket's, which says the same.
    });
    this.gate.open(firstBytes);
  }

  admitted(): void {
    if (this.isClosed) return;
    const { handler } = this;
    const session = performServerHandshake(this.gate, sessionOptions(handler));
    this.session = session;
    session.setLocalWindowSize(handler.http2Limits.connectionWindowBytes);
    session.on("error", (error) => this.failed(error));
    session.on("stream", (stream, _headers, flags, list) => this.takeStream(stream, flags, list));
  }

  /** With the session, which costs as much as some requests, none is read in the same turn. */
  admitsHead(): boolean {
    return this.session !== undefined && this.handler.turns.admits(this);
  }

  holds(): void {
    this.handler.turns.add(this);
  }

  get isIdle(): boolean {
    return this.open.size === 0 && this.facts.size === 0;
  }

  makeWay(nowMs: number): boolean {
    if (!this.isIdle || this.isInHead) return false;
    const idleMs = nowMs + this.handler.limits.idleTimeoutMs - this.deadlineMs;
    if (idleMs < (this.lastStreamId > 0 ? KEPT_GRACE_MS : ARRIVAL_GRACE_MS)) return false;
    this.cut();
    return true;
  }

  // ── frames ──

  received(type: number, flags: number, streamId: number, lengthBytes: number): boolean {
    const fault = this.guard.received(this.handler.now(), type, flags, lengthBytes);
    if (fault !== "") {
      this.refuseFlood(fault);
      return false;
    }
    if (type === FrameType.headers) this.headBegins(streamId);
    if (type === FrameType.headers || type === FrameType.continuation) {
      this.isInHead = (flags & FrameFlag.endHeaders) === 0;
      if (!this.isInHead && this.facts.size > 0) this.deadlineMs = Number.POSITIVE_INFINITY;
    }
    const isData = type === FrameType.data;
    const hasEndCome = endsStream(type, flags);
    const facts = isData || hasEndCome ? this.facts.get(streamId) : undefined;
    if (facts === undefined) return true;
    if (isData) facts.dataBytes += lengthBytes;
    if (hasEndCome) facts.hasEndCome = true;
    return true;
  }

  private headBegins(streamId: number): void {
    this.deadlineMs = this.handler.deadlines.after(this.handler.limits.headTimeoutMs);
    if (streamId <= this.lastStreamId) return; // trailers
    this.lastStreamId = streamId;
    this.facts.set(streamId, newFacts(this.handler.now()));
  }

  fieldsReceived(fieldCount: number): boolean {
    if (fieldCount <= fieldsRead(this.handler)) return true;
    this.refuseFlood("http2-head-flood");
    return false;
  }

  headReceived(streamId: number, fieldCount: number): void {
    const facts = this.facts.get(streamId);
    if (facts === undefined) return;
    if (facts.headFields < 0) facts.headFields = fieldCount;
    else facts.trailerFields = fieldCount;
  }

  resetSent(streamId: number, code: number): void {
    if (provoked.has(code) && this.session?.closed === false) {
      const fault = this.guard.reset();
      if (fault !== "") this.refuseFlood(fault);
    }
    const facts = this.facts.get(streamId);
    if (facts === undefined || facts.resetCode >= 0) return;
    facts.resetCode = code;
    // What node:http2 has to tell of the stream it tells before that.
    if (!facts.isAnnounced) setImmediate(() => this.noteRefused(streamId, facts));
  }

  /** nghttp2 refused the stream before anybody heard of it. */
  private noteRefused(streamId: number, facts: StreamFacts): void {
    if (facts.isAnnounced) return;
    this.facts.delete(streamId);
    this.becomeIdle();
    const detail = errorName(facts.resetCode);
    this.handler.unanswered(this.client, facts.startedMs, "http2-request-refused", detail);
  }

  goawaySent(code: number): void {
    if (this.isEnding || code === NGHTTP2_NO_ERROR) return;
    this.endsWith("http2-protocol-error", errorName(code));
  }

  /** Some versions of Node close the connection before nghttp2 could say why by GOAWAY. */
  private failed(error: Error): void {
    const isOwn = "code" in error && ownErrors.has(String(error.code));
    if (isOwn && !this.isEnding) this.endsWith("http2-protocol-error", error.message);
  }

  dataSent(bytes: number): void {
    this.guard.dataSent(bytes);
  }

  /** Ends the connection of a client that attacks, and refuses its next. */
  private refuseFlood(fault: FaultCode): void {
    if (this.isEnding) return;
    const penaltyMs = this.handler.penalize(this.client);
    const seconds = Math.ceil(penaltyMs / 1000);
    this.refuse(fault, penaltyMs === 0 ? "" : `its address is refused for ${seconds} s`);
  }

  /** Ends the connection of a client that breaks the rules. */
  private refuse(fault: FaultCode, detail = "", code = NGHTTP2_ENHANCE_YOUR_CALM): void {
    if (this.isEnding) return;
    this.endsWith(fault, detail);
    this.gate.stop();
    const { session } = this;
    if (session === undefined) {
      // At once: what it still sends is not worth a read.
      this.socket.write(lastWords(code));
      this.socket.destroy();
      return;
    }
    this.lastCode = code;
    this.leave();
  }

  private endsWith(fault: FaultCode, detail: string): void {
    this.isEnding = true;
    this.deadlineMs = this.handler.deadlines.after(LINGER_MS);
    this.handler.unanswered(this.client, this.handler.now(), fault, detail);
  }

  // ── streams ──

  private takeStream(stream: ServerHttp2Stream, flags: number, list: readonly string[]): void {
    const id = stream.id ?? 0;
    const facts = this.facts.get(id);
    if (facts === undefined || this.isLeaving) {
      stream.on("error", () => {
        // Nobody hears of it any more.
      });
      stream.destroy();
      return;
    }
    facts.isAnnounced = true;
    const { handler } = this;
    this.limitAbandoned();
    const endsStream = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
    const head = readH2Request(list, facts.headFields, endsStream, handler.limits, this.lastFields);
    this.lastFields = head.fields;
    const origin = new ServerStream(this, stream, facts, head);
    this.open.add(origin);
    if (handler.isDraining || head.fault === "field-malformed") this.close();
    if (handler.holds(this)) this.held.push(() => this.start(origin));
    else this.start(origin);
  }

  /** A client that is quicker to cancel and ask anew than we are to end what it cancelled. */
  private limitAbandoned(): void {
    const pending = this.waiting.length + this.departing.length + this.held.length;
    if (pending > 2 * this.handler.http2Limits.maxConcurrentStreams) this.refuseFlood("http2-reset-flood");
  }

  /** A burst of requests takes its turn after others' connections, and waits where answers are not taken. */
  private start(origin: ServerStream): void {
    const { turns } = this.handler;
    if (this.waiting.length === 0 && this.mayStart && turns.admits(this)) this.begin(origin);
    else {
      this.waiting.push(origin);
      if (this.hasWork) turns.add(this);
      else this.bePatient();
    }
  }

  private begin(origin: ServerStream): void {
    if (origin.isOpen) this.probation.begun(origin);
    origin.open();
  }

  /** Requests that wait for others do not do so for as long as backends like. */
  private bePatient(): void {
    if (this.patience.deadlineMs !== Number.POSITIVE_INFINITY || this.isClosed) return;
    const { deadlines } = this.handler;
    this.patience.deadlineMs = deadlines.after(PATIENCE_MS);
    deadlines.add(this.patience);
  }

  private patienceEnds(): void {
    this.patience.deadlineMs = Number.POSITIVE_INFINITY;
    this.handler.deadlines.delete(this.patience);
    if (this.waiting.length === 0) return;
    this.probation.forgive();
    this.goOn();
    this.bePatient();
  }

  /** Those that wait may begin again, where anything still holds them they do not. */
  private goOn(): void {
    if (this.waiting.length > 0 && this.hasWork) this.handler.turns.add(this);
  }

  /**
   * More answers for a client that takes none would be made by backends, and kept; and of a connection
   * that is ended nothing reaches a backend any more. Once it is closed, those that waited are recorded.
   */
  private get mayStart(): boolean {
    if (this.isLeaving) return true;
    if (this.isEnding || !this.probation.admits) return false;
    return this.queuedBytes < this.handler.http2Limits.queuedResponseBytes;
  }

  private get hasWork(): boolean {
    if (this.departing.length > 0) return true;
    if (this.isLeaving && (this.open.size > 0 || this.hasUnheard)) return true;
    if (this.waiting.length > 0 && this.mayStart) return true;
    return this.gate.isHolding;
  }

  /** Those that left first: what they asked for goes on for nobody. */
  workOnce(): boolean {
    this.doOne();
    if (this.hasWork) return true;
    if (this.isLeaving) this.windUp();
    else if (this.waiting.length > 0) this.bePatient();
    return false;
  }

  private doOne(): void {
    const left = this.departing.shift();
    if (left !== undefined) left.depart();
    else if (this.isLeaving && this.open.size > 0) this.endFirst();
    else if (this.waiting.length > 0 && this.mayStart) this.beginFirst();
    else if (this.isLeaving) this.recordUnheard();
    else this.gate.passHeld();
  }

  private endFirst(): void {
    for (const stream of this.open) {
      stream.leave();
      return;
    }
  }

  /** Heads that were read, and of which node:http2 has not told. Of an attack nobody needs to know each. */
  private get hasUnheard(): boolean {
    return this.facts.size > 0 && !this.isEnding;
  }

  private recordUnheard(): void {
    for (const [id, facts] of this.facts) {
      this.facts.delete(id);
      if (!this.isEnding) this.handler.unanswered(this.client, facts.startedMs, "client-gone", "");
      return;
    }
  }

  private beginFirst(): void {
    const first = this.waiting.shift();
    if (first !== undefined) this.begin(first);
  }

  queued(bytes: number): void {
    this.queuedBytes += bytes;
    if (bytes < 0) this.goOn();
  }

  answerStalled(stream: ServerStream): void {
    this.probation.stalled(stream);
  }

  answerFlows(stream: ServerStream): void {
    this.probation.settled(stream);
    this.goOn();
  }

  answerTaken(stream: ServerStream): void {
    this.probation.taken(stream);
    this.goOn();
  }

  /** Many may leave at once, and each has a backend that must hear of it. */
  streamLeaves(stream: ServerStream): void {
    const { turns } = this.handler;
    if (this.departing.length === 0 && turns.admits(this)) {
      stream.depart();
      return;
    }
    this.departing.push(stream);
    turns.add(this);
  }

  streamClosed(stream: ServerStream): void {
    this.probation.settled(stream);
    this.open.delete(stream);
    this.facts.delete(stream.id);
    if (this.isLeaving) this.closeIfOver();
    else this.becomeIdle();
  }

  overrun(): void {
    this.refuse("http2-protocol-error", errorName(NGHTTP2_PROTOCOL_ERROR), NGHTTP2_PROTOCOL_ERROR);
  }

  private becomeIdle(): void {
    if (!this.isIdle || this.isEnding || this.isInHead) return;
    this.deadlineMs = this.handler.deadlines.after(this.handler.limits.idleTimeoutMs);
    if (this.handler.isDraining) this.close();
  }

  // ── what the gateway asks of it ──

  unhold(): void {
    const { held } = this;
    this.held = [];
    for (const begin of held) begin();
    this.closeIfOver();
  }

  /** Tells the client by GOAWAY; what is under way is finished (RFC 9113 §6.8). */
  close(): void {
    const { session } = this;
    if (session === undefined) this.socket.end();
    else if (!session.closed && !session.destroyed) session.close();
    if (this.isIdle) this.deadlineMs = this.handler.deadlines.after(LINGER_MS);
  }

  cut(): void {
    carrierOf(this.socket).resetAndDestroy();
    this.socket.destroy();
  }

  onDeadline(): void {
    const { session } = this;
    if (this.isEnding || session === undefined || session.closed || session.destroyed) {
      this.deadlineMs = Number.POSITIVE_INFINITY;
      this.socket.destroy();
    } else if (this.isInHead || this.gate.isInFrame) this.refuse("head-timeout");
    else this.close();
  }

  /** Who sends no more takes no answers either: so node:http2 has it. */
  inputEnded(): void {
    this.leave();
  }

  private closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.handler.deadlines.delete(this);
    this.handler.deadlines.delete(this.patience);
    this.leave();
  }

  /** What one connection asked for is a lot to end at once. Never within node:http2, which may be writing. */
  private leave(): void {
    this.isLeaving = true;
    this.gate.stop();
    this.handler.turns.add(this);
  }

  /** Nothing is left of its requests. */
  private windUp(): void {
    const { session, gate } = this;
    if (session?.destroyed === false) session.destroy(undefined, this.lastCode);
    else gate.destroy();
    this.closeIfOver();
  }

  private closeIfOver(): void {
    if (!this.isClosed || this.isOver || this.hasWork || this.held.length > 0) return;
    this.isOver = true;
    this.handler.closed(this);
  }
}
