// A JSON Web Key Set (RFC 7517) as a provider publishes it: those of its keys that verify signatures of ours.

import { isJsonObject } from "../token/json-object.ts";
import type { JsonObject } from "../token-verdict.ts";
import { fromJwk, type PublicJwk, type VerificationKey } from "../verification-key.ts";

const MAX_KEYS = 256;

/** Public members by kind. Secrets (`oct`) have none: what everybody can read keeps nothing. */
const members: Readonly<Record<string, readonly string[]>> = {
  RSA: ["n", "e"],
  EC: ["crv", "x", "y"],
  OKP: ["crv", "x"],
};

/** Undefined for what is no set; keys that are not ours to use are passed over. */
export function readKeySet(value: unknown): readonly VerificationKey[] | undefined {
  if (!isJsonObject(value) || !Array.isArray(value.keys)) return undefined;
  const entries: readonly unknown[] = value.keys;
  return entries.slice(0, MAX_KEYS).flatMap((entry) => {
    const key = isJsonObject(entry) && isForSignatures(entry) ? readKey(entry) : undefined;
    return key === undefined || "says" in key ? [] : [key];
  });
}

/** RFC 7517 §4.2, §4.3. */
function isForSignatures({ use, key_ops: operations }: JsonObject): boolean {
  if (use !== undefined && use !== "sig") return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes("verify"));
}

function readKey(entry: JsonObject): ReturnType<typeof fromJwk> | undefined {
  const { kty, kid, alg } = entry;
  const names = typeof kty === "string" && Object.hasOwn(members, kty) ? members[kty] : undefined;
  if (typeof kty !== "string" || names === undefined) return undefined;
  const jwk: PublicJwk = { kty, ...Object.fromEntries(names.map((name) => [name, String(entry[name])])) };
  return fromJwk(jwk, typeof kid === "string" ? kid : undefined, typeof alg === "string" ? alg : undefined);
}
