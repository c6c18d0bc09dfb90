// The names that a certificate is good for, and which certificate serves a name: exact names, wildcards that
// stand for one whole first label (RFC 9525 §6.3), and IP addresses.

import { formatAddress, parseAddress } from "#kernel/address.ts";

/** Finds by name what was added under names; the first one added under a name keeps it. */
export class CertificateNameTable<T> {
  private readonly exact = new Map<string, T>();
  /** By what follows the `*.`. */
  private readonly wildcards = new Map<string, T>();

  /** @param names lower case, as `certificateNames` gives them */
  add(names: readonly string[], entry: T): void {
    for (const name of names) {
      const [table, key] = name.startsWith("*.") ? [this.wildcards, name.slice(2)] : [this.exact, name];
      if (!table.has(key)) table.set(key, entry);
    }
  }

  /** @param name lower case; an IPv6 address may have its brackets */
  find(name: string): T | undefined {
    const entry = this.exact.get(name);
    if (entry !== undefined) return entry;
    const dot = name.indexOf(".");
    const wildcard = dot > 0 ? this.wildcards.get(name.slice(dot + 1)) : undefined;
    return wildcard ?? (name.startsWith("[") ? this.exact.get(plainIpv6(name)) : undefined);
  }
}

/** Canonical, without brackets. */
function plainIpv6(host: string): string {
  const address = parseAddress(host.slice(1, -1));
  return address === undefined ? host : formatAddress(address);
}

/** Kind as Node prints it (`DNS`, `URI`, `IP Address`, `email`), and the name. */
export type AlternativeName = { readonly kind: string; readonly value: string };

/** Node writes a value that holds commas or quotes as a JSON string, so that no value looks like two. */
const ENTRY = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g;

/** Reads `X509Certificate.subjectAltName`. */
export function alternativeNames(subjectAltName: string | undefined): AlternativeName[] {
  return [...(subjectAltName ?? "").matchAll(ENTRY)].map(([, kind = "", value = ""]) => ({
    kind,
    value: value.startsWith('"') ? String(JSON.parse(value)) : value,
  }));
}

/**
 * The names that a server's certificate is good for, in lower case; addresses in canonical form. The
 * subject's common name does not count (RFC 9525 §2): no client of today looks at it.
 */
export function certificateNames(subjectAltName: string | undefined): string[] {
  const names: string[] = [];
  for (const { kind, value } of alternativeNames(subjectAltName)) {
    if (kind === "DNS") names.push(value.toLowerCase());
    const address = kind === "IP Address" ? parseAddress(value.toLowerCase()) : undefined;
    if (address !== undefined) names.push(formatAddress(address));
  }
  return names;
}
