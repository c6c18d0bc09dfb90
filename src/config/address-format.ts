// Addresses and prefixes of IPv4 and IPv6 in a configuration.

import { formatAddress, formatPrefix, type Prefix, parseAddress, parsePrefix } from "#kernel/address.ts";
import type { Flaw, Format, Parsed } from "./format.ts";

const PREFIX_HINT =
  "write an IPv4 or IPv6 address, alone or with a prefix length, such as 203.0.113.0/24 or 2001:db8::/32";

/** A prefix; an address alone is the prefix of its full length. */
export function parsePrefixText(text: string): Parsed<Prefix> {
  const prefix = parsePrefix(text);
  if (!("error" in prefix)) return { value: prefix };
  return {
    code: "bad-prefix",
    says: "is not an address or prefix",
    hint: PREFIX_HINT,
    hintFromText: prefix.error,
  };
}

/** An address in its canonical form. */
function parseIpAddress(text: string): Parsed<string> {
  const address = parseAddress(text);
  if (address !== undefined) return { value: formatAddress(address) };
  const hint = "write an address such as 0.0.0.0, 127.0.0.1 or ::";
  const flaw = { code: "bad-address", says: "is not an IP address", hint };
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : "";
  if (parseAddress(bare) !== undefined) return { ...flaw, hintFromText: `leave out the brackets: "${bare}"` };
  if (text === "*")
    return { ...flaw, hintFromText: "write 0.0.0.0 for every IPv4 address, or :: for every address" };
  return text === "localhost" ? { ...flaw, hintFromText: "write 127.0.0.1" } : flaw;
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
  return value.startsWith("127.") || value === "::1" ? parsed : notLoopback;
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const ipAddress: Format<string> = { ...base, name: "an IP address", parse: parseIpAddress };
export const loopback: Format<string> = { ...base, name: "a loopback address", parse: parseLoopback };
export const prefix: Format<Prefix> = {
  name: "an address or prefix",
  parse: parsePrefixText,
  print: formatPrefix,
  readsNumbers: false,
};
