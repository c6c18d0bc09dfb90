// The host that a request is for: reading of an authority (RFC 3986 §3.2, without user information).

import { readAddress } from "#kernel/address.ts";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import { ownCopy } from "#kernel/own-copy.ts";

export type Authority = {
  /** Lower case; an IPv6 address keeps its brackets. A trailing dot is removed. */
  readonly host: string;
  /** -1 where none was given. */
  readonly port: number;
  /** The text in lower case, as given. */
  readonly text: string;
};

// Stricter than RFC 3986's reg-name: percent-encoding and sub-delimiters in a host serve attackers only.
// A port is written as a number is: readers differ over `a:`, `a:0` and `a:080`.
const AUTHORITY = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9._-]{0,253}))(?::([1-9][0-9]{0,4}))?$/;

const remembered = new BoundedCache<string, Authority>(1024);

/** Reads `host` or `host:port`; undefined where it is not one. */
export function readAuthority(text: string): Authority | undefined {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const lower = text.toLowerCase();
  const match = AUTHORITY.exec(lower);
  const name = match?.[1];
  if (name === undefined || name.includes("..")) return undefined;
  if (name.startsWith("[") && !isBracketedIpv6(name)) return undefined;
  const port = match?.[2] === undefined ? -1 : Number(match[2]);
  if (port > 65535) return undefined;
  const host = name.endsWith(".") ? name.slice(0, -1) : name;
  const authority = { host, port, text: lower };
  remembered.set(ownCopy(text), authority);
  return authority;
}

const words = new Uint32Array(4);

function isBracketedIpv6(name: string): boolean {
  return name.includes(":") && readAddress(name.slice(1, -1), words) !== 0;
}

/** True where both name the same host and port, the scheme's default port being equal to none. */
export function sameAuthority(a: Authority, b: Authority, defaultPort: number): boolean {
  const portOf = (x: Authority): number => (x.port < 0 ? defaultPort : x.port);
  return a.host === b.host && portOf(a) === portOf(b);
}
