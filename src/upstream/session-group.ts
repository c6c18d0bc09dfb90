// The HTTP/2 connections of one member: requests share them, and a new one is opened where those that are
// there take no more.

import type { RequestCarrier } from "#http/client-connection.ts";
import type { H2ClientConnection, H2ConnectionOwner } from "#http/h2-client-connection.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";

/** Who waits for room on a connection. */
export interface CarrierTaker {
  connected(carrier: RequestCarrier): void;
  connectFailed(code: FaultCode, detail: string): void;
}

export class SessionGroup implements H2ConnectionOwner {
  private readonly open: () => void;
  private readonly sessions: H2ClientConnection[] = [];
  /** Lost to new requests; those under way on them may end. */
  private readonly leaving = new Set<H2ClientConnection>();
  private readonly waiting: CarrierTaker[] = [];
  private isOpening = false;

  /** @param open begins to open a connection; `opened` or `notOpened` follows, never from within */
  constructor(open: () => void) {
    this.open = open;
  }

  /** Requests under way, those that wait for a connection included. */
  get active(): number {
    let active = this.waiting.length;
    for (const session of this.sessions) active += session.active;
    for (const session of this.leaving) active += session.active;
    return active;
  }

  /** A place for one request, now; undefined where there is none. */
  take(): RequestCarrier | undefined {
    return this.sessions.find((session) => session.hasRoom)?.take();
  }

  /** A place for one request, later. */
  wait(taker: CarrierTaker): { cancel(): void } {
    this.waiting.push(taker);
    if (!this.isOpening) this.openOne();
    return {
      cancel: () => {
        const at = this.waiting.indexOf(taker);
        if (at >= 0) this.waiting.splice(at, 1);
      },
    };
  }

  private openOne(): void {
    this.isOpening = true;
    this.open();
  }

  opened(session: H2ClientConnection): void {
    this.isOpening = false;
    this.sessions.push(session);
    this.serve(session);
    if (this.waiting.length > 0) this.openOne();
  }

  notOpened(code: FaultCode, detail: string): void {
    this.isOpening = false;
    for (const taker of this.waiting.splice(0)) taker.connectFailed(code, detail);
  }

  private serve(session: H2ClientConnection): void {
    while (session.hasRoom) {
      const taker = this.waiting.shift();
      if (taker === undefined) return;
      taker.connected(session.take());
    }
  }

  eased(session: H2ClientConnection): void {
    this.serve(session);
  }

  lost(session: H2ClientConnection): void {
    const at = this.sessions.indexOf(session);
    if (at >= 0) this.sessions.splice(at, 1);
    if (session.active > 0) this.leaving.add(session);
  }

  left(session: H2ClientConnection): void {
    this.leaving.delete(session);
  }

  /** Lets go of connections: requests under way on them may end. */
  close(isLeft: (session: H2ClientConnection) => boolean): void {
    for (const session of this.sessions.filter(isLeft)) session.close();
  }

  /** Ends the requests under way. */
  cut(): void {
    for (const session of [...this.sessions, ...this.leaving]) session.cut("member-drained");
  }
}
