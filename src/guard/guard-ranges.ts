// Addresses and ranges as a guard holds a peer against them, and what is thrown where options are wrong.

import { BlockList, isIP } from "node:net";

/** The options are wrong: the message is one plain sentence. */
export class GuardConfigurationError extends Error {
  override readonly name = "GuardConfigurationError";
}

export function fail(message: string): never {
  throw new GuardConfigurationError(message);
}

/** @throws GuardConfigurationError */
export function rangesOf(name: string, ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    if (!addRange(list, range)) {
      fail(`\`${name}\` has "${range}", which is no address and no range such as 10.0.0.0/8`);
    }
  }
  return list;
}

/** False where it is no address and no range. */
export function addRange(list: BlockList, range: string): boolean {
  const [address = "", prefix, ...more] = range.split("/");
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || more.length > 0 || length < 0 || length > bits) return false;
  list.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return true;
}

export function isInside(list: BlockList, address: string): boolean {
  const own = plainAddress(address);
  const family = isIP(own);
  return family !== 0 && list.check(own, family === 4 ? "ipv4" : "ipv6");
}

/** IPv4 as itself where a socket of both families has it as `::ffff:…`; IPv6 without its zone. */
export function plainAddress(address: string): string {
  if (address.startsWith("::ffff:") && address.includes(".")) return address.slice("::ffff:".length);
  const zone = address.indexOf("%");
  return zone < 0 ? address : address.slice(0, zone);
}
