// Lists of addresses and networks as operators take them. Bits behind a network's length do not count here:
// lists that other engines read have such entries.

import { maskAddress, type Prefix, parseAddress } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet } from "#kernel/prefix-set.ts";
import type { OperatorFlaw } from "./operator.ts";

const LENGTH = /^[0-9]{1,3}$/;
/** Of an IPv4 address written as IPv6. */
const MAPPED_BITS = 96;

export function readNetworks(entries: readonly string[]): readonly Prefix[] | OperatorFlaw {
  const prefixes: Prefix[] = [];
  for (const entry of entries) {
    const prefix = readNetwork(entry);
    if (prefix === undefined) {
      return {
        flaw: `${JSON.stringify(entry)} is no address and no network`,
        hint: "write 192.0.2.1, 10.0.0.0/8, 2001:db8::1 or 2001:db8::/32",
      };
    }
    prefixes.push(prefix);
  }
  return prefixes;
}

function readNetwork(entry: string): Prefix | undefined {
  const slash = entry.indexOf("/");
  const text = slash < 0 ? entry : entry.slice(0, slash);
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const bits = address.words.length * 32;
  if (slash < 0) return { address, length: bits };
  const digits = entry.slice(slash + 1);
  if (!LENGTH.test(digits)) return undefined;
  const length = Number(digits) - (address.kind === "ipv4" && text.includes(":") ? MAPPED_BITS : 0);
  return length < 0 || length > bits ? undefined : { address: maskAddress(address, length), length };
}

export function prefixSetOf(prefixes: readonly Prefix[]): PrefixSet {
  return new PrefixSet(buildPrefixTable(prefixes.map((prefix) => ({ prefix, value: 1 }))));
}

/** For lists that are made while rules run: without a table. */
export function isInNetworks(text: string, prefixes: readonly Prefix[]): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  return prefixes.some((prefix) => {
    if (prefix.address.kind !== address.kind) return false;
    const { words } = prefix.address;
    return maskAddress(address, prefix.length).words.every((word, i) => word === words[i]);
  });
}
