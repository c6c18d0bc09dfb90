// Room for connections: how many each client has open on a listener, and what makes way where the listener is
// full. Whoever holds a connection without using it goes before somebody new is turned away.

import type { Socket } from "node:net";
import type { AcceptedConnection } from "#http/server-handler.ts";
import { clientNetwork } from "#kernel/client-network.ts";

/** Open connections by client, of one listener in one worker. */
export class ClientConnections {
  private readonly counts = new Map<string, number>();

  openOf(address: string): number {
    return this.counts.get(clientNetwork(address)) ?? 0;
  }

  /** Counts a connection until it closes. */
  opened(socket: Socket, address: string): void {
    const owner = clientNetwork(address);
    this.counts.set(owner, (this.counts.get(owner) ?? 0) + 1);
    socket.once("close", () => this.left(owner));
  }

  private left(owner: string): void {
    const open = (this.counts.get(owner) ?? 0) - 1;
    if (open > 0) this.counts.set(owner, open);
    else this.counts.delete(owner);
  }
}

/** Looked at for each connection that finds none; the next one goes on behind them. */
const LOOKS = 32;

/** Finds connections that can make way for others, and knows those that are on their way out. */
export class ConnectionRoom {
  private readonly connections: ReadonlySet<AcceptedConnection>;
  private readonly leaving = new Set<AcceptedConnection>();
  private rest: Iterator<AcceptedConnection, undefined> | undefined;

  constructor(connections: ReadonlySet<AcceptedConnection>) {
    this.connections = connections;
  }

  /** Open connections, without those that make way. */
  get taken(): number {
    return this.connections.size - this.leaving.size;
  }

  /** Looks for one that makes way, the oldest first; there may be none among those that it looks at. */
  make(nowMs: number): void {
    for (let looks = 0; looks < LOOKS; looks++) {
      const connection = this.next();
      if (connection === undefined) return;
      if (this.leaving.has(connection) || !connection.makeWay(nowMs)) continue;
      if (this.connections.has(connection)) this.leaving.add(connection);
      return;
    }
  }

  closed(connection: AcceptedConnection): void {
    if (this.leaving.size > 0) this.leaving.delete(connection);
  }

  private next(): AcceptedConnection | undefined {
    this.rest ??= this.connections.values();
    const { done, value } = this.rest.next();
    if (done !== true) return value;
    this.rest = undefined;
    return undefined;
  }
}
