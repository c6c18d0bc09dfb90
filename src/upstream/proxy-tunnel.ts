// A way through an HTTP proxy to one authority: CONNECT (RFC 9110 §9.3.6).

import { request as requestPlain } from "node:http";
import type { Socket } from "node:net";
import { EgressError } from "./egress-error.ts";

export type EgressProxy = {
  readonly host: string;
  readonly port: number;
  /** For `Proxy-Authorization`; empty for none. */
  readonly authorization: string;
};

export type TunnelRequest = EgressProxy & {
  /** `host:port` to be led to; an IPv6 address in brackets. */
  readonly authority: string;
  /** The local address to connect from; empty for the system's choice. */
  readonly localAddress: string;
  /** Gives up while the tunnel is being opened. */
  readonly signal: AbortSignal;
};

export const proxyHeaders = ({ authorization }: EgressProxy): Record<string, string> =>
  authorization === "" ? {} : { "proxy-authorization": authorization };

/**
 * The socket that leads through; it is the caller's from then on, its errors too.
 * Rejects with an `EgressError` where the proxy refuses, else with the system's error.
 */
export function openTunnel(tunnel: TunnelRequest): Promise<Socket> {
  const { authority, host, port, signal, localAddress } = tunnel;
  const headers = { host: authority, ...proxyHeaders(tunnel) };
  const source = localAddress === "" ? {} : { localAddress };
  return new Promise((resolve, reject) => {
    const options = { method: "CONNECT", host, port, path: authority, headers, signal, agent: false };
    const request = requestPlain({ ...options, ...source, setHost: false });
    request.once("connect", (answer, socket, head) => {
      if (answer.statusCode === 200) {
        // Who is behind the proxy may speak first.
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new EgressError("proxy-refused", `the proxy answered ${answer.statusCode}`));
    });
    request.once("response", (answer) => {
      request.destroy();
      reject(new EgressError("proxy-refused", `the proxy answered ${answer.statusCode}`));
    });
    request.on("error", reject);
    request.end();
  });
}
