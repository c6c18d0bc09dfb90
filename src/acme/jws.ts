// The signed messages of ACME (RFC 8555 §6.2): JSON Web Signatures in their flattened form, by ES256.

import { createHash, createHmac, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { ExternalAccount } from "./acme-spec.ts";

/** RFC 7518 §6.2; the members in the order that RFC 7638 digests them in. */
export type PublicJwk = {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
};

/** @param key of P-256 */
export function publicJwk(key: KeyObject): PublicJwk {
  const { crv = "", kty = "", x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  return { crv, kty, x, y };
}

/** RFC 7638. */
export const thumbprint = (key: KeyObject): string =>
  createHash("sha256")
    .update(JSON.stringify(publicJwk(key)))
    .digest("base64url");

/** Who signs: by the account's address, or by the key itself where there is no account yet. */
export type Signer = { readonly kid: string } | { readonly jwk: PublicJwk };

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** RFC 8555 §7.3.4: the account's public key, signed by the key of an account that there is elsewhere. */
export function externalBinding(
  key: KeyObject,
  { keyId, key: macKey }: ExternalAccount,
  url: string,
): object {
  const head = encode({ alg: "HS256", kid: keyId, url });
  const payload = encode(publicJwk(key));
  const mac = createHmac("sha256", Buffer.from(macKey, "base64url")).update(`${head}.${payload}`);
  return { protected: head, payload, signature: mac.digest("base64url") };
}

/** @param payload undefined for a POST that only asks (RFC 8555 §6.3) */
export function signMessage(
  key: KeyObject,
  signer: Signer,
  message: { readonly url: string; readonly nonce: string; readonly payload: object | undefined },
): string {
  const { url, nonce, payload } = message;
  const head = encode({ alg: "ES256", ...signer, nonce, url });
  const body = payload === undefined ? "" : encode(payload);
  const signature = sign("sha256", Buffer.from(`${head}.${body}`), { key, dsaEncoding: "ieee-p1363" });
  return JSON.stringify({ protected: head, payload: body, signature: signature.toString("base64url") });
}
