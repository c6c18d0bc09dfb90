// The first bytes of a plain connection whose listener speaks HTTP/1.1 and HTTP/2: the preface of HTTP/2 by
// prior knowledge tells them apart (RFC 9113 §3.3). `Upgrade: h2c` is never honoured.

import type { Socket } from "node:net";
import type { Deadline } from "#kernel/deadlines.ts";
import type { ClientInfo } from "./client-info.ts";
import { PREFACE } from "./h2/frame-gate.ts";
import { H2ServerConnection } from "./h2-server-connection.ts";
import { ServerConnection } from "./server-connection.ts";
import { type AcceptedConnection, ARRIVAL_GRACE_MS, type ServerHandler } from "./server-handler.ts";
import { readBytes } from "./shared-read.ts";

export class ProtocolPeek implements AcceptedConnection, Deadline {
  deadlineMs: number;
  readonly isIdle = true;
  readonly isMultiplexed = false;
  private readonly socket: Socket;
  private readonly client: ClientInfo;
  private readonly handler: ServerHandler;
  private readonly chosen: (connection: AcceptedConnection) => void;
  private bytes: Buffer = Buffer.alloc(0);
  private hasChosen = false;

  /** @param chosen takes the connection that stands in for this one once its protocol is known */
  constructor(
    socket: Socket,
    client: ClientInfo,
    handler: ServerHandler,
    chosen: (connection: AcceptedConnection) => void,
  ) {
    this.socket = socket;
    this.client = client;
    this.handler = handler;
    this.chosen = chosen;
    this.deadlineMs = handler.deadlines.after(handler.limits.headTimeoutMs);
    handler.deadlines.add(this);
    readBytes(socket, (piece) => this.took(piece));
    // What was put back into the stream does not come by the means that read from now on.
    const early: unknown = socket.readableLength > 0 ? socket.read() : null;
    if (early instanceof Buffer) process.nextTick(() => this.took(early));
    socket.on("end", this.onEnd);
    socket.on("error", this.onError);
    socket.on("close", this.onClose);
  }

  private took(piece: Buffer): void {
    if (this.hasChosen) return; // where reads come as events, they come here, too
    const bytes = this.bytes.length === 0 ? piece : Buffer.concat([this.bytes, piece]);
    const compared = Math.min(bytes.length, PREFACE.length);
    if (PREFACE.compare(bytes, 0, compared, 0, compared) !== 0) this.choose(false, bytes);
    else if (compared === PREFACE.length) this.choose(true, bytes);
    else this.bytes = Buffer.from(bytes);
  }

  /** A client that ends its side here has asked for nothing that HTTP/1.1 could not judge. */
  private readonly onEnd = (): void => {
    this.choose(false, this.bytes);
  };

  private readonly onError = (): void => {
    // `close` follows.
  };

  private readonly onClose = (): void => {
    this.leave();
    this.handler.closed(this);
  };

  private choose(isHttp2: boolean, bytes: Buffer): void {
    const { socket, client, handler } = this;
    this.leave();
    if (isHttp2) {
      this.chosen(new H2ServerConnection(socket, client, handler, bytes));
      return;
    }
    const connection = new ServerConnection(socket, client, handler);
    this.chosen(connection);
    if (bytes.length > 0) connection.took(bytes.toString("latin1"));
    if (socket.readableEnded) connection.ended();
    // Read on by the means of the new connection.
    else if (!socket.isPaused()) socket.resume();
  }

  private leave(): void {
    const { socket } = this;
    this.hasChosen = true;
    this.handler.deadlines.delete(this);
    socket.off("end", this.onEnd);
    socket.off("error", this.onError);
    socket.off("close", this.onClose);
  }

  unhold(): void {
    // Nothing is held before a request.
  }

  close(): void {
    this.socket.destroy();
  }

  cut(): void {
    this.socket.resetAndDestroy();
  }

  makeWay(nowMs: number): boolean {
    if (nowMs + this.handler.limits.headTimeoutMs - this.deadlineMs < ARRIVAL_GRACE_MS) return false;
    this.socket.destroy();
    return true;
  }

  /** Less than a preface is the beginning of a head that HTTP/1.1 waits for. */
  onDeadline(): void {
    if (this.bytes.length === 0) this.socket.destroy();
    else this.choose(false, this.bytes);
  }
}
