// What vouches for a feed: the hash of its bytes and the moment that it is of, signed where a key is set. The
// signature covers both, so that an old list cannot be shown as a new one.

import { createHash, createPublicKey, timingSafeEqual, verify } from "node:crypto";

export type FeedManifest = {
  /** 64 hex digits. */
  readonly sha256: string;
  /** As written; empty where it is left out. */
  readonly asOf: string;
  /** Base64; empty where it is left out. */
  readonly signature: string;
};

/** The text that `signature` signs, by Ed25519. */
export const signedText = ({ sha256, asOf }: Pick<FeedManifest, "sha256" | "asOf">): string =>
  `portcullis-feed 1\n${asOf}\n${sha256}\n`;

/** A text says what is wrong with it. */
export function readManifest(text: string): FeedManifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "the manifest is no JSON";
  }
  if (typeof value !== "object" || value === null) return "the manifest is no JSON object";
  // An object from JSON: its values may be anything, and each is looked at.
  const { sha256, asOf = "", signature = "" } = value as Readonly<Record<string, unknown>>;
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/i.test(sha256))
    return "the manifest's `sha256` is not 64 hex digits";
  if (typeof asOf !== "string" || (asOf !== "" && Number.isNaN(Date.parse(asOf))))
    return "the manifest's `asOf` is no moment";
  if (typeof signature !== "string") return "the manifest's `signature` is no text";
  return { sha256: sha256.toLowerCase(), asOf, signature };
}

/**
 * Why the bytes are not what the manifest is for; empty where they are.
 * @param publicKey PEM of an Ed25519 key; empty where none has to have signed
 */
export function manifestFlaw(manifest: FeedManifest, bytes: Buffer, publicKey: string): string {
  const hash = createHash("sha256").update(bytes).digest();
  if (!timingSafeEqual(hash, Buffer.from(manifest.sha256, "hex")))
    return `its SHA-256 is ${hash.toString("hex")}, and the manifest's ${manifest.sha256}`;
  if (publicKey === "") return "";
  if (manifest.signature === "") return "the manifest is not signed";
  if (manifest.asOf === "") return "a signed manifest needs `asOf`";
  const signature = Buffer.from(manifest.signature, "base64");
  const isSigned = verify(null, Buffer.from(signedText(manifest)), createPublicKey(publicKey), signature);
  return isSigned ? "" : "the manifest's signature is not of this key";
}

/** Why a key cannot be used; empty where it can. */
export function publicKeyFlaw(pem: string): string {
  try {
    const { asymmetricKeyType } = createPublicKey(pem);
    return asymmetricKeyType === "ed25519" ? "" : "it is no Ed25519 key";
  } catch {
    return "it is no public key in PEM";
  }
}
