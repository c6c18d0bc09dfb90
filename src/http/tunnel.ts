// A connection that has left HTTP: bytes both ways, until either side ends. Who splices two of them decides
// how long they may be silent.

import type { Transport, TransportOwner } from "./transport.ts";

/** Hears what the peer of a tunnel does. Nothing is called after `closed`. */
export interface TunnelListener {
  /** Takes bytes, always; false asks to hold until `Tunnel.resume`. */
  data(bytes: string): boolean;
  /** The peer ended its side. */
  ended(): void;
  /** The peer takes more: go on with what was held. */
  drained(): void;
  /** The connection is gone, in whatever way. */
  closed(): void;
}

/** Our side of it. Holds what the peer sends until `open`. */
export interface Tunnel {
  open(listener: TunnelListener): void;
  /** False asks to hold until `drained`. */
  write(bytes: string): boolean;
  resume(): void;
  /** Nothing more comes from us. */
  end(): void;
  cut(): void;
}

/** A tunnel over a transport of its own. */
export class TransportTunnel implements Tunnel, TransportOwner {
  private readonly transport: Transport;
  private readonly whenClosed: () => void;
  private held: string;
  private hasEnded = false;
  private isClosed = false;
  private listener: TunnelListener | undefined;

  /** @param firstBytes what the peer sent after the head that made the connection a tunnel */
  constructor(transport: Transport, firstBytes: string, whenClosed: () => void) {
    this.transport = transport;
    this.held = firstBytes;
    this.whenClosed = whenClosed;
    transport.setOwner(this);
    transport.pause();
  }

  open(listener: TunnelListener): void {
    if (this.isClosed) {
      listener.closed();
      return;
    }
    this.listener = listener;
    const { held } = this;
    this.held = "";
    if (held === "" || listener.data(held)) this.transport.resume();
    if (this.hasEnded) listener.ended();
  }

  write(bytes: string): boolean {
    return this.transport.write(bytes);
  }

  resume(): void {
    this.transport.resume();
  }

  end(): void {
    this.transport.end();
  }

  cut(): void {
    this.transport.destroy();
  }

  took(bytes: string): void {
    if (this.listener === undefined) this.held += bytes;
    else if (!this.listener.data(bytes)) this.transport.pause();
  }

  ended(): void {
    this.hasEnded = true;
    this.listener?.ended();
  }

  drained(): void {
    this.listener?.drained();
  }

  closed(): void {
    this.isClosed = true;
    const { listener } = this;
    this.listener = undefined;
    this.whenClosed();
    listener?.closed();
  }
}
