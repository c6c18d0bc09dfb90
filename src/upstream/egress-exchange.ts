// One request to one place that was found allowed, and its whole answer: straight to the addresses that were
// judged, through an HTTP proxy, or by a tunnel. Follows nothing and decides nothing.

import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestPlain,
} from "node:http";
import { request as requestTls } from "node:https";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { bareHost, hostWithPort } from "#kernel/address.ts";
import { portOf } from "#kernel/default-port.ts";
import { EgressError } from "./egress-error.ts";
import { type EgressProxy, openTunnel, proxyHeaders } from "./proxy-tunnel.ts";

export type EgressTls = {
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  /** PEM; empty for nothing to show. */
  readonly certificate: string;
  readonly key: string;
};

/** How a place is reached. */
export type EgressWay =
  /** The addresses to connect to. */
  | { readonly kind: "straight"; readonly addresses: readonly string[] }
  /** It resolves names; https alone goes by a tunnel. */
  | { readonly kind: "proxy"; readonly proxy: EgressProxy }
  /**
   * By CONNECT whatever the scheme is, through the first proxy that leads to one of the hosts: the place's
   * name, or its addresses.
   */
  | { readonly kind: "tunnel"; readonly proxies: readonly EgressProxy[]; readonly hosts: readonly string[] };

export type EgressExchange = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly way: EgressWay;
  readonly tls: EgressTls;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

export type EgressAnswer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
};

export async function exchange(x: EgressExchange): Promise<EgressAnswer> {
  const { url, way } = x;
  const isTls = url.protocol === "https:";
  const common = { method: x.method, headers: headersOf(x), signal: x.signal, setHost: false };
  if (way.kind === "straight") {
    const direct = { ...common, ...placeOf(url), agent: false, lookup: pinned(way.addresses) };
    return send(isTls ? requestTls({ ...direct, ...tlsOptions(x) }) : requestPlain(direct), x);
  }
  if (way.kind === "tunnel" || isTls) {
    const socket = await tunnelTo(x, way);
    const options = { ...common, path: pathOf(url) };
    // Node asks for a connection only where no agent is named.
    if (!isTls) return send(requestPlain({ ...options, createConnection: () => socket }), x);
    const secured = connectTls({ socket, ...tlsOptions(x), host: bareHost(url) });
    return send(requestTls({ ...options, createConnection: () => secured }), x);
  }
  const { proxy } = way;
  // RFC 9112 §3.2.2: a proxy is told the whole URL.
  const headers = { ...common.headers, ...proxyHeaders(proxy) };
  const place = { host: proxy.host, port: proxy.port, path: `${url.origin}${pathOf(url)}` };
  return send(requestPlain({ ...common, ...place, headers, agent: false }), x);
}

/** Rejects with what the last of them failed by. */
async function tunnelTo(
  { url, signal }: EgressExchange,
  way: Exclude<EgressWay, { readonly kind: "straight" }>,
): Promise<Socket> {
  const { proxies, hosts } = way.kind === "tunnel" ? way : { proxies: [way.proxy], hosts: [bareHost(url)] };
  let failure: unknown;
  for (const host of hosts) {
    const authority = hostWithPort(host, portOf(url));
    for (const proxy of proxies) {
      try {
        return await openTunnel({ ...proxy, authority, signal, localAddress: "" });
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
  }
  throw failure;
}

const pathOf = (url: URL): string => `${url.pathname}${url.search}`;

function headersOf({ headers, body, url }: EgressExchange): Record<string, string> {
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  return { ...headers, ...length, host: url.host };
}

function placeOf(url: URL): RequestOptions {
  return { host: bareHost(url), port: portOf(url), path: pathOf(url) };
}

function tlsOptions({ url, tls: { ca, certificate, key } }: EgressExchange) {
  const host = bareHost(url);
  return {
    servername: isIP(host) === 0 ? host : "",
    ...(ca === "" ? {} : { ca }),
    ...(certificate === "" ? {} : { cert: certificate, key }),
  };
}

/** Answers a look-up with what was judged: a second look-up could be answered otherwise (DNS rebinding). */
function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (host, options, callback) => {
    const [first] = entries;
    if (first === undefined) callback(new Error(`${host} has no address`), "", 0);
    else if (options.all === true) callback(null, entries);
    else callback(null, first.address, first.family);
  };
}

function send(request: ClientRequest, { body, maxBytes }: EgressExchange): Promise<EgressAnswer> {
  return new Promise((resolve, reject) => {
    request.once("error", reject);
    request.once("response", (answer) => {
      readBody(answer, maxBytes).then(
        (content) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: content }),
        (error: Error) => {
          request.destroy();
          reject(error);
        },
      );
    });
    request.end(body);
  });
}

async function readBody(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    // Without an encoding set, a message gives buffers.
    const piece = chunk as Buffer;
    bytes += piece.length;
    if (bytes > maxBytes) throw new EgressError("too-large", `the answer is over ${maxBytes} bytes`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}
