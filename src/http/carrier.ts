// The TCP socket under a socket. What only TCP can do, such as a reset, is asked of it.

import { Socket } from "node:net";

/** The socket itself where nothing is wrapped around it. */
export function carrierOf(socket: Socket): Socket {
  // A TLSSocket keeps the socket that it was made over as `_parent`; its public type does not tell of it.
  const { _parent } = socket as unknown as { readonly _parent?: unknown };
  return _parent instanceof Socket ? _parent : socket;
}
