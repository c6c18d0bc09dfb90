// What is one client where its address is all that is known of it. Whoever has an address of IPv6 can take
// any other of its network of 64 bits (RFC 4291 §2.5.1): counted by address, it would be as many as it likes.

import { formatAddress, maskAddress, parseAddress } from "./address.ts";

export const CLIENT_NETWORK_BITS = 64;

/** An address of IPv4 as it is, of IPv6 the first of its network; what is no address is left alone. */
export function clientNetwork(text: string): string {
  // Most are of IPv4, and need not be read.
  if (!text.includes(":")) return text;
  const address = parseAddress(text);
  return address?.kind === "ipv6" ? formatAddress(maskAddress(address, CLIENT_NETWORK_BITS)) : text;
}
