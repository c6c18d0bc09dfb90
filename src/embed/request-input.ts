// A request as programs have it → the input of the engine, which reads bytes as latin1, a char each.

import type { HeaderField, RequestInput } from "#waf/waf.ts";
import type { WafRequest } from "./waf-request.ts";

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
