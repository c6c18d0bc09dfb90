// Whose an address may be together with others: what is counted where one owner shall not take all room.

import { formatAddress, maskAddress, parseAddress } from "#kernel/address.ts";

/** /24 of IPv4, /48 of IPv6: what one customer may have (RFC 6177 §2). */
export function ownerNetworkOf(text: string): string {
  const address = parseAddress(text);
  if (address === undefined) return text;
  return formatAddress(maskAddress(address, address.kind === "ipv4" ? 24 : 48));
}
