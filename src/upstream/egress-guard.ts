// Where the gateway itself may call: not to addresses that are inside (SSRF), unless the configuration lists
// them. Judges what a name resolved to, and hands out the very addresses that it judged.

import type { Prefix } from "#kernel/address.ts";
import { parsePrefix } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet, type PrefixTable } from "#kernel/prefix-set.ts";

/** Special-purpose blocks (RFC 6890 and IANA's registries), and what clouds keep their metadata behind. */
const internal = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  // Azure answers its virtual machines here, at a public address.
  "168.63.129.16/32",
  // IPv6 that carries an IPv4 address inside it, whatever that is: compatible, NAT64, Teredo, 6to4.
  ...["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16"],
  ...["100::/64", "2001:db8::/32", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];

export type EgressAllow = {
  /** Exact lower-case names, or `*.suffix`. */
  readonly hosts: readonly string[];
  readonly prefixes: PrefixTable;
};

export type Judged =
  /** `isInternal`: allowed in spite of its addresses. */
  | { readonly verdict: "allowed"; readonly isInternal: boolean }
  | { readonly verdict: "denied"; readonly address: string };

const internalSet = new PrefixSet(
  buildPrefixTable(internal.map((text) => ({ prefix: read(text), value: 1 }))),
);

function read(text: string): Prefix {
  const prefix = parsePrefix(text);
  if ("error" in prefix) throw new Error(`${text}: ${prefix.error}`);
  return prefix;
}

export class EgressGuard {
  readonly #allow: EgressAllow;
  readonly #prefixes: PrefixSet;

  constructor(allow: EgressAllow) {
    this.#allow = allow;
    this.#prefixes = new PrefixSet(allow.prefixes);
  }

  /**
   * One address that is denied denies all: a name that leads both out and in is how a guard is walked around.
   * @param isNamed the host itself stands in the configuration
   */
  judge(host: string, addresses: readonly string[], isNamed: boolean): Judged {
    const inside = addresses.filter((address) => internalSet.lookupText(address) >= 0);
    const isAllowed = isNamed || this.#allowsHost(host);
    const denied = isAllowed ? undefined : inside.find((address) => this.#prefixes.lookupText(address) < 0);
    return denied === undefined
      ? { verdict: "allowed", isInternal: inside.length > 0 }
      : { verdict: "denied", address: denied };
  }

  #allowsHost(host: string): boolean {
    return this.#allow.hosts.some((allowed) => {
      return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed;
    });
  }
}
