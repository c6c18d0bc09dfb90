// What a member behind the PROXY protocol is told of the client of a request.

import type { Pool } from "#upstream/pool.ts";
import { proxyHeader } from "#upstream/proxy-header.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";

/** Empty where the pool asks for none. The word of a trusted hop counts for the client's address. */
export function proxyHeaderFor(x: GatewayExchange, pool: Pool): string {
  if (pool.proxyProtocol === "none") return "";
  return proxyHeader(pool.proxyProtocol, {
    sourceAddress: x.clientAddress,
    // Of a client behind a hop nobody knows the port.
    sourcePort: x.clientAddress === x.peerAddress ? x.peerPort : 0,
    destinationAddress: x.client?.localAddress ?? "",
    destinationPort: x.localPort,
  });
}
