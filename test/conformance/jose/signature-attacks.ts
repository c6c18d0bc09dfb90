// Attacks on the signature: none at all, one by another kind of key, one by a key that the token brings.

import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";
import { type AttackCase, refusedAs } from "./attack-case.ts";
import {
  asymmetric,
  attacker,
  attackerPair,
  es256,
  hmac,
  p256Pair,
  p384Pair,
  partOf,
  rs256,
  rsaPair,
  secret,
  shortRsaPair,
  signed,
  unsignedWith,
  withPart,
} from "./forge.ts";
import { claims } from "./test-ring.ts";

const header = { alg: "RS256", kid: "rsa" };
const genuine = signed(header, claims, rs256);
const genuineEc = signed({ alg: "ES256", kid: "p256" }, claims, es256);
const admin = { ...claims, sub: "admin" };

const spellings = ["none", "None", "NONE", "nOnE", " none", "none ", "none\u0000", "\u2115one"];

const withoutAlgorithm: readonly AttackCase[] = [
  ...refusedAs("TokenSignatureInvalid", {
    ...Object.fromEntries(
      spellings.flatMap((alg) => [
        [`alg ${JSON.stringify(alg)}`, unsignedWith({ alg, kid: "rsa" }, admin)],
        [
          `alg ${JSON.stringify(alg)} with a signature`,
          unsignedWith({ alg, kid: "rsa" }, admin, partOf(genuine, 2)),
        ],
      ]),
    ),
    "alg none without a kid": unsignedWith({ alg: "none", typ: "JWT" }, admin),
    "the signature cut off": withPart(genuine, 2, ""),
    "the signature cut off, of a MAC": withPart(
      signed({ alg: "HS256", kid: "secret" }, claims, hmac("sha256", secret)),
      2,
      "",
    ),
  }),
  ...refusedAs("JwtInvalid", {
    "no alg": unsignedWith({ typ: "JWT" }, admin),
    "an empty alg": unsignedWith({ alg: "" }, admin),
    "alg null": unsignedWith({ alg: null }, admin),
    "alg 0": unsignedWith({ alg: 0 }, admin),
    "alg as a list": signed({ alg: ["RS256", "none"], kid: "rsa" }, admin, rs256),
    "alg twice": signed('{"alg":"none","alg":"RS256","kid":"rsa"}', claims, rs256),
    "alg twice, one escaped": signed('{"alg":"RS256","\\u0061lg":"none","kid":"rsa"}', claims, rs256),
  }),
];

const publicPem = rsaPair.publicKey.export({ type: "spki", format: "pem" }).toString();
const publicKeys: Readonly<Record<string, string | Buffer>> = {
  "its PEM": publicPem,
  "its PEM without the last line end": publicPem.trimEnd(),
  "its PKCS #1 PEM": rsaPair.publicKey.export({ type: "pkcs1", format: "pem" }),
  "its DER": rsaPair.publicKey.export({ type: "spki", format: "der" }),
  "its JWK": JSON.stringify(rsaPair.publicKey.export({ format: "jwk" })),
  "its modulus": Buffer.from(rsaPair.publicKey.export({ format: "jwk" }).n ?? "", "base64url"),
};

const confusion: readonly AttackCase[] = [
  ...refusedAs("TokenSignatureInvalid", {
    ...Object.fromEntries(
      Object.entries(publicKeys).map(([name, key]) => [
        `a MAC by the public key: ${name}`,
        signed({ alg: "HS256", kid: "rsa" }, admin, hmac("sha256", key)),
      ]),
    ),
    "a MAC by the public key, no kid": signed({ alg: "HS256" }, admin, hmac("sha256", publicPem)),
    "a MAC by the public key, HS512": signed({ alg: "HS512", kid: "rsa" }, admin, hmac("sha512", publicPem)),
    "a MAC by a public EC key": signed(
      { alg: "HS256", kid: "p256" },
      admin,
      hmac("sha256", p256Pair.publicKey.export({ type: "spki", format: "pem" }).toString()),
    ),
    "an RSA signature under the id of a secret": signed({ alg: "RS256", kid: "secret" }, admin, attacker),
    "ES256 under the id of an RSA key": signed({ alg: "ES256", kid: "rsa" }, admin, es256),
    "ES256 with a key of P-384": signed(
      { alg: "ES256", kid: "p384" },
      admin,
      asymmetric("sha256", p384Pair.privateKey),
    ),
    "RS384 under a key that is for RS256": signed(
      { alg: "RS384", kid: "rsa-pkcs1" },
      claims,
      asymmetric("sha384", rsaPair.privateKey),
    ),
    "the algorithm exchanged for PS256": withPart(
      genuine,
      0,
      partOf(signed({ alg: "PS256", kid: "rsa" }, "", rs256), 0),
    ),
    "the algorithm in lower case": signed({ alg: "rs256", kid: "rsa" }, claims, rs256),
    "an algorithm that is not registered": signed(
      { alg: "RS1", kid: "rsa" },
      claims,
      asymmetric("sha1", rsaPair.privateKey),
    ),
    "an algorithm by the name of a member of Object": signed(
      { alg: "constructor", kid: "rsa" },
      claims,
      rs256,
    ),
  }),
];

const attackerJwk = attackerPair.publicKey.export({ format: "jwk" });
const attackerCurve = webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
  "sign",
  "verify",
]);

async function selfSigned(kid: string): Promise<string> {
  const pair = await attackerCurve;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=login.example",
    keys: pair,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  const header = { alg: "ES256", kid, x5c: [Buffer.from(certificate.rawData).toString("base64")] };
  const input = unsignedWith(header, admin).slice(0, -1);
  const signature = await webcrypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    pair.privateKey,
    Buffer.from(input),
  );
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

const injected = (members: object): string => signed({ ...header, ...members }, admin, attacker);

const keyInjection: readonly AttackCase[] = [
  ...refusedAs("TokenSignatureInvalid", {
    "jwk: a key of its own": injected({ jwk: { ...attackerJwk, kid: "rsa" } }),
    "jwk, no kid": signed({ alg: "RS256", jwk: attackerJwk }, admin, attacker),
    "jwk: a secret of its own": signed(
      { alg: "HS256", kid: "secret", jwk: { kty: "oct", k: "" } },
      admin,
      hmac("sha256", Buffer.alloc(0)),
    ),
    jku: injected({ jku: "https://evil.example/keys" }),
    "jku that begins like the provider's": injected({ jku: "https://login.example@evil.example/keys" }),
    x5u: injected({ x5u: "https://evil.example/chain.pem" }),
    x5c: selfSigned("p256"),
    "x5t of another key": injected({ x5t: "AAAA" }),
  }),
  ...refusedAs("TokenSignatureKeyNotFound", {
    "jwk with a kid of its own": signed({ alg: "RS256", kid: "mine", jwk: attackerJwk }, admin, attacker),
    "x5c with a kid of its own": selfSigned("mine"),
    "kid: a path to an empty file": signed(
      { alg: "HS256", kid: "../../../../../../dev/null" },
      admin,
      hmac("sha256", ""),
    ),
    "kid: an absolute path": signed(
      { alg: "HS256", kid: "/etc/hostname" },
      admin,
      hmac("sha256", "localhost\n"),
    ),
    "kid: SQL": signed({ alg: "HS256", kid: "x' UNION SELECT 'key' -- " }, admin, hmac("sha256", "key")),
    "kid: a command": signed({ alg: "HS256", kid: "rsa|sleep 10" }, admin, hmac("sha256", "key")),
    "kid: an address": signed({ alg: "RS256", kid: "https://evil.example/key.pem" }, admin, attacker),
    "kid: a member of Object": signed(
      { alg: "HS256", kid: "__proto__" },
      admin,
      hmac("sha256", "[object Object]"),
    ),
    "kid: an empty text": signed({ alg: "HS256", kid: "" }, admin, hmac("sha256", "")),
    "the kid of a secret that the provider publishes": signed(
      { alg: "HS256", kid: "published-secret" },
      admin,
      hmac("sha256", secret),
    ),
    "the kid of a key for encryption": signed({ alg: "RS256", kid: "for-encryption" }, claims, rs256),
    "the kid of a key for wrapping": signed({ alg: "RS256", kid: "for-wrapping" }, claims, rs256),
    "the kid of an RSA key of 1024 bits": signed(
      { alg: "RS256", kid: "short" },
      claims,
      asymmetric("sha256", shortRsaPair.privateKey),
    ),
  }),
  ...refusedAs("JwtInvalid", {
    "kid: an object": signed({ alg: "RS256", kid: { toString: "rsa" } }, admin, attacker),
    "kid: a list": signed({ alg: "RS256", kid: ["rsa"] }, claims, rs256),
    "kid: a long text": signed({ alg: "RS256", kid: "r".repeat(1025) }, claims, rs256),
  }),
];

/** Order of P-256's group. */
const ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const zero = Buffer.alloc(32);
const order = Buffer.from(ORDER, "hex");
const one = Buffer.concat([Buffer.alloc(31), Buffer.from([1])]);
const curveSignature = (r: Buffer, s: Buffer): string =>
  unsignedWith({ alg: "ES256", kid: "p256" }, admin, Buffer.concat([r, s]).toString("base64url"));

const forged: readonly AttackCase[] = [
  ...refusedAs("TokenSignatureInvalid", {
    "r and s zero (CVE-2022-21449)": curveSignature(zero, zero),
    "r zero": curveSignature(zero, one),
    "s zero": curveSignature(one, zero),
    "r and s the order of the group": curveSignature(order, order),
    "r one, s one": curveSignature(one, one),
    "s and r in DER": signed(
      { alg: "ES256", kid: "p256" },
      claims,
      asymmetric("sha256", p256Pair.privateKey, { dsaEncoding: "der" }),
    ),
    "a signature of one byte": withPart(genuineEc, 2, "AA"),
    "a signature with a byte more": withPart(
      genuineEc,
      2,
      Buffer.concat([Buffer.from(partOf(genuineEc, 2), "base64url"), zero.subarray(31)]).toString(
        "base64url",
      ),
    ),
    "half a signature": withPart(genuine, 2, partOf(genuine, 2).slice(0, 172)),
    "a signature with a bit changed": withPart(genuine, 2, flipped(partOf(genuine, 2))),
    "the signature of another token": withPart(
      genuine,
      2,
      partOf(signed(header, { ...claims, sub: "bert" }, rs256), 2),
    ),
    "the claims exchanged": withPart(genuine, 1, partOf(unsignedWith(header, admin), 1)),
    "the header exchanged": withPart(genuine, 0, partOf(unsignedWith({ ...header, typ: "JWT" }, ""), 0)),
    "a MAC by an empty secret": signed({ alg: "HS256", kid: "secret" }, admin, hmac("sha256", "")),
    "a MAC by a word": signed({ alg: "HS256", kid: "secret" }, admin, hmac("sha256", "secret")),
    "a MAC of another length": signed({ alg: "HS256", kid: "secret" }, claims, hmac("sha512", secret)),
    "a key of its own, no kid": signed({ alg: "RS256" }, admin, attacker),
  }),
];

function flipped(signature: string): string {
  const bytes = Buffer.from(signature, "base64url");
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  return bytes.toString("base64url");
}

export const signatureAttacks: Readonly<Record<string, readonly AttackCase[]>> = {
  "without a signature": withoutAlgorithm,
  "with another kind of key": confusion,
  "with a key of its own": keyInjection,
  "with a forged signature": forged,
};
