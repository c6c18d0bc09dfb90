// What the members of a pool can know the gateway by, as its configuration says it: the certificate that it
// shows, the addresses that it connects from, the key of its assertions.

import { X509Certificate } from "node:crypto";
import type { Config } from "#config/config.ts";
import { formatPrefix, parsePrefix } from "#kernel/address.ts";

export type GatewayIdentity = {
  readonly pool: string;
  /** Prefixes: `203.0.113.5/32`. */
  readonly addresses: readonly string[];
  /** Where the members listen. */
  readonly ports: readonly number[];
  readonly certificate: IdentityCertificate | undefined;
  /** The id of the key; empty where the pool does not sign. */
  readonly assertionKeyId: string;
  /** Undefined where the pool does not sign. */
  readonly assertion: "hmac-sha256" | "ed25519" | undefined;
  /** The path, on the backend, of the authority's certificate. */
  readonly authorityFile: string;
};

export type IdentityCertificate = {
  /** As RFC 4514 writes them: `CN=edge,O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hex without leading zeros. */
  readonly serialNumber: string;
  /** Lower-case hex. */
  readonly sha1: string;
  readonly sha256: string;
  /** RFC 3339. */
  readonly until: string;
};

/** @param addresses prefixes beside the pool's own `sourceAddress` */
export function gatewayIdentity(
  config: Config,
  poolName: string,
  addresses: readonly string[],
  authorityFile: string,
): GatewayIdentity | undefined {
  const pool = config.pools.get(poolName);
  if (pool === undefined) return undefined;
  const pem = config.poolPems.get(poolName)?.certificate ?? "";
  const own = pool.sourceAddress === undefined ? [] : [prefixText(pool.sourceAddress)];
  return {
    pool: poolName,
    addresses: [...new Set([...own, ...addresses])],
    ports: [...new Set(pool.members.map(({ url }) => url.port))].sort((a, b) => a - b),
    certificate: pem === "" ? undefined : identityCertificate(new X509Certificate(pem)),
    assertionKeyId: pool.assertion?.keyId ?? "",
    assertion: pool.assertion && (pool.assertion.secret === undefined ? "ed25519" : "hmac-sha256"),
    authorityFile,
  };
}

/** @throws Error with a hint where the text is no address or prefix */
export function prefixText(text: string): string {
  const prefix = parsePrefix(text);
  if ("error" in prefix) throw new Error(prefix.error);
  return formatPrefix(prefix);
}

function identityCertificate(certificate: X509Certificate): IdentityCertificate {
  const hex = (fingerprint: string): string => fingerprint.replaceAll(":", "").toLowerCase();
  return {
    subject: readName(certificate.subject),
    issuer: readName(certificate.issuer),
    serialNumber: certificate.serialNumber.replace(/^0+(?=.)/, ""),
    sha1: hex(certificate.fingerprint),
    sha256: hex(certificate.fingerprint256),
    until: certificate.validToDate.toISOString().slice(0, 10),
  };
}

/** Node prints one attribute per line, the most general one first; RFC 4514 begins with the last. */
const readName = (lines: string): string => lines.split("\n").reverse().join(",");
