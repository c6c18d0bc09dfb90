// Who the client is, behind hops that are trusted to say so. What an untrusted peer claims is not looked at.

import { type Field, fieldValue } from "#http/field.ts";
import type { PrefixSet } from "#kernel/prefix-set.ts";

/** The address of a socket's peer as text: an IPv4 address mapped into IPv6 is the IPv4 address. */
export function peerAddressText(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

export function isTrustedHop(address: string, trustedHops: PrefixSet): boolean {
  return trustedHops.size > 0 && trustedHops.lookupText(address) >= 0;
}

/**
 * Walks the account of a trusted peer from its end: each trusted hop vouches for the address before it, and
 * the first address that is not one is the client. An element that is not an address ends the walk.
 */
export function clientAddress(peer: string, fields: readonly Field[], trustedHops: PrefixSet): string {
  const told = toldAddresses(fields);
  let client = peer;
  for (let i = told.length - 1; i >= 0; i--) {
    const address = told[i];
    if (address === undefined || !isAddressLike(address)) break;
    client = address;
    if (!isTrustedHop(address, trustedHops)) break;
  }
  return client;
}

function toldAddresses(fields: readonly Field[]): string[] {
  const addresses: string[] = [];
  for (const field of fields) {
    if (field.key !== "x-forwarded-for") continue;
    for (const part of field.value.split(",")) addresses.push(bareAddress(part.trim()));
  }
  if (addresses.length > 0) return addresses;
  const forwarded = fieldValue(fields, "forwarded");
  if (forwarded === undefined) return addresses;
  for (const element of forwarded.split(",")) {
    const node = /(?:^|;)\s*for=("[^"]*"|[^;]*)/i.exec(element.trim())?.[1];
    addresses.push(bareAddress((node ?? "").replaceAll('"', "").trim()));
  }
  return addresses;
}

/** Some hops add the port: `1.2.3.4:56`, `[::1]:56`. */
function bareAddress(text: string): string {
  if (text.startsWith("[")) return text.slice(1, text.indexOf("]") < 0 ? undefined : text.indexOf("]"));
  const colon = text.indexOf(":");
  const isIpv4WithPort = colon >= 0 && colon === text.lastIndexOf(":");
  return peerAddressText(isIpv4WithPort ? text.slice(0, colon) : text.toLowerCase());
}

const ADDRESS = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/;
const isAddressLike = (text: string): boolean => text.length <= 45 && ADDRESS.test(text);
