// A connection to a backend that speaks HTTP/2: one session of node:http2 that carries many requests at a
// time. Knows no pool: its owner hears when a request is over, and when the connection is gone.

import { type ClientHttp2Session, type ClientHttp2Stream, connect, type Settings } from "node:http2";
import type { Socket } from "node:net";
import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { ClientLimits, ClientRequest } from "./client-connection.ts";
import { ClientStream, type ClientStreamHost } from "./h2/client-stream.ts";
import { endsStream, FrameGate, type FrameListener, PREFACE } from "./h2/frame-gate.ts";
import { requestList } from "./h2/request-list.ts";

const limits = defaultLimits.http2;

/** Who keeps the connection. */
export interface H2ConnectionOwner {
  /** A request on it is over: there is room for another. */
  eased(connection: H2ClientConnection): void;
  /** The connection takes no more requests; called once. */
  lost(connection: H2ClientConnection): void;
  /** The last request on a lost connection is over. */
  left(connection: H2ClientConnection): void;
}

export class H2ClientConnection implements Deadline, FrameListener, ClientStreamHost {
  deadlineMs: number;
  readonly limits: ClientLimits;
  readonly deadlines: Deadlines;
  /** The address that it leads to, as its owner connected it. */
  readonly peerAddress: string;
  private readonly scheme: "http" | "https";
  private readonly owner: H2ConnectionOwner;
  private readonly gate: FrameGate;
  private readonly session: ClientHttp2Session;
  private readonly streams = new Set<ClientStream>();
  private readonly ended = new Set<number>();
  /** Of each stream: the fields of the heads that came, which node:http2 has not told of yet. */
  private readonly fieldCounts = new Map<number, number[]>();
  /** Until the backend says otherwise (RFC 9113 §6.5.2 advises no less). */
  private allowed = 100;
  private uses = 0;
  private isLost = false;

  /** Takes over a connected socket that nobody has read from. */
  constructor(
    socket: Socket,
    peerAddress: string,
    scheme: "http" | "https",
    clientLimits: ClientLimits,
    deadlines: Deadlines,
    owner: H2ConnectionOwner,
  ) {
    this.peerAddress = peerAddress;
    this.scheme = scheme;
    this.limits = clientLimits;
    this.deadlines = deadlines;
    this.owner = owner;
    this.deadlineMs = deadlines.after(clientLimits.idleTimeoutMs);
    deadlines.add(this);
    const gate = new FrameGate(socket, this, { incoming: 0, outgoing: PREFACE.length });
    this.gate = gate;
    gate.on("error", () => {
      // The socket's, which `close` follows.
    });
    this.session = connect(`${scheme}://member`, {
      createConnection: () => gate,
      ...sessionOptions(clientLimits),
    });
    this.session.setLocalWindowSize(limits.connectionWindowBytes);
    this.session.on("error", () => {
      // Its streams are told each.
    });
    this.session.on("remoteSettings", ({ maxConcurrentStreams }: Settings) => {
      this.allowed = maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
      if (!this.isLost) this.owner.eased(this);
    });
    this.session.on("goaway", () => this.lose());
    this.session.on("close", () => this.closed());
    socket.on("close", () => gate.destroy());
    gate.open(Buffer.alloc(0));
  }

  /** Requests under way on it. */
  get active(): number {
    return this.streams.size;
  }

  get isUsable(): boolean {
    return !this.isLost && !this.session.closed && !this.session.destroyed;
  }

  get hasRoom(): boolean {
    return this.isUsable && this.streams.size < this.allowed;
  }

  /** A stream for one request. */
  take(): ClientStream {
    this.uses++;
    const stream = new ClientStream(this, this.uses);
    this.streams.add(stream);
    this.deadlineMs = Number.POSITIVE_INFINITY;
    return stream;
  }

  // ── what the streams ask of it ──

  openStream(request: ClientRequest): ClientHttp2Stream | undefined {
    if (!this.isUsable) return undefined;
    const { body } = request;
    const isBare = body.complete && body.prefix === "" && body.trailers.length === 0;
    const hasTrailers = !body.complete || body.trailers.length > 0;
    const list = requestList(request.headWire, this.scheme);
    return this.session.request(list, { endStream: isBare, waitForTrailers: hasTrailers });
  }

  hasEnded(streamId: number): boolean {
    return this.ended.has(streamId);
  }

  nextFieldCount(streamId: number): number {
    return this.fieldCounts.get(streamId)?.shift() ?? -1;
  }

  streamClosed(stream: ClientStream): void {
    this.streams.delete(stream);
    this.ended.delete(stream.id);
    this.fieldCounts.delete(stream.id);
    if (this.streams.size > 0) {
      if (!this.isLost) this.owner.eased(this);
      return;
    }
    this.deadlineMs = this.deadlines.after(this.limits.idleTimeoutMs);
    if (this.isLost) {
      this.session.close();
      this.owner.left(this);
    } else this.owner.eased(this);
  }

  // ── frames ──

  received(type: number, flags: number, streamId: number): boolean {
    if (endsStream(type, flags)) this.ended.add(streamId);
    return true;
  }

  admitted(): void {
    // The session was there before.
  }

  fieldsReceived(): boolean {
    return true; // nghttp2 has its limit, and a backend is no attacker
  }

  headReceived(streamId: number, fieldCount: number): void {
    const counts = this.fieldCounts.get(streamId);
    if (counts !== undefined) counts.push(fieldCount);
    else this.fieldCounts.set(streamId, [fieldCount]);
  }

  resetSent(): void {
    // Ours to know: nothing is learned from it.
  }

  goawaySent(): void {
    this.lose();
  }

  dataSent(): void {
    // Nobody counts it.
  }

  inputEnded(): void {
    this.gate.endInput();
  }

  // ── the end ──

  /** Takes no more requests; those under way go on. */
  close(): void {
    this.lose();
    if (!this.session.closed && !this.session.destroyed) this.session.close();
  }

  /** Its owner waits no longer for the requests under way to end. */
  cut(code: FaultCode): void {
    for (const stream of this.streams) stream.cut(code);
    this.lose();
    this.session.destroy();
  }

  private lose(): void {
    if (this.isLost) return;
    this.isLost = true;
    this.owner.lost(this);
  }

  private closed(): void {
    this.deadlines.delete(this);
    this.lose();
  }

  onDeadline(): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    if (this.streams.size === 0) this.close();
  }
}

function sessionOptions(clientLimits: ClientLimits) {
  return {
    settings: {
      enablePush: false,
      initialWindowSize: limits.streamWindowBytes,
      maxHeaderListSize: clientLimits.headBytes,
    },
    maxHeaderListPairs: clientLimits.headerCount + 8,
    maxSessionMemory: limits.maxSessionMegabytes,
    strictSingleValueFields: false,
  };
}
