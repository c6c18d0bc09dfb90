// The host of a URI: a DNS name, an address, or something that only its scheme knows.

import { parseIPAddress } from "./ip-address.ts";

/** UriHostNameType in small letters; `none` for an empty host. */
export type HostKind = "unknown" | "basic" | "dns" | "ipv4" | "ipv6" | "none";

export type Host = { readonly text: string; readonly kind: HostKind };

const MAX_LABEL = 63;

/** Undefined for what is no host. */
export function readHost(text: string, scheme: string): Host | undefined {
  if (text === "") return { text: "", kind: "none" };
  if (text.startsWith("[")) return ipv6Host(text);
  if (/^[0-9]/.test(text)) {
    const address = parseIPAddress(text);
    // One of IPv6 has brackets around it.
    if (address?.bytes.length === 4) return { text: address.toString(), kind: "ipv4" };
  }
  if (isDnsName(text)) return { text: text.toLowerCase(), kind: "dns" };
  const isGeneral = !/^(?:https?|wss?|ftp|file|net\.\w+)$/.test(scheme);
  return isGeneral && !/[\s<>[\]\\^`{|}]/.test(text)
    ? { text: text.toLowerCase(), kind: "basic" }
    : undefined;
}

function ipv6Host(text: string): Host | undefined {
  if (!text.endsWith("]")) return undefined;
  const address = parseIPAddress(text.slice(1, -1));
  if (address === undefined || address.bytes.length !== 16) return undefined;
  return { text: `[${address.toString()}]`, kind: "ipv6" };
}

/** Letters, digits, hyphens and underscores between dots; other letters stand for their IDN form. */
function isDnsName(text: string): boolean {
  const labels = (text.endsWith(".") ? text.slice(0, -1) : text).split(".");
  return labels.every(
    (label) => label.length <= MAX_LABEL && /^[\p{L}\p{N}_-][\p{L}\p{M}\p{N}_-]*$/u.test(label),
  );
}
