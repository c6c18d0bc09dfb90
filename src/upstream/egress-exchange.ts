// One request to one place that was found allowed, and its whole answer: direct to the addresses that were
// judged, or through an HTTP proxy. Follows nothing and decides nothing.

import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestPlain,
} from "node:http";
import { request as requestTls } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { connect as connectTls } from "node:tls";
import { EgressError } from "./egress-error.ts";
import { type EgressProxy, openTunnel, proxyHeaders } from "./proxy-tunnel.ts";

export type EgressTls = {
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  /** PEM; empty for nothing to show. */
  readonly certificate: string;
  readonly key: string;
};

export type EgressExchange = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** Where to connect; empty through a proxy. */
  readonly addresses: readonly string[];
  readonly proxy: EgressProxy | undefined;
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
  const { url, proxy } = x;
  const isTls = url.protocol === "https:";
  const common = { method: x.method, headers: headersOf(x), signal: x.signal, setHost: false };
  if (proxy === undefined) {
    const direct = { ...common, ...placeOf(url), agent: false, lookup: pinned(x.addresses) };
    return send(isTls ? requestTls({ ...direct, ...tlsOptions(x) }) : requestPlain(direct), x);
  }
  if (isTls) {
    const authority = `${url.hostname}:${url.port === "" ? 443 : url.port}`;
    const socket = await openTunnel({ ...proxy, authority, signal: x.signal, localAddress: "" });
    const secured = connectTls({ socket, ...tlsOptions(x), host: bareHost(url) });
    // Node asks for a connection only where no agent is named.
    return send(requestTls({ ...common, path: pathOf(url), createConnection: () => secured }), x);
  }
  // RFC 9112 §3.2.2: a proxy is told the whole URL.
  const headers = { ...common.headers, ...proxyHeaders(proxy) };
  const place = { host: proxy.host, port: proxy.port, path: `${url.origin}${pathOf(url)}` };
  return send(requestPlain({ ...common, ...place, headers, agent: false }), x);
}

const pathOf = (url: URL): string => `${url.pathname}${url.search}`;

function headersOf({ headers, body, url }: EgressExchange): Record<string, string> {
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  return { ...headers, ...length, host: url.host };
}

/** A host as sockets take it: an IPv6 address without its brackets. */
export const bareHost = ({ hostname }: URL): string =>
  hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;

function placeOf(url: URL): RequestOptions {
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { host: bareHost(url), port, path: pathOf(url) };
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
