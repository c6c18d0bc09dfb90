// Attacks on the form: what is no token, what readers read differently, what hides one token in another.

import { createSecretKey } from "node:crypto";
import { CompactEncrypt, type JWEHeaderParameters } from "jose";
import { type AttackCase, refusedAs } from "./attack-case.ts";
import {
  attackerPair,
  encoded,
  hmac,
  partOf,
  rs256,
  type rsaPair,
  secret,
  signed,
  unsignedWith,
  withPart,
} from "./forge.ts";
import { claims, sharedKeys, wrapKey } from "./test-ring.ts";

const header = { alg: "RS256", kid: "rsa" };
const genuine = signed(header, claims, rs256);
const [first = "", payload = "", signature = ""] = genuine.split(".");
const json = JSON.stringify(claims);

/** The last character again, with a bit behind the last byte set: the same bytes to a careless decoder. */
function otherText(part: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(part.at(-1) ?? "");
  return part.slice(0, -1) + (alphabet[last | 1] ?? "");
}

const shapes = refusedAs("JwtInvalid", {
  "no token at all": "token",
  "one dot": `${first}.${payload}`,
  "four parts": `${genuine}.`,
  "six parts": `${genuine}.a.b.c`,
  "nothing but dots": "..",
  "the JSON form": JSON.stringify({ payload, protected: first, signature }),
  "too large": signed(header, { ...claims, filler: "a".repeat(40_000) }, rs256),
  "many dots": ".".repeat(30_000),
});

const encodings = refusedAs("JwtInvalid", {
  "padding behind the signature": `${genuine}==`,
  "padding in the header": `${first}=.${payload}.${signature}`,
  "the other alphabet of Base64": signed(header, { ...claims, blob: "???>>>" }, rs256)
    .replaceAll("_", "/")
    .replaceAll("-", "+"),
  "a line break inside": `${first}.${payload.slice(0, 8)}\n${payload.slice(8)}.${signature}`,
  "a blank inside": `${first}.${payload} .${signature}`,
  "a foreign character": `${first}.${payload}%2e.${signature}`,
  "a character beyond ASCII": `${first}.${payload}\u00e4.${signature}`,
  "a length that no bytes have": `${first}.${payload}.${signature.slice(0, 341)}`,
  "bits behind the last byte": withPart(genuine, 2, otherText(signature)),
  "claims that are no UTF-8": signed(
    header,
    Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    rs256,
  ),
  "claims behind a byte order mark": signed(header, `\ufeff${json}`, rs256),
  "claims in UTF-16": signed(header, Buffer.from(json, "utf16le"), rs256),
});

const contents = refusedAs("JwtInvalid", {
  "a header that is no JSON": signed("{alg:RS256}", claims, rs256),
  "a header that is a list": signed(["RS256"], claims, rs256),
  "a header that is null": signed("null", claims, rs256),
  "claims that are no JSON": signed(header, "anna", rs256),
  "claims that are a list": signed(header, [claims], rs256),
  "claims that are a text": signed(header, JSON.stringify(json), rs256),
  "no claims": signed(header, "", rs256),
  "a claim twice": signed(header, `${json.slice(0, -1)},"sub":"admin"}`, rs256),
  "a claim twice, one escaped": signed(header, `${json.slice(0, -1)},"\\u0073ub":"admin"}`, rs256),
  "a claim twice, inside another": signed(header, `${json.slice(0, -1)},"act":{"sub":"a","sub":"b"}}`, rs256),
  "two objects": signed(header, `${json}${json}`, rs256),
  "claims nested deep": signed(
    header,
    `${json.slice(0, -1)},"a":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    rs256,
  ),
  "exp as a text": signed(header, { ...claims, exp: String(claims.exp) }, rs256),
  "exp as a list": signed(header, { ...claims, exp: [claims.exp] }, rs256),
  "exp null": signed(header, { ...claims, exp: null }, rs256),
  "nbf as a text": signed(header, { ...claims, nbf: "0" }, rs256),
  "the issuer as a list": signed(header, { ...claims, iss: [claims.iss] }, rs256),
  "the audience as an object": signed(header, { ...claims, aud: { [claims.aud]: true } }, rs256),
  "an audience that is a number": signed(header, { ...claims, aud: [claims.aud, 1] }, rs256),
});

const extensions = refusedAs("JwtInvalid", {
  "crit with an extension that nobody knows": signed({ ...header, crit: ["x"], x: true }, claims, rs256),
  "crit with a name of the standard": signed({ ...header, crit: ["alg"] }, claims, rs256),
  "crit with exp": signed({ ...header, crit: ["exp"], exp: claims.exp }, claims, rs256),
  "an empty crit": signed({ ...header, crit: [] }, claims, rs256),
  "crit as a text": signed({ ...header, crit: "x", x: true }, claims, rs256),
  "crit null": signed({ ...header, crit: null }, claims, rs256),
  "b64 false with crit": unencoded({ ...header, b64: false, crit: ["b64"] }),
  "b64 false without crit": unencoded({ ...header, b64: false }),
  "b64 true with crit": signed({ ...header, b64: true, crit: ["b64"] }, claims, rs256),
  "a compressed payload": signed({ ...header, zip: "DEF" }, claims, rs256),
});

/** RFC 7797: the payload itself is signed. */
function unencoded(withB64: Readonly<Record<string, unknown>>): string {
  const input = `${encoded(withB64)}.${payload}`;
  return `${input}.${rs256(input).toString("base64url")}`;
}

async function encrypted(
  content: string,
  jweHeader: JWEHeaderParameters & { readonly alg: string; readonly enc: string },
  key: Buffer | typeof rsaPair.publicKey,
): Promise<string> {
  const usable = Buffer.isBuffer(key) ? createSecretKey(key) : key;
  return new CompactEncrypt(Buffer.from(content)).setProtectedHeader(jweHeader).encrypt(usable);
}

const [key256 = wrapKey, , key512 = wrapKey] = sharedKeys;
const dir = { alg: "dir", enc: "A128CBC-HS256", cty: "JWT" } as const;
const sealed = encrypted(genuine, dir, key256);
const password = new CompactEncrypt(Buffer.from(genuine))
  .setProtectedHeader({ alg: "PBES2-HS256+A128KW", enc: "A128CBC-HS256", p2c: 1000 })
  .setKeyManagementParameters({ p2c: 1000, p2s: Buffer.alloc(16) })
  .encrypt(key256);

const nested: readonly AttackCase[] = [
  ...refusedAs("JwtInvalid", {
    "a signed token inside a signed token": signed({ ...header, cty: "JWT" }, genuine, rs256),
    "a token that is encrypted twice": sealed.then((inner) => encrypted(inner, dir, key256)),
    "no token inside": encrypted("anna", dir, key256),
    "encrypted by a key that nobody knows": encrypted(genuine, dir, Buffer.alloc(32, "x")),
    "encrypted by a public key that is not ours": encrypted(
      genuine,
      { alg: "RSA-OAEP", enc: "A256GCM" },
      attackerPair.publicKey,
    ),
    "encrypted by a password": password,
    "a secret of another length than `enc` says": sealed.then((token) =>
      withPart(token, 0, encoded({ ...dir, enc: "A256CBC-HS512" })),
    ),
    RSA1_5: sealed.then((token) => withPart(token, 0, encoded({ ...dir, alg: "RSA1_5" }))),
    "no enc": sealed.then((token) => withPart(token, 0, encoded({ alg: "dir" }))),
    "the content changed": sealed.then((token) => withPart(token, 3, encoded(Buffer.alloc(64)))),
    "the tag changed": sealed.then((token) => withPart(token, 4, encoded(Buffer.alloc(16)))),
    "the tag cut": sealed.then((token) => withPart(token, 4, partOf(token, 4).slice(0, 8))),
    "no tag": sealed.then((token) => withPart(token, 4, "")),
    "no vector": sealed.then((token) => withPart(token, 2, "")),
    "a key beside `dir`": sealed.then((token) => withPart(token, 1, encoded(Buffer.alloc(32)))),
    "crit in the outer header": sealed.then((token) => withPart(token, 0, encoded({ ...dir, crit: ["x"] }))),
    compressed: encrypted(genuine, { ...dir, zip: "DEF" }, key256),
  }),
  ...refusedAs("TokenSignatureInvalid", {
    "encrypted, not signed": encrypted(json, { alg: "dir", enc: "A256CBC-HS512" }, key512),
    "encrypted, alg none inside": encrypted(unsignedWith({ alg: "none" }, claims), dir, key256),
    "encrypted, signed by an attacker": encrypted(
      signed({ alg: "HS256", kid: "rsa" }, claims, hmac("sha256", secret)),
      dir,
      key256,
    ),
  }),
];

export const formAttacks: Readonly<Record<string, readonly AttackCase[]>> = {
  "that is none": shapes,
  "that is encoded badly": encodings,
  "that says what cannot be": contents,
  "that demands more than there is": extensions,
  "inside another": nested,
};
