// Room for connections: how many each client has open on a listener, and what makes way where the listener is
// full. Whoever holds a connection without using it goes before somebody new is turned away.

import type { Socket } from "node:net";
import type { AcceptedConnection } from "#http/server-handler.ts";
import { ownerOf } from "./flood-penalties.ts";

/** Open connections by client, of one listener in one worker. */
export class ClientConnections {
  private readonly counts = new Map<string, number>();

  /** Counts a connection until it closes; false where its client has `most` already. */
  admit(socket: Socket, address: string, most: number): boolean {
    if (most === Number.POSITIVE_INFINITY) return true;
    const owner = ownerOf(address);
    const open = this.counts.get(owner) ?? 0;
    if (open >= most) return false;
    this.counts.set(owner, open + 1);
    socket.once("close", () => this.left(owner));
    return true;
  }

  private left(owner: string): void {
    const open = (this.counts.get(owner) ?? 0) - 1;
    if (open > 0) this.counts.set(owner, open);
    else this.counts.delete(owner);
  }
}

/** Looked at for each connection that finds none; the next one goes on behind them. */
const LOOKS = 16;

/** Finds a connection that can make way for another one. */
export class ConnectionRoom {
  private readonly connections: ReadonlySet<AcceptedConnection>;
  private rest: Iterator<AcceptedConnection, undefined> | undefined;

  constructor(connections: ReadonlySet<AcceptedConnection>) {
    this.connections = connections;
  }

  /** True where one of those that it looks at makes way; the oldest are asked first. */
  make(nowMs: number): boolean {
    for (let looks = 0; looks < LOOKS; looks++) {
      const connection = this.next();
      if (connection === undefined) return false;
      if (connection.makeWay(nowMs)) return true;
    }
    return false;
  }

  private next(): AcceptedConnection | undefined {
    this.rest ??= this.connections.values();
    const { done, value } = this.rest.next();
    if (done !== true) return value;
    this.rest = undefined;
    return undefined;
  }
}
