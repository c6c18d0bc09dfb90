// Keys that open encrypted tokens: secrets, shared or wrapped (RFC 7518 §4.4, §4.5), and private RSA keys.

import { createPrivateKey, type KeyObject } from "node:crypto";
import { bytesOfSecret, type KeyMistake } from "./verification-key.ts";

export type DecryptionKey = {
  readonly id: string | undefined;
  /** Values of `alg` that it serves. No password (PBES2): the token itself says how long that would take. */
  readonly algorithms: ReadonlySet<string>;
  /** Bits of a secret; undefined for a private key. */
  readonly bits: number | undefined;
  readonly key: Uint8Array | KeyObject;
};

const wraps: Readonly<Record<number, string>> = { 128: "A128KW", 192: "A192KW", 256: "A256KW" };

/** A secret in Base64. */
export function sharedDecryptionKey(base64: string, id: string | undefined): DecryptionKey | KeyMistake {
  const bytes = bytesOfSecret(base64);
  if (bytes === undefined) return { kind: "mistake", says: "a decryption key is not in Base64" };
  const bits = bytes.length * 8;
  const wrap = wraps[bits];
  return { id, algorithms: new Set(wrap === undefined ? ["dir"] : ["dir", wrap]), bits, key: bytes };
}

/** A private RSA key in PEM. RSA1_5 is not among its algorithms: its padding tells too much. */
export function privateDecryptionKey(pem: string, id: string | undefined): DecryptionKey | KeyMistake {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "rsa")
      return { id, algorithms: new Set(["RSA-OAEP", "RSA-OAEP-256"]), bits: undefined, key };
  } catch {
    // As what is no RSA key.
  }
  return { kind: "mistake", says: "a decryption key is no private RSA key" };
}
