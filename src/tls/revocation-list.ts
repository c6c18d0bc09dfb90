// A certificate revocation list (RFC 5280 §5) as far as its dates go. The verdict on a certificate is
// OpenSSL's; here it is told early that a list is none, or too old to be believed.

import { derNodes, derTimeMs, inside, Tag } from "./der.ts";
import { pemBlocks } from "./pem.ts";

export type RevocationList = {
  /** As OpenSSL takes it. */
  readonly pem: string;
  /** Undefined where the list names no end; RFC 5280 demands one. */
  readonly nextUpdateMs: number | undefined;
};

/** Reads all lists of a file, PEM or DER; undefined where it is neither. */
export function readRevocationLists(bytes: Uint8Array): RevocationList[] | undefined {
  const blocks = pemBlocks(Buffer.from(bytes).toString("latin1"), "X509 CRL");
  const lists = (blocks.length > 0 ? blocks : [bytes]).map(readOne);
  return lists.every((list) => list !== undefined) ? lists : undefined;
}

function readOne(der: Uint8Array): RevocationList | undefined {
  const [whole] = derNodes(der) ?? [];
  const [tbs, , signature] = inside(whole, Tag.sequence) ?? [];
  const parts = inside(tbs, Tag.sequence);
  if (parts === undefined || signature === undefined) return undefined;
  // Version (optional), signature algorithm, issuer, thisUpdate, nextUpdate (optional).
  const start = parts[0]?.tag === Tag.integer ? 3 : 2;
  if (derTimeMs(parts[start]) === undefined) return undefined;
  const body = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n");
  return {
    pem: `-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`,
    nextUpdateMs: derTimeMs(parts[start + 1]),
  };
}
