// The rule that all tokens of the table meet: keys of every kind, from a provider in memory and from the rule
// itself, an audience, an issuer and a claim.

import type { KeyObject, webcrypto } from "node:crypto";
import { type DecryptionKey, privateDecryptionKey, sharedDecryptionKey } from "#identity/decryption-key.ts";
import { KeyRing } from "#identity/key-ring.ts";
import { OpenIdProvider } from "#identity/openid-provider.ts";
import type { CallOut } from "#identity/outgoing-call.ts";
import type { TokenRule } from "#identity/token-rule.ts";
import { type KeyMistake, sharedSecret } from "#identity/verification-key.ts";
import type { Clock } from "#kernel/clock.ts";
import { edPair, p256Pair, p384Pair, p521Pair, rsaPair, secret, shortRsaPair } from "./forge.ts";

export const NOW_S = 1_800_000_000;
export const ISSUER = "https://login.example";
export const OTHER_ISSUER = "https://other.example";
export const AUDIENCE = "api://shop";
const nowMs = NOW_S * 1000;

export const clock: Clock = { wallMs: () => nowMs, monotonicMs: () => 1000 };

export const rule: TokenRule = {
  requireExpirationTime: true,
  requireSignedTokens: true,
  clockSkewMs: 0,
  audiences: [AUDIENCE],
  issuers: [],
  isManyTenants: false,
  claims: [{ name: "scope", match: "all", values: ["orders.read"], separator: " " }],
};

export const claims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "anna",
  exp: NOW_S + 600,
  scope: "orders.read orders.write",
} as const;

const jwk = (key: KeyObject, members: Readonly<Record<string, unknown>>): webcrypto.JsonWebKey => ({
  ...key.export({ format: "jwk" }),
  ...members,
});

const published: Readonly<Record<string, unknown>> = {
  "https://login.example/.well-known/openid-configuration": {
    issuer: ISSUER,
    jwks_uri: "https://login.example/keys",
  },
  "https://login.example/keys": {
    keys: [
      jwk(rsaPair.publicKey, { kid: "rsa", use: "sig" }),
      jwk(rsaPair.publicKey, { kid: "rsa-pkcs1", alg: "RS256" }),
      jwk(rsaPair.publicKey, { kid: "for-encryption", use: "enc" }),
      jwk(rsaPair.publicKey, { kid: "for-wrapping", key_ops: ["wrapKey"] }),
      jwk(shortRsaPair.publicKey, { kid: "short" }),
      jwk(p256Pair.publicKey, { kid: "p256" }),
      jwk(p384Pair.publicKey, { kid: "p384" }),
      jwk(p521Pair.publicKey, { kid: "p521" }),
      jwk(edPair.publicKey, { kid: "ed" }),
      { kty: "oct", kid: "published-secret", k: secret.toString("base64url") },
    ],
  },
  "https://other.example/.well-known/openid-configuration": {
    issuer: OTHER_ISSUER,
    jwks_uri: "https://other.example/keys",
  },
  "https://other.example/keys": { keys: [jwk(p256Pair.publicKey, { kid: "other" })] },
};

/** Every address that was asked, in order. */
export const asked: string[] = [];

const call: CallOut = async ({ url }) => {
  asked.push(url);
  return Object.hasOwn(published, url)
    ? { status: 200, body: Buffer.from(JSON.stringify(published[url])) }
    : { status: 404, body: Buffer.alloc(0) };
};

function known<Key extends { readonly id: unknown }>(key: Key | KeyMistake): Key {
  if ("says" in key) throw new Error(key.says);
  return key;
}

/** 256, 384 and 512 bits. */
export const sharedKeys: readonly Buffer[] = [32, 48, 64].map((bytes) => Buffer.alloc(bytes, "sealed"));
/** For AES key wrap. */
export const wrapKey: Buffer = Buffer.alloc(16, "wrapped");

const decryption: readonly DecryptionKey[] = [
  ...[...sharedKeys, wrapKey].map((key) => known(sharedDecryptionKey(key.toString("base64"), undefined))),
  known(
    privateDecryptionKey(rsaPair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), undefined),
  ),
];

export function testRing(): KeyRing {
  const ports = { call, clock, warn: () => {} };
  const providers = ["https://login.example", "https://other.example"].map(
    (name) => new OpenIdProvider({ url: `${name}/.well-known/openid-configuration`, isNamed: true }, ports),
  );
  return new KeyRing({
    providers,
    signing: [known(sharedSecret(secret.toString("base64"), "secret"))],
    decryption,
  });
}
