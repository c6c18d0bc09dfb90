// The bytes of one socket, in and out, as latin1 strings, at the least cost that Node allows: reads land in
// one buffer that all sockets of the thread share, and a write goes to the handle, past the queues of a
// stream that nobody else uses. Both at once, or with all others at the end of the turn where many come in
// one. Where Node's insides are not as expected, the public ways are taken.

import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectTls, TLSSocket } from "node:tls";
import { type TurnReader, type TurnWriter, turnWork } from "#kernel/turn-work.ts";
import { carrierOf } from "./carrier.ts";
import { readBuffer, readIntoShared } from "./shared-read.ts";

/** Hears of a socket. Nothing is called after `closed`. */
export interface TransportOwner {
  /** Bytes came. The owner may pause, write or destroy from within. */
  took(bytes: string): void;
  /** The peer ended its side. */
  ended(): void;
  /** Everything written is with the system: writing may go on. */
  drained(): void;
  closed(error: Error | undefined): void;
}

const TLS_ROOM_CHARS = 65_536;
/** From here on a write waits for nothing: it is no longer small beside what the system does for it. */
const GATHERED_CHARS = 16_384;

export class Transport implements TurnReader, TurnWriter {
  readonly socket: Socket;
  private readonly roomChars: number;
  private owner: TransportOwner | undefined;
  private isWriting = false;
  private isInWrite = false;
  /** What is queued goes out at the end of the turn. */
  private isGathered = false;
  /** Chars of the write under way. */
  private writingChars = 0;
  /** The owner was told to hold. */
  private isFull = false;
  /** What was read and nobody has heard of yet. */
  private held = "";
  private queue = "";
  private endsAfterQueue = false;
  private error: Error | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    // TLS says only later that it has taken a write, however much room there is.
    this.roomChars = socket instanceof TLSSocket ? TLS_ROOM_CHARS : 0;
    socket.on("end", () => {
      this.deliver();
      this.owner?.ended();
    });
    socket.on("error", (error) => {
      this.error = error;
    });
    socket.on("close", () => {
      this.deliver();
      const { owner } = this;
      this.owner = undefined;
      owner?.closed(this.error);
    });
  }

  /** Over an accepted socket that has not been read from, but for what was put back by `unshift`. */
  static accept(socket: Socket, owner: TransportOwner): Transport {
    const transport = new Transport(socket);
    transport.owner = owner;
    if (readIntoShared(socket, (count) => transport.read(count))) transport.takeEarlyBytes();
    else socket.on("data", (bytes: Buffer) => transport.owner?.took(bytes.toString("latin1")));
    return transport;
  }

  /** What lies in the stream's own buffer does not come by the shared one. */
  private takeEarlyBytes(): void {
    const early: unknown = this.socket.readableLength > 0 ? this.socket.read() : null;
    if (early instanceof Buffer) process.nextTick(() => this.owner?.took(early.toString("latin1")));
  }

  /**
   * Opens a connection; `socket` tells when it is there, and the owner is set then.
   * @param isBare the owner reads and writes the socket itself
   */
  static connect(options: TcpNetConnectOpts, isBare: boolean): Transport {
    if (isBare) return new Transport(connect(options));
    let transport: Transport | undefined;
    const callback = (count: number): boolean => {
      transport?.read(count);
      return true;
    };
    transport = new Transport(connect({ ...options, onread: { buffer: readBuffer, callback } }));
    return transport;
  }

  /** As `connect`, through TLS: `secureConnect` tells when it is there. Over `options.socket` where given. */
  static connectTls(options: ConnectionOptions, isBare: boolean): Transport {
    if (isBare) return new Transport(connectTls(options));
    let transport: Transport | undefined;
    const callback = (count: number): boolean => {
      transport?.read(count);
      return true;
    };
    // Node reads into the buffer only where it makes the socket itself.
    const onread = options.socket === undefined ? { onread: { buffer: readBuffer, callback } } : {};
    transport = new Transport(connectTls({ ...options, ...onread }));
    if (options.socket !== undefined) {
      transport.socket.on("data", (bytes: Buffer) => transport?.owner?.took(bytes.toString("latin1")));
    }
    return transport;
  }

  /** Over a connection that stands, read by nobody but for what was put back; the owner is set next. */
  static over(socket: Socket, isBare: boolean): Transport {
    const transport = new Transport(socket);
    if (!isBare) socket.on("data", (bytes: Buffer) => transport.owner?.took(bytes.toString("latin1")));
    return transport;
  }

  /** So many bytes came into the shared buffer. */
  private read(count: number): void {
    const { isHolding } = this;
    this.held += readBuffer.toString("latin1", 0, count);
    if (this.held.length >= GATHERED_CHARS || !(isHolding || turnWork.holds(this))) this.deliver();
  }

  /** Something was read that the owner has not heard of. */
  get isHolding(): boolean {
    return this.held !== "";
  }

  /** The owner hears now of what is held. */
  deliver(): void {
    const { held } = this;
    if (held === "") return;
    this.held = "";
    this.owner?.took(held);
  }

  /** What is held goes to it, too. */
  setOwner(owner: TransportOwner): void {
    this.owner = owner;
  }

  /** Forgets the owner: it hears nothing more. */
  disown(): void {
    this.owner = undefined;
  }

  /**
   * False where the peer takes bytes more slowly than they come: `drained` will be called. Small writes may
   * wait for the end of the turn.
   */
  write(text: string): boolean {
    if (this.socket.destroyed) return true;
    this.queue += text;
    if (this.isWriting) return this.hasRoom();
    if (this.queue.length < GATHERED_CHARS) {
      if (this.isGathered) return true;
      this.isGathered = turnWork.gathers(this);
      if (this.isGathered) return true;
    }
    this.isInWrite = true;
    this.push();
    this.isInWrite = false;
    // Most often the system took all of it at once, and the callback came before we are back here.
    return !this.isWriting || this.hasRoom();
  }

  private hasRoom(): boolean {
    const hasRoom = this.writingChars + this.queue.length < this.roomChars;
    if (!hasRoom) this.isFull = true;
    return hasRoom;
  }

  /** Gives what is queued to the system. */
  private push(): void {
    const text = this.queue;
    this.queue = "";
    this.isGathered = false;
    this.isWriting = true;
    this.writingChars = text.length;
    this.socket._write(text, "latin1", this.onWritten);
  }

  private readonly onWritten = (error?: Error | null): void => {
    this.isWriting = false;
    if (error) {
      this.socket.destroy(error);
      return;
    }
    if (this.queue !== "") {
      this.push();
      return;
    }
    if (this.endsAfterQueue) this.socket.end();
    if (!this.isFull && !this.endsAfterQueue) return;
    this.isFull = false;
    if (!this.isInWrite) this.owner?.drained();
  };

  /** What waits for the end of the turn goes now: for whoever writes to the socket itself from here on. */
  flush(): void {
    if (this.isGathered && !this.socket.destroyed) this.push();
  }

  /** Something was written that the system has not taken yet. */
  get isPending(): boolean {
    return this.isWriting;
  }

  get isPaused(): boolean {
    return this.socket.isPaused();
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Ends our side after what was written. */
  end(): void {
    this.flush();
    if (this.isWriting) this.endsAfterQueue = true;
    else this.socket.end();
  }

  get isDestroyed(): boolean {
    return this.socket.destroyed;
  }

  destroy(): void {
    this.held = "";
    this.flush();
    this.socket.destroy();
  }

  /** Closes by a reset: the peer sees that something is missing. */
  reset(): void {
    this.held = "";
    this.flush();
    const carrier = carrierOf(this.socket);
    // Only TCP can be reset; a TLS connection without its close_notify is seen to be cut, too.
    if (carrier instanceof TLSSocket) carrier.destroy();
    else carrier.resetAndDestroy();
  }
}
