// Keys of a test's own, and tokens made with them part by part: by `node:crypto` alone, so that a token may
// be anything, and what makes the tokens is not what reads them.

import {
  constants,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  type SignKeyObjectInput,
  sign as signBytes,
} from "node:crypto";

export type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

export const rsaPair: KeyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const attackerPair: KeyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const shortRsaPair: KeyPair = generateKeyPairSync("rsa", { modulusLength: 1024 });
export const p256Pair: KeyPair = generateKeyPairSync("ec", { namedCurve: "P-256" });
export const p384Pair: KeyPair = generateKeyPairSync("ec", { namedCurve: "P-384" });
export const p521Pair: KeyPair = generateKeyPairSync("ec", { namedCurve: "P-521" });
export const edPair: KeyPair = generateKeyPairSync("ed25519");
export const secret: Buffer = Buffer.alloc(64, "a secret that is shared by two ");

export type Part = string | Buffer | Readonly<Record<string, unknown>> | readonly unknown[];

/** Objects as JSON; texts and bytes as they are. */
export function encoded(part: Part): string {
  const bytes = typeof part === "string" || Buffer.isBuffer(part) ? part : JSON.stringify(part);
  return Buffer.from(bytes).toString("base64url");
}

export type Signer = (input: string) => Buffer;

export const hmac =
  (hash: "sha256" | "sha384" | "sha512", key: string | Buffer): Signer =>
  (input) =>
    createHmac(hash, key).update(input).digest();

export const asymmetric =
  (hash: string | null, key: KeyObject, options: Partial<SignKeyObjectInput> = {}): Signer =>
  (input) =>
    signBytes(hash, Buffer.from(input), { key, dsaEncoding: "ieee-p1363", ...options });

const pss = (saltLength: number): Partial<SignKeyObjectInput> => ({
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
});

export const rs256: Signer = asymmetric("sha256", rsaPair.privateKey);
export const es256: Signer = asymmetric("sha256", p256Pair.privateKey);
export const attacker: Signer = asymmetric("sha256", attackerPair.privateKey);

/** A signer for each algorithm, with the `kid` of its key in the ring. */
export const genuine: readonly { readonly alg: string; readonly kid: string; readonly sign: Signer }[] = [
  { alg: "HS256", kid: "secret", sign: hmac("sha256", secret) },
  { alg: "HS384", kid: "secret", sign: hmac("sha384", secret) },
  { alg: "HS512", kid: "secret", sign: hmac("sha512", secret) },
  { alg: "RS256", kid: "rsa", sign: rs256 },
  { alg: "RS384", kid: "rsa", sign: asymmetric("sha384", rsaPair.privateKey) },
  { alg: "RS512", kid: "rsa", sign: asymmetric("sha512", rsaPair.privateKey) },
  { alg: "PS256", kid: "rsa", sign: asymmetric("sha256", rsaPair.privateKey, pss(32)) },
  { alg: "PS384", kid: "rsa", sign: asymmetric("sha384", rsaPair.privateKey, pss(48)) },
  { alg: "PS512", kid: "rsa", sign: asymmetric("sha512", rsaPair.privateKey, pss(64)) },
  { alg: "ES256", kid: "p256", sign: es256 },
  { alg: "ES384", kid: "p384", sign: asymmetric("sha384", p384Pair.privateKey) },
  { alg: "ES512", kid: "p521", sign: asymmetric("sha512", p521Pair.privateKey) },
  { alg: "EdDSA", kid: "ed", sign: asymmetric(null, edPair.privateKey) },
  { alg: "Ed25519", kid: "ed", sign: asymmetric(null, edPair.privateKey) },
];

export function signed(header: Part, payload: Part, sign: Signer): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${sign(input).toString("base64url")}`;
}

export function unsignedWith(header: Part, payload: Part, signature = ""): string {
  return `${encoded(header)}.${encoded(payload)}.${signature}`;
}

/** A token with one part exchanged. */
export function withPart(token: string, index: number, part: string): string {
  return token.split(".").with(index, part).join(".");
}

export function partOf(token: string, index: number): string {
  return token.split(".")[index] ?? "";
}
