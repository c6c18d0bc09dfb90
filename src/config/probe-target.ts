// What the gateway asks for on its own account: targets of health checks and of the audit, and name servers.

import { isIP } from "node:net";
import type { Format, Parsed } from "./format.ts";

function parseProbePath(text: string): Parsed<string> {
  if (/^\/[\x21-\x22\x24-\x7e]*$/.test(text)) return { value: text };
  const hint = "write a path that starts with /, with a query where there is one, in percent-encoding";
  return { code: "bad-path", says: "is not a path that can be asked for", hint };
}

/** As `node:dns` takes it: an address, or `address:port` with an IPv6 address in brackets. */
function parseNameServer(text: string): Parsed<string> {
  const [, bracketed = "", plain = "", port = "53"] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const isServer = isIP(text) !== 0 || isIP(bracketed) === 6 || isIP(plain) === 4;
  if (isServer && Number(port) >= 1 && Number(port) <= 65_535) return { value: text };
  const hint = 'write an address such as 10.0.0.2, 10.0.0.2:5353 or "[2001:db8::2]:53"';
  return { code: "bad-address", says: "is not the address of a name server", hint };
}

/** What `Host` can say (RFC 9110 §7.2): a name or an address, and a port where there is one. */
function parseAuthority(text: string): Parsed<string> {
  if (/^(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/.test(text)) return { value: text };
  const hint = "write a host name or address, with its port where it has one: orders.internal:8443";
  return { code: "bad-host", says: "cannot stand in Host", hint };
}

function parseOwnershipToken(text: string): Parsed<string> {
  if (/^[\x21-\x7e]{16,200}$/.test(text)) return { value: text };
  const hint = "write 16 to 200 characters without blanks, such as those of openssl rand -hex 16";
  return { code: "bad-token", says: "cannot prove anything", hint };
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const probePath: Format<string> = { ...base, name: "a path", parse: parseProbePath };
export const nameServer: Format<string> = { ...base, name: "an address", parse: parseNameServer };
export const authority: Format<string> = { ...base, name: "a host", parse: parseAuthority };
export const ownershipToken: Format<string> = { ...base, name: "a token", parse: parseOwnershipToken };
