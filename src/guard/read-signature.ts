// The two fields of an assertion, read strictly: the gateway writes them in one way only, and what is written
// in another is none of its.

import type { SignatureParameters } from "./signature-base.ts";

export type ReadSignature = SignatureParameters & {
  /** The names of what it covers, in its order. */
  readonly covered: readonly string[];
  /** The value of `@signature-params`, as it came. */
  readonly text: string;
  readonly signature: Buffer;
};

/** The parameters in the one order that the gateway has: list, created, expires, nonce, keyid, alg, tag. */
const INPUT =
  /^gw=(\(("@?[a-z0-9-]+"(?: "@?[a-z0-9-]+")*)\);created=(\d{1,12});expires=(\d{1,12});nonce="([A-Za-z0-9_-]{16,64})";keyid="([A-Za-z0-9._:-]{1,64})";alg="(hmac-sha256|ed25519)";tag="apigw-v1")$/;
const SIGNATURE = /^gw=:([A-Za-z0-9+/]{43,86}={0,2}):$/;
const MAX_CHARS = 1024;

/** Undefined for everything that is not exactly one assertion. */
export function readSignature(input: string, signature: string): ReadSignature | undefined {
  if (input.length > MAX_CHARS || signature.length > MAX_CHARS) return undefined;
  const [, text, names, created, expires, nonce, keyId, algorithm] = INPUT.exec(input) ?? [];
  const [, bytes] = SIGNATURE.exec(signature) ?? [];
  if (text === undefined || names === undefined || bytes === undefined) return undefined;
  const covered = names.split(" ").map((name) => name.slice(1, -1));
  // RFC 9421 §2.5: a component stands there once.
  if (new Set(covered).size < covered.length) return undefined;
  return {
    text,
    covered,
    created: Number(created),
    expires: Number(expires),
    nonce: nonce ?? "",
    keyId: keyId ?? "",
    algorithm: algorithm === "ed25519" ? "ed25519" : "hmac-sha256",
    signature: Buffer.from(bytes, "base64"),
  };
}
