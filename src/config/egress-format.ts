// What the gateway's own calls may reach, and the proxy that they go through, as a configuration writes them.

import { bareHost, hostWithPort, type Prefix } from "#kernel/address.ts";
import { parsePrefixText, prefix } from "./address-format.ts";
import type { Format, Parsed } from "./format.ts";
import { hostPattern } from "./host-name.ts";

export type EgressPlace = { readonly prefix: Prefix } | { readonly host: string };

function parseEgressPlace(text: string): Parsed<EgressPlace> {
  const asPrefix = parsePrefixText(text);
  if ("value" in asPrefix) return { value: { prefix: asPrefix.value } };
  // What begins like an address is meant as one.
  if (/^[0-9.:/]+$/.test(text) || text.includes("::")) return asPrefix;
  const asHost = hostPattern.parse(text);
  if (!("value" in asHost)) return asHost;
  if (asHost.value !== "*") return { value: { host: asHost.value } };
  const hint =
    "name the hosts and prefixes: every internal address open to what a policy makes up is no guard";
  return { code: "bad-host", says: "would allow everything", hint };
}

export const egressPlace: Format<EgressPlace> = {
  name: "a host, address or prefix",
  parse: parseEgressPlace,
  print: (place) => ("host" in place ? place.host : prefix.print(place.prefix)),
  readsNumbers: false,
};

export type ProxyUrl = {
  readonly host: string;
  readonly port: number;
  /** For `Proxy-Authorization` (RFC 7617); empty for none. */
  readonly authorization: string;
};

const DEFAULT_PORT = 3128;

function parseProxyUrl(text: string): Parsed<ProxyUrl> {
  // It may hold a password: no message repeats it.
  const flaw = (says: string): Parsed<ProxyUrl> => {
    return { code: "bad-url", says, hint: "write it as http://proxy.example:3128", hidesText: true };
  };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return flaw("is not a URL");
  if (url.protocol !== "http:") return flaw("is not an http:// URL");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return flaw("has a path or query");
  if (url.port === "0") return flaw("has the port 0");
  const credentials = credentialsOf(url);
  if (credentials === undefined) return flaw("has a user name or password in broken percent-encoding");
  const host = bareHost(url);
  // `URL` leaves out 80, the scheme's own port, where it is written.
  const isEighty = /:80\/?$/.test(text);
  const port = url.port === "" ? (isEighty ? 80 : DEFAULT_PORT) : Number(url.port);
  const authorization = credentials === "" ? "" : `Basic ${Buffer.from(credentials).toString("base64")}`;
  return { value: { host, port, authorization } };
}

/** `user:password`; empty for none, undefined where they cannot be read. */
function credentialsOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return "";
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return undefined;
  }
}

export const proxyUrl: Format<ProxyUrl> = {
  name: "a URL",
  parse: parseProxyUrl,
  print: ({ host, port }) => `http://${hostWithPort(host, port)}`,
  readsNumbers: false,
};
