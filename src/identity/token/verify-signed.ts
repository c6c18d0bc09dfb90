// A signed token by the keys of a rule and its providers, which are asked anew for a key that is not known.

import type { PublishedKeys, RingKeys } from "../key-ring.ts";
import type { TokenVerdict } from "../token-verdict.ts";
import type { VerificationKey } from "../verification-key.ts";
import type { CompactToken } from "./compact-token.ts";
import { parseJsonObject } from "./json-object.ts";
import { malformedClaims, readClaims } from "./open-token.ts";
import { verifySignature } from "./verify-signature.ts";

export type SignedVerdict = {
  readonly verdict: TokenVerdict;
  /** The keys that it was come to with. */
  readonly published: PublishedKeys;
};

export async function verifySigned(
  token: CompactToken,
  keys: RingKeys,
  published: PublishedKeys,
): Promise<SignedVerdict> {
  const first = await verifyBy(token, keys, published);
  if (first.kind === "verified" || !mayHelpToAsk(token, first.reason)) return { verdict: first, published };
  const asked = await Promise.all(keys.providers.map((each) => each.refresh()));
  if (!asked.includes(true)) return { verdict: first, published };
  const again = keys.providers.map((each) => each.current());
  return { verdict: await verifyBy(token, keys, again), published: again };
}

/** A wrong signature where the token names its key stays wrong. */
function mayHelpToAsk({ keyId }: CompactToken, reason: string): boolean {
  return (
    reason === "TokenSignatureKeyNotFound" || (reason === "TokenSignatureInvalid" && keyId === undefined)
  );
}

async function verifyBy(
  token: CompactToken,
  { signing, providers }: RingKeys,
  published: PublishedKeys,
): Promise<TokenVerdict> {
  const all = [...signing, ...published.flatMap((each) => each?.keys ?? [])];
  const key = await verifySignature(token, all);
  if ("kind" in key) return key;
  const claims = parseJsonObject(Buffer.from(token.parts[1] ?? "", "base64url"));
  if (claims === undefined) return malformedClaims;
  const flaw = readClaims(claims);
  if (flaw !== undefined) return flaw;
  const issuers = providers.length === 0 ? undefined : issuersOf(key, signing, published);
  return { kind: "verified", header: token.header, claims, isSigned: true, issuers };
}

/** Two providers may publish one key, as two versions of an endpoint do: it then speaks for both. */
function issuersOf(
  key: VerificationKey,
  signing: readonly VerificationKey[],
  published: PublishedKeys,
): readonly string[] {
  const isOwn = signing.includes(key);
  return published.flatMap((each) => {
    const speaks = isOwn || each?.keys.some(({ fingerprint }) => fingerprint === key.fingerprint);
    return each !== undefined && speaks === true ? [each.issuer] : [];
  });
}
