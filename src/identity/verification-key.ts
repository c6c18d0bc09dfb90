// Keys that verify signatures. Each knows the algorithms that it serves, by its own kind: a secret never a
// signature, a public key never a MAC. So a token that names HS256 over an RSA key finds no key at all.

import { createHash, createPublicKey, createSecretKey, type KeyObject, X509Certificate } from "node:crypto";
import type { CryptoKey } from "jose";

export type VerificationKey = {
  /** The `kid` of the tokens that it signs; undefined where any token may be its own. */
  readonly id: string | undefined;
  readonly algorithms: ReadonlySet<string>;
  /** The same for the same key material, whatever its id is. */
  readonly fingerprint: string;
  /** @param algorithm one of its own */
  readonly keyFor: (algorithm: string) => CryptoKey | KeyObject;
};

/** What is wrong with a key that somebody configured; shows nothing of it. */
export type KeyMistake = { readonly kind: "mistake"; readonly says: string };

const mistake = (says: string): KeyMistake => ({ kind: "mistake", says });

/** With the least bytes of a secret: half of the hash's, as Azure's library has it. RFC 7518 asks for all. */
const macs = [
  { algorithm: "HS256", hash: "SHA-256", minBytes: 16 },
  { algorithm: "HS384", hash: "SHA-384", minBytes: 24 },
  { algorithm: "HS512", hash: "SHA-512", minBytes: 32 },
] as const;

const rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const minRsaBits = 2048;

/** By OpenSSL's names. */
const curves: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ["ES256"],
  secp384r1: ["ES384"],
  secp521r1: ["ES512"],
};

/** @param base64 the secret, in Base64; white space around it does not count */
export function sharedSecret(base64: string, id: string | undefined): VerificationKey | KeyMistake {
  const bytes = bytesOfSecret(base64);
  if (bytes === undefined) return mistake("a key is not in Base64");
  const fitting = macs.filter(({ minBytes }) => bytes.length >= minBytes);
  if (fitting.length === 0) return mistake("a shared secret has less than 128 bits");
  const secret = createSecretKey(bytes);
  const keys = new Map<string, CryptoKey>(
    fitting.map(({ algorithm, hash }) => [
      algorithm,
      secret.toCryptoKey({ name: "HMAC", hash }, false, ["verify"]),
    ]),
  );
  return {
    id,
    algorithms: new Set(keys.keys()),
    fingerprint: fingerprintOf(bytes),
    keyFor: (algorithm) => keys.get(algorithm) ?? secret,
  };
}

/** Undefined for what is no Base64, or nothing at all. */
export function bytesOfSecret(base64: string): Buffer | undefined {
  const text = base64.trim();
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined;
}

/** @param algorithm the only one that it is for, where whoever published it says so */
export function publicKey(
  key: KeyObject,
  id: string | undefined,
  algorithm?: string,
): VerificationKey | KeyMistake {
  const able = algorithmsOf(key);
  if (able.length === 0) return mistake("a public key is of a kind that verifies no tokens");
  if (isShortRsa(key)) return mistake(`an RSA key has less than ${minRsaBits} bits`);
  const algorithms = algorithm === undefined ? able : able.filter((each) => each === algorithm);
  if (algorithms.length === 0) return mistake("a public key is for an algorithm that is not its own");
  const fingerprint = fingerprintOf(key.export({ type: "spki", format: "der" }));
  return { id, algorithms: new Set(algorithms), fingerprint, keyFor: () => key };
}

function algorithmsOf(key: KeyObject): readonly string[] {
  if (key.asymmetricKeyType === "rsa") return rsa;
  if (key.asymmetricKeyType === "ed25519") return ["EdDSA", "Ed25519"];
  return (
    (key.asymmetricKeyType === "ec" ? curves[key.asymmetricKeyDetails?.namedCurve ?? ""] : undefined) ?? []
  );
}

function isShortRsa(key: KeyObject): boolean {
  return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) < minRsaBits;
}

/** Modulus and exponent in Base64url. */
export function rsaKey(n: string, e: string, id: string | undefined): VerificationKey | KeyMistake {
  return fromJwk({ kty: "RSA", n: n.trim(), e: e.trim() }, id);
}

/** The public key of a certificate, in PEM or DER. */
export function certificateKey(
  certificate: string | Uint8Array,
  id: string | undefined,
): VerificationKey | KeyMistake {
  try {
    return publicKey(new X509Certificate(certificate).publicKey, id);
  } catch {
    return mistake("a certificate cannot be read");
  }
}

/** Public members of a JSON Web Key. */
export type PublicJwk = { readonly kty: string } & Readonly<Record<string, string>>;

export function fromJwk(
  jwk: PublicJwk,
  id: string | undefined,
  algorithm?: string,
): VerificationKey | KeyMistake {
  try {
    return publicKey(createPublicKey({ key: { ...jwk }, format: "jwk" }), id, algorithm);
  } catch {
    // OpenSSL's words name no part of the key that helps.
    return mistake("a public key cannot be read");
  }
}

function fingerprintOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64url");
}
