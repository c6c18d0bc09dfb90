// System.Security.Cryptography.RSA over a key of node:crypto. It answers to RSACng, as the keys of
// certificates do on Windows.

import {
  constants,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { notSupported } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import { cryptographicException } from "./crypto-error.ts";
import { type HashFamily, hashFamilies } from "./hash-algorithm.ts";
import type { HashAlgorithmName, RsaEncryptionPadding, RsaSignaturePadding } from "./rsa-padding.ts";

/** Fuel for one operation with a private or public key: about a millisecond. */
const PRIVATE_STEPS = 50_000;
const PUBLIC_STEPS = 5_000;

/** DigestInfo before the hash (RFC 8017, 9.2). */
const digestPrefixes: Readonly<Record<HashFamily, string>> = {
  MD5: "3020300c06082a864886f70d020505000410",
  SHA1: "3021300906052b0e03021a05000414",
  SHA256: "3031300d060960864801650304020105000420",
  SHA384: "3041300d060960864801650304020205000430",
  SHA512: "3051300d060960864801650304020305000440",
};

export class Rsa extends ClrObject {
  readonly clrName = "System.Security.Cryptography.RSACng";
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    super();
    this.#key = key;
  }

  get keySize(): number {
    return this.#key.asymmetricKeyDetails?.modulusLength ?? 0;
  }

  /** @throws ClrException CryptographicException without a private key */
  sign(run: Run, data: Uint8Array, hash: HashAlgorithmName, padding: RsaSignaturePadding): Uint8Array {
    const { node } = hashFamilies[hashOf(hash)];
    this.#charge(run, data.length, true);
    return guarded(() => sign(node, data, { key: this.#key, ...signing(padding) }));
  }

  verify(
    run: Run,
    ...[data, signature, hash, padding]: [Uint8Array, Uint8Array, HashAlgorithmName, RsaSignaturePadding]
  ): boolean {
    const { node } = hashFamilies[hashOf(hash)];
    this.#charge(run, data.length, false);
    return verify(node, data, { key: this.#key, ...signing(padding) }, signature);
  }

  /** Of a hash that was made elsewhere; PKCS #1 only. */
  signHash(run: Run, digest: Uint8Array, hash: HashAlgorithmName, padding: RsaSignaturePadding): Uint8Array {
    const info = digestInfo(digest, hashOf(hash), padding);
    this.#charge(run, digest.length, true);
    return guarded(() => privateEncrypt({ key: this.#key, padding: constants.RSA_PKCS1_PADDING }, info));
  }

  verifyHash(
    run: Run,
    ...[digest, signature, hash, padding]: [Uint8Array, Uint8Array, HashAlgorithmName, RsaSignaturePadding]
  ): boolean {
    const info = digestInfo(digest, hashOf(hash), padding);
    this.#charge(run, digest.length, false);
    try {
      const found = publicDecrypt({ key: this.#key, padding: constants.RSA_PKCS1_PADDING }, signature);
      return found.length === info.length && timingSafeEqual(found, info);
    } catch {
      // Not a signature at all: it does not verify.
      return false;
    }
  }

  encrypt(run: Run, data: Uint8Array, padding: RsaEncryptionPadding): Uint8Array {
    this.#charge(run, data.length, false);
    return guarded(() => publicEncrypt({ key: this.#key, ...encrypting(padding) }, data));
  }

  decrypt(run: Run, data: Uint8Array, padding: RsaEncryptionPadding): Uint8Array {
    this.#charge(run, data.length, true);
    return guarded(() => privateDecrypt({ key: this.#key, ...encrypting(padding) }, data));
  }

  #charge(run: Run, bytes: number, isPrivate: boolean): void {
    if (isPrivate && this.#key.type !== "private") throw cryptographicException("Key does not exist.");
    run.spend((isPrivate ? PRIVATE_STEPS : PUBLIC_STEPS) + (bytes >> 2));
    run.allocate(1024);
  }
}

function guarded(work: () => Buffer): Uint8Array {
  try {
    return Uint8Array.from(work());
  } catch {
    // What OpenSSL says of keys and paddings is nothing that policies could rely on.
    throw cryptographicException("The parameter is incorrect.");
  }
}

const families: readonly HashFamily[] = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"];

function hashOf(name: HashAlgorithmName): HashFamily {
  const text = name.name;
  const family = families.find((each) => each === text);
  if (family !== undefined) return family;
  throw cryptographicException(`'${text ?? ""}' is not a known hash algorithm.`);
}

function signing(padding: RsaSignaturePadding): { readonly padding: number; readonly saltLength?: number } {
  if (padding.mode === "Pkcs1") return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function encrypting(padding: RsaEncryptionPadding): { readonly padding: number; readonly oaepHash?: string } {
  const { oaepHash } = padding;
  if (oaepHash === undefined) return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashFamilies[oaepHash].node };
}

function digestInfo(digest: Uint8Array, hash: HashFamily, padding: RsaSignaturePadding): Buffer {
  if (padding.mode !== "Pkcs1") {
    throw notSupported("A hash is signed with RSASignaturePadding.Pkcs1 only: sign the data itself.");
  }
  if (digest.length * 8 !== hashFamilies[hash].bits) throw cryptographicException("Bad Hash.");
  return Buffer.concat([Buffer.from(digestPrefixes[hash], "hex"), digest]);
}
