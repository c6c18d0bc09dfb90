// Names and addresses by name servers, without the hosts file: what this machine calls an address is nobody's
// proof.

import { Resolver } from "node:dns/promises";
import { formatAddress, parseAddress } from "#kernel/address.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { HostNames } from "./confirm-host.ts";

const TRIES = 2;

/** @param servers `address` or `address:port`; none: those of the system */
export function openHostNames(servers: readonly string[]): HostNames & { close(): void } {
  const resolver = new Resolver({ timeout: defaultLimits.bots.questionTimeoutMs, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    namesOf: (address) => resolver.resolvePtr(reverseName(address)),
    addressesOf: async (name, kind) => {
      const found = await (kind === "ipv4"
        ? resolver.resolve4(name, { ttl: true })
        : resolver.resolve6(name, { ttl: true }));
      return found.map(({ address, ttl }) => ({ address, ttlS: ttl }));
    },
    close: () => resolver.cancel(),
  };
}

/** RFC 1035 §3.5, RFC 3596 §2.5. Throws where the text is no address. */
export function reverseName(text: string): string {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  if (address.kind === "ipv4") return `${formatAddress(address).split(".").reverse().join(".")}.in-addr.arpa`;
  const digits = Array.from(address.words, (word) => word.toString(16).padStart(8, "0")).join("");
  return `${digits.split("").reverse().join(".")}.ip6.arpa`;
}
