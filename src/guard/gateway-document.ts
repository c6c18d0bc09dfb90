// The document by which a gateway tells the guards of its backends who it is: JSON under a signature of
// Ed25519 (JWS, RFC 7515 and 8037), whose key a guard knows by its thumbprint (RFC 7638). What a guard reads
// it checks to the last value: it comes over a network.

import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";

/** `typ` of its header, so that nothing else that the key may come to sign is taken for one. */
export const DOCUMENT_TYPE = "gateway-identity+jwt";

export type GatewayDocument = {
  readonly iss: string;
  readonly node: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  /** Addresses and CIDR ranges that its requests come from. */
  readonly addresses: readonly string[];
  readonly pools: Readonly<Record<string, GatewayPool>>;
};

/** What the members of one pool know the gateway by. */
export type GatewayPool = {
  /** Beside those of the whole node. */
  readonly addresses: readonly string[];
  readonly certificates: readonly GatewayCertificate[];
  readonly keys: readonly GatewayKey[];
};

export type GatewayCertificate = {
  /** In hexadecimal with colons. */
  readonly sha256: string;
  /** In base64. */
  readonly spkiSha256: string;
  readonly spiffeId?: string;
  /** RFC 3339. */
  readonly notAfter: string;
};

/** Of a secret, nothing but that it is there. */
export type GatewayKey =
  | { readonly kid: string; readonly alg: "hmac-sha256" }
  /** `x` as RFC 8037 has it: the public key, in base64url. */
  | { readonly kid: string; readonly alg: "ed25519"; readonly x: string };

/** In base64url. @param x the public key of Ed25519, as in a JWK */
export function thumbprintOf(x: string): string {
  // RFC 7638 §3.2: the required members alone, in this order.
  return createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x }))
    .digest("base64url");
}

/** Undefined for what is none. */
export function ed25519Key(x: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return undefined;
  }
}

const COMPACT = /^([A-Za-z0-9_-]{1,2000})\.([A-Za-z0-9_-]{1,400000})\.([A-Za-z0-9_-]{86})$/;

/**
 * The document, or why it is not believed.
 * @param pins thumbprints of the keys that may sign it
 */
export function readGatewayDocument(text: string, pins: ReadonlySet<string>): GatewayDocument | string {
  const [, header = "", payload = "", signature = ""] = COMPACT.exec(text) ?? [];
  const { alg, typ, jwk } = jsonOf(header);
  if (alg !== "EdDSA" || typ !== DOCUMENT_TYPE) return "it is no document of a gateway";
  const { kty, crv, x } = isRecord(jwk) ? jwk : {};
  const key = kty === "OKP" && crv === "Ed25519" && typeof x === "string" ? ed25519Key(x) : undefined;
  if (key === undefined || typeof x !== "string") return "its header has no key of Ed25519";
  const thumbprint = thumbprintOf(x);
  if (!pins.has(thumbprint)) return `it is signed by ${thumbprint}, which is not pinned`;
  const isSigned = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, "base64url"),
  );
  if (!isSigned) return "its signature is wrong";
  const claims = jsonOf(payload);
  return isDocument(claims) ? claims : "its content is of another form than this guard knows";
}

function jsonOf(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

function listOf<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

/** More members than these may come: a later gateway says more. */
function isDocument(claims: unknown): claims is GatewayDocument {
  if (!isRecord(claims)) return false;
  const { iss, node, iat, exp, addresses, pools } = claims;
  const hasTimes = isTime(iat) && isTime(exp) && iat < exp;
  return (
    hasTimes &&
    isText(iss) &&
    isText(node) &&
    listOf(addresses, isText) &&
    isRecord(pools) &&
    Object.values(pools).every(isPool)
  );
}

function isPool(value: unknown): value is GatewayPool {
  if (!isRecord(value)) return false;
  const { addresses, certificates, keys } = value;
  return listOf(addresses, isText) && listOf(certificates, isCertificate) && listOf(keys, isKey);
}

function isCertificate(value: unknown): value is GatewayCertificate {
  if (!isRecord(value)) return false;
  const { sha256, spiffeId } = value;
  return isText(sha256) && (spiffeId === undefined || isText(spiffeId));
}

function isKey(value: unknown): value is GatewayKey {
  if (!isRecord(value)) return false;
  const { kid, alg, x } = value;
  if (!isText(kid)) return false;
  return alg === "hmac-sha256" || (alg === "ed25519" && isText(x) && ed25519Key(x) !== undefined);
}
