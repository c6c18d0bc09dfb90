// Refuses connections before a socket is made of them, which costs more than everything else about a refusal.
// Node has no interface for it; what its servers have inside is looked for, and where it is not found
// connections are refused a little later, at the price of their sockets.

import type { Server } from "node:net";

type ConnectionHandle = {
  getpeername?(out: { address?: string }): number;
  reset?(done: () => void): number;
};

type ServerHandle = {
  onconnection?: (error: number, connection: ConnectionHandle | undefined) => void;
};

/**
 * Of a server that listens: resets what it accepts from a peer that is turned away.
 * @param turnsAway asked once for each connection, with its peer's address as the socket would have it
 */
export function refuseEarly(server: Server, turnsAway: (address: string) => boolean): void {
  // What is not there is left alone, whatever it was taken for.
  const { _handle: handle } = server as { _handle?: ServerHandle | null };
  const accept = handle?.onconnection;
  if (handle === undefined || handle === null || accept === undefined) return;
  const peer: { address?: string } = {};
  handle.onconnection = function onConnection(error, connection) {
    connection?.getpeername?.(peer);
    if (connection?.reset !== undefined && turnsAway(peer.address ?? "")) connection.reset(ignore);
    else accept.call(this, error, connection);
    peer.address = "";
  };
}

const ignore = (): void => undefined;
