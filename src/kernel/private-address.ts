// Addresses that the internet does not route: who has one is on a network of ours, or on this machine.

import { type Prefix, parsePrefix } from "./address.ts";
import { buildPrefixTable, PrefixSet } from "./prefix-set.ts";

const PREFIXES = [
  // RFC 1918, RFC 6598, RFC 1122, RFC 3927
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  // RFC 4193, RFC 4291
  ...["fc00::/7", "fe80::/10", "::1/128"],
];

export const privatePrefixes: readonly Prefix[] = PREFIXES.flatMap((text) => {
  const prefix = parsePrefix(text);
  return "error" in prefix ? [] : [prefix];
});

const privateSet = new PrefixSet(buildPrefixTable(privatePrefixes.map((prefix) => ({ prefix, value: 1 }))));

/** @param address an IPv4 or IPv6 address as text, without a port */
export function isPrivateAddress(address: string): boolean {
  return privateSet.lookupText(address) >= 0;
}
