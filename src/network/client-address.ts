// Who the client is, behind hops that are trusted to say so. What an untrusted peer claims is not looked at.

import type { Field } from "#http/field.ts";
import { formatAddress, parseAddress } from "#kernel/address.ts";
import type { PrefixSet } from "#kernel/prefix-set.ts";

export function isTrustedHop(address: string, trustedHops: PrefixSet): boolean {
  return trustedHops.size > 0 && trustedHops.lookupText(address) >= 0;
}

/**
 * Walks the account of a trusted peer from its end: each trusted hop vouches for the address before it, and
 * the first address that is not one is the client. An element that is not an address ends the walk.
 */
export function clientAddress(peer: string, fields: readonly Field[], trustedHops: PrefixSet): string {
  const told = toldNodes(fields);
  let client = peer;
  for (let i = told.length - 1; i >= 0; i--) {
    const address = parseAddress(withoutPort(told[i] ?? ""));
    if (address === undefined) break;
    client = formatAddress(address);
    if (!isTrustedHop(client, trustedHops)) break;
  }
  return client;
}

/** The nodes of `X-Forwarded-For`, or where there is none those of `Forwarded` (RFC 7239 §5.2), as told. */
function toldNodes(fields: readonly Field[]): string[] {
  const nodes: string[] = [];
  for (const field of fields) {
    if (field.key === "x-forwarded-for") for (const part of field.value.split(",")) nodes.push(part.trim());
  }
  if (nodes.length > 0) return nodes;
  for (const field of fields) {
    if (field.key !== "forwarded") continue;
    for (const element of field.value.split(",")) {
      const node = /(?:^|;)\s*for=("[^"]*"|[^;]*)/i.exec(element.trim())?.[1];
      nodes.push((node ?? "").replaceAll('"', "").trim());
    }
  }
  return nodes;
}

/** Some hops add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(node: string): string {
  if (node.startsWith("[")) return node.slice(1, node.indexOf("]") < 0 ? undefined : node.indexOf("]"));
  const colon = node.indexOf(":");
  return colon >= 0 && colon === node.lastIndexOf(":") ? node.slice(0, colon) : node;
}
