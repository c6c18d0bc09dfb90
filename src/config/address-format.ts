// Addresses and prefixes of IPv4 and IPv6 in a configuration.

import { isIP, isIPv6 } from "node:net";
import { type Prefix, parsePrefix } from "#kernel/address.ts";
import type { Flaw, Format, Parsed } from "./format.ts";

const HINT =
  "write an IPv4 or IPv6 address, alone or with a prefix length, such as 203.0.113.0/24 or 2001:db8::/32";

/** A prefix; an address alone is the prefix of its full length. */
export function parsePrefixText(text: string): Parsed<Prefix> {
  const prefix = parsePrefix(text);
  if (!("error" in prefix)) return { value: prefix };
  return { code: "bad-prefix", says: "is not an address or prefix", hint: HINT, hintFromText: prefix.error };
}

function parseIpAddress(text: string): Parsed<string> {
  if (isIP(text) !== 0) return { value: text.toLowerCase() };
  const flaw = {
    code: "bad-address",
    says: "is not an IP address",
    hint: "write an address such as 0.0.0.0, 127.0.0.1 or ::",
  };
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : "";
  if (isIPv6(bare)) return { ...flaw, hintFromText: `leave out the brackets: "${bare}"` };
  if (text === "*")
    return { ...flaw, hintFromText: "write 0.0.0.0 for every IPv4 address, or :: for every address" };
  if (text === "localhost") return { ...flaw, hintFromText: "write 127.0.0.1" };
  return flaw;
}

const notLoopback: Flaw = {
  code: "admin-not-loopback",
  says: "is not a loopback address",
  hint: "write 127.0.0.1 and reach it through an SSH tunnel; serving it elsewhere needs TLS and sign-in, which are not supported yet",
};

/** An address of this machine that no other machine reaches. */
function parseLoopback(text: string): Parsed<string> {
  const parsed = parseIpAddress(text);
  if (!("value" in parsed)) return parsed;
  const { value } = parsed;
  return /^127\./.test(value) || /^(?:0*:)*:?0*1$/.test(value) ? parsed : notLoopback;
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const ipAddress: Format<string> = { ...base, name: "an IP address", parse: parseIpAddress };
export const loopback: Format<string> = { ...base, name: "a loopback address", parse: parseLoopback };
export const prefix: Format<Prefix> = {
  name: "an address or prefix",
  parse: parsePrefixText,
  // Prefixes have no range to print bounds of.
  print: String,
  readsNumbers: false,
};
