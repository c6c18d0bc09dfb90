// Which keys a token may be verified with, and whether one of them does.

import { compactVerify, errors } from "jose";
import { denied, type TokenRefusal } from "../token-verdict.ts";
import type { VerificationKey } from "../verification-key.ts";
import type { CompactToken } from "./compact-token.ts";

/** A token that names no key is tried with so many at the most. */
const MAX_TRIES = 16;

const keyNotFound = denied("TokenSignatureKeyNotFound", "No key is known for the signature of the token.");
const wrongAlgorithm = denied(
  "TokenSignatureInvalid",
  "The algorithm of the token's signature is not one of the key.",
);
const wrongSignature = denied("TokenSignatureInvalid", "The signature of the token is wrong.");
export const unsigned = denied("TokenSignatureInvalid", "The token is not signed.");

/** What verified it, or why nothing did. */
export async function verifySignature(
  token: CompactToken,
  keys: readonly VerificationKey[],
): Promise<VerificationKey | TokenRefusal> {
  const named = keysFor(token.keyId, keys);
  if (named.length === 0) return keyNotFound;
  const able = named.filter(({ algorithms }) => algorithms.has(token.algorithm)).slice(0, MAX_TRIES);
  if (able.length === 0) return wrongAlgorithm;
  for (const key of able) {
    if (await isVerifiedBy(token, key)) return key;
  }
  return wrongSignature;
}

/** Those of the token's key id, else those without one; all where the token names none. */
function keysFor(keyId: string | undefined, keys: readonly VerificationKey[]): readonly VerificationKey[] {
  if (keyId === undefined) return keys;
  const named = keys.filter(({ id }) => id === keyId);
  return named.length > 0 ? named : keys.filter(({ id }) => id === undefined);
}

async function isVerifiedBy({ text, algorithm }: CompactToken, key: VerificationKey): Promise<boolean> {
  try {
    await compactVerify(text, key.keyFor(algorithm), { algorithms: [algorithm] });
    return true;
  } catch (error) {
    // A key that does not fit and a signature of the wrong length are TypeErrors there: no signature of its.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}
