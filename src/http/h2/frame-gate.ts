// Stands between a socket and node:http2 and sees every frame that passes, both ways. nghttp2 ends requests
// and connections without a word to JavaScript; what it does shows in the frames that it sends. And a flood
// is counted before nghttp2 works on it.

import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { readBytes } from "../shared-read.ts";
import { FieldCounter } from "./field-counter.ts";
import { FrameFlag, FrameScanner, FrameType, type FrameWatcher } from "./frame-scanner.ts";

/** Hears of the frames of a connection. `false` from a call stops the connection's input for good. */
export interface FrameListener {
  /** The first bytes pass, and are no attack: somebody must read them from now on. */
  admitted(): void;
  /** A frame of the client begins. */
  received(type: number, flags: number, streamId: number, lengthBytes: number): boolean;
  /** Of a head, or of trailers, so many fields have come. */
  fieldsReceived(fieldCount: number): boolean;
  /** It came whole with so many. */
  headReceived(streamId: number, fieldCount: number): void;
  /** We reset a stream. */
  resetSent(streamId: number, code: number): void;
  /** We told the client that the connection ends. */
  goawaySent(code: number): void;
  /** Bytes of content went out. */
  dataSent(bytes: number): void;
  /** The peer sends no more. */
  inputEnded(): void;
}

/** Says when requests of a peer that brings hundreds of them at once may be read. */
export interface HeadPacer {
  /** May one more head pass at once? Where not, it is held, and all that follows, until `passHeld`. */
  admitsHead(): boolean;
  /** Something is held from now on. */
  holds(): void;
}

/** `PRI * HTTP/2.0` and what follows it (RFC 9113 §3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

export class FrameGate extends Duplex {
  private readonly socket: Socket;
  private readonly listener: FrameListener;
  private readonly pacer: HeadPacer | undefined;
  private readonly incoming: FrameScanner;
  private readonly outgoing: FrameScanner;
  /** Where heads end in the bytes at hand. */
  private headEnds: number[] = [];
  /** Heads, each with what came before it; and what came after the last of them. */
  private held: Buffer[] = [];
  private wasAdmitted = false;
  private isStopped = false;

  /**
   * Over a socket that nobody else reads.
   * @param skipped bytes before the first frame, each way
   * @param pacer nothing is held where there is none
   */
  constructor(
    socket: Socket,
    listener: FrameListener,
    skipped: { readonly incoming: number; readonly outgoing: number },
    pacer?: HeadPacer,
  ) {
    super({ allowHalfOpen: true, decodeStrings: true });
    this.socket = socket;
    this.listener = listener;
    this.pacer = pacer;
    this.incoming = new FrameScanner(this.watchIncoming(), skipped.incoming);
    this.outgoing = new FrameScanner(watchOutgoing(listener), skipped.outgoing);
  }

  /**
   * Begins to read; `firstBytes` were read off the socket before, and are the caller's. The listener must be
   * ready to hear.
   */
  open(firstBytes: Buffer): void {
    const { socket } = this;
    if (firstBytes.length > 0) this.admit(firstBytes);
    // What came before does not come by the means that read from now on.
    const early: unknown = socket.readableLength > 0 ? socket.read() : null;
    if (early instanceof Buffer) this.admit(early);
    readBytes(socket, (bytes) => this.admit(bytes));
    socket.on("end", () => this.listener.inputEnded());
  }

  /** Part of a frame has come, and its rest has not. */
  get isInFrame(): boolean {
    return !this.incoming.isBetweenFrames;
  }

  /** Takes no more from the peer, not even off the socket. */
  stop(): false {
    this.isStopped = true;
    this.held = [];
    this.socket.pause();
    return false;
  }

  private watchIncoming(): FrameWatcher {
    const counter = new FieldCounter();
    return {
      frame: (type, flags, streamId, length) => {
        if (!this.listener.received(type, flags, streamId, length)) return this.stop();
        if (type === FrameType.headers || type === FrameType.continuation) counter.begin(type, flags, length);
        return true;
      },
      payload: () => {
        // What other frames carry is nghttp2's to read.
      },
      headPart: (streamId, bytes, from, to) => {
        counter.feed(bytes, from, to);
        if (!this.listener.fieldsReceived(counter.soFar)) return this.stop();
        if (counter.total < 0) return true;
        this.listener.headReceived(streamId, counter.total);
        this.headEnds.push(to);
        return true;
      },
    };
  }

  private admit(bytes: Buffer): void {
    if (this.isStopped) return;
    this.headEnds = [];
    this.incoming.scan(bytes);
    if (this.isStopped) return;
    // A copy: what it was read into is read into again.
    this.passOrHold(Buffer.from(bytes), this.headEnds);
    if (this.wasAdmitted) return;
    this.wasAdmitted = true;
    this.listener.admitted();
  }

  private passOrHold(bytes: Buffer, headEnds: readonly number[]): void {
    const { pacer } = this;
    if (pacer === undefined) {
      this.pass(bytes);
      return;
    }
    const wasHolding = this.isHolding;
    let from = 0;
    for (const end of [...headEnds, bytes.length]) {
      if (end === from) continue;
      const isHead = from < (headEnds.at(-1) ?? 0);
      if (!this.isHolding && (!isHead || pacer.admitsHead())) this.pass(bytes.subarray(from, end));
      else this.held.push(bytes.subarray(from, end));
      from = end;
    }
    if (!this.isHolding) return;
    this.socket.pause();
    if (!wasHolding) pacer.holds();
  }

  private pass(bytes: Buffer): boolean {
    const hasRoom = this.push(bytes);
    if (!hasRoom) this.socket.pause();
    return hasRoom;
  }

  get isHolding(): boolean {
    return this.held.length > 0;
  }

  /** Passes one head of those that are held; nothing more is read before the last of them. */
  passHeld(): void {
    const piece = this.held.shift();
    if (piece !== undefined && this.pass(piece) && !this.isHolding) this.socket.resume();
  }

  /** Nothing follows: whoever reads hears the end of it. */
  endInput(): void {
    this.push(null);
  }

  override _read(): void {
    if (!this.isStopped && !this.isHolding) this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.writeOut(chunk, callback);
  }

  override _writev(chunks: { readonly chunk: Buffer }[], callback: () => void): void {
    const last = chunks.length - 1;
    this.socket.cork();
    for (const [at, { chunk }] of chunks.entries()) this.writeOut(chunk, at === last ? callback : undefined);
    this.socket.uncork();
  }

  /** A write that fails is none of the session's: the socket's `close` follows, and its owner winds up. */
  private writeOut(chunk: Buffer, callback: (() => void) | undefined): void {
    if (this.socket.destroyed) {
      callback?.();
      return;
    }
    this.outgoing.scan(chunk);
    this.socket.write(chunk, callback === undefined ? undefined : () => callback());
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.socket.end(callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.socket.destroy();
    callback(error);
  }
}

function watchOutgoing(listener: FrameListener): FrameWatcher {
  return {
    frame: (type, _flags, _streamId, length) => {
      if (type === FrameType.data) listener.dataSent(length);
      return true;
    },
    payload: (type, streamId, start) => {
      if (type === FrameType.rstStream && start.length >= 4)
        listener.resetSent(streamId, start.readUInt32BE(0));
      else if (type === FrameType.goaway && start.length >= 8) listener.goawaySent(start.readUInt32BE(4));
    },
    headPart: () => true, // ours
  };
}

/** Does the frame end what its sender has to say on the stream? */
export function endsStream(type: number, flags: number): boolean {
  return (type === FrameType.data || type === FrameType.headers) && (flags & FrameFlag.endStream) !== 0;
}
