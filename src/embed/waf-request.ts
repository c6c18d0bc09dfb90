// A request as programs have it → the input of the engine, which reads bytes as latin1, a char each.

import type { HeaderField, RequestInput } from "#waf/waf.ts";

export type WafRequest = {
  readonly method: string;
  /** The target as it came: path and query. A whole URL is taken too. */
  readonly url: string;
  /** Values by name, as Node's `req.headers`; or pairs, as a `Headers` has them. */
  readonly headers:
    | Readonly<Record<string, string | readonly string[] | undefined>>
    | Iterable<readonly [name: string, value: string]>;
  /** Up to the limit, without transfer coding. A text is taken as UTF-8. */
  readonly body?: Uint8Array | string | undefined;
  /** The body was longer than `body`. */
  readonly isBodyCut?: boolean;
  /** The content coding (gzip) is already taken off. */
  readonly isBodyDecoded?: boolean;
  /** `1.1` where it is left out. */
  readonly httpVersion?: string;
  readonly clientAddress?: string | undefined;
  /** Unique, for the log; made up where it is left out. */
  readonly id?: string;
};

export function requestInput(request: WafRequest, id: string): RequestInput {
  const headers = fieldsOf(request.headers);
  const target = targetOf(request.url);
  const protocol = `HTTP/${request.httpVersion ?? "1.1"}`;
  return {
    id,
    requestLine: `${request.method} ${target} ${protocol}`,
    method: request.method,
    target,
    protocol,
    headers,
    clientAddress: request.clientAddress ?? "127.0.0.1",
    clientPort: 0,
    serverAddress: "",
    serverPort: 0,
    serverName: headerOf(headers, "host").replace(/:\d+$/, ""),
  };
}

/** The first field of this name in lower case; empty where there is none. */
export const headerOf = (headers: readonly HeaderField[], key: string): string =>
  headers.find((field) => field.key === key)?.value ?? "";

export function bytesOf(body: Uint8Array | string | undefined): string {
  if (body === undefined) return "";
  if (typeof body === "string") return Buffer.from(body, "utf8").toString("latin1");
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
}

function fieldsOf(headers: WafRequest["headers"]): HeaderField[] {
  const pairs = isPairs(headers) ? [...headers] : Object.entries(headers).flatMap(valuesOf);
  return pairs.map(([name, value]) => ({ name, key: name.toLowerCase(), value }));
}

const isPairs = (headers: WafRequest["headers"]): headers is Iterable<readonly [string, string]> =>
  Symbol.iterator in headers;

function valuesOf([name, value]: [string, string | readonly string[] | undefined]): (readonly [
  string,
  string,
])[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [[name, value]] : value.map((each) => [name, each] as const);
}

/** Of a URL what follows its authority; what is beyond latin1 as the UTF-8 that it was sent as. */
function targetOf(url: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url);
  const target = absolute === null ? url : url.slice(absolute[0].length);
  const bare = target === "" || target.startsWith("?") ? `/${target}` : target;
  return /[^\0-\xff]/.test(bare) ? Buffer.from(bare, "utf8").toString("latin1") : bare;
}
