// Signs what the node says of itself to the guards of its backends, and again when half of its time is over
// or something else is to be said.

import { createHash, sign } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { DOCUMENT_TYPE, type GatewayDocument, type GatewayKey } from "#guard/gateway-document.ts";
import type { GuardDocument, GuardDocuments, GuardIdentitySpec } from "#snapshot/guard-identity-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { ensureIdentityKey, type IdentityKey } from "./identity-key.ts";

/** The key could not be had; the message says why. */
export class GuardIdentityError extends Error {}

/**
 * The snapshot with its documents, those of `previous` where they will still do.
 * @throws GuardIdentityError
 */
export function completeGuard(
  snapshot: Snapshot,
  previous: Snapshot | undefined,
  storePath: string,
  nowMs: number,
): Snapshot {
  const { guardIdentity: spec } = snapshot;
  if (spec === undefined) return snapshot;
  const kept = previous?.guardDocuments;
  const isSame = isDeepStrictEqual(previous?.guardIdentity, spec);
  if (kept !== undefined && isSame && isFresh(kept, nowMs)) return { ...snapshot, guardDocuments: kept };
  return { ...snapshot, guardDocuments: guardDocuments(spec, keyOf(storePath), nowMs, kept) };
}

/** How far a document may be ahead of the clock: guards believe one that is five minutes ahead. */
const MAX_AHEAD_S = 60;

/**
 * The clock may have been set back. The first one after a start may be older than what guards have seen, by
 * as much as documents may be ahead of the clock: it is soon signed again.
 */
function isFresh({ issuedAtMs, expiresAtMs, isFirst }: GuardDocuments, nowMs: number): boolean {
  if (isFirst && nowMs > issuedAtMs + MAX_AHEAD_S * 1000) return false;
  return nowMs >= issuedAtMs - MAX_AHEAD_S * 1000 && nowMs < (issuedAtMs + expiresAtMs) / 2;
}

function keyOf(storePath: string): IdentityKey {
  try {
    return ensureIdentityKey(storePath);
  } catch (error) {
    throw new GuardIdentityError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @param previous what they replace: guards take none that is not newer than the one that they have */
export function guardDocuments(
  spec: GuardIdentitySpec,
  key: IdentityKey,
  nowMs: number,
  previous?: GuardDocuments,
): GuardDocuments {
  const iat = issuedAtS(nowMs, previous);
  const exp = iat + Math.floor(spec.validityMs / 1000);
  const { issuer: iss, node, addresses, pools } = spec;
  const claims: GatewayDocument = { iss, node, iat, exp, addresses, pools };
  return {
    identity: documentOf("application/jwt", signed(claims, key)),
    keys: documentOf("application/jwk-set+json", JSON.stringify({ keys: jwksOf(spec, key) })),
    issuedAtMs: iat * 1000,
    expiresAtMs: exp * 1000,
    isFirst: previous === undefined,
  };
}

/** Later than the one before, also where both are of one second; but not far from the clock. */
function issuedAtS(nowMs: number, previous: GuardDocuments | undefined): number {
  const nowS = Math.floor(nowMs / 1000);
  const nextS = (previous?.issuedAtMs ?? 0) / 1000 + 1;
  return nextS > nowS && nextS - nowS <= MAX_AHEAD_S ? nextS : nowS;
}

function signed(claims: GatewayDocument, { key, x, thumbprint }: IdentityKey): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwk = { kty: "OKP", crv: "Ed25519", x };
  const text = `${part({ alg: "EdDSA", typ: DOCUMENT_TYPE, kid: thumbprint, jwk })}.${part(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString("base64url")}`;
}

/** The one that signs the document first; each key once, whatever pools have it. */
function jwksOf({ pools }: GuardIdentitySpec, own: IdentityKey): readonly object[] {
  const base = { kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA" };
  const keys = Object.values(pools).flatMap((pool) => pool.keys);
  const isPublic = (one: GatewayKey) => one.alg === "ed25519";
  const shown = new Map(keys.filter(isPublic).map((one) => [`${one.kid} ${one.x}`, one]));
  const others = [...shown.values()].map(({ kid, x }) => ({ ...base, kid, x }));
  return [{ ...base, kid: own.thumbprint, x: own.x }, ...others];
}

function documentOf(contentType: string, content: string): GuardDocument {
  const etag = `"${createHash("sha256").update(content).digest("base64url")}"`;
  return { contentType, etag, content };
}
