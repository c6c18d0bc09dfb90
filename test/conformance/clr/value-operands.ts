// The same objects in the value library, and how those are shown that have more to say than their text.

import { createPrivateKey } from "node:crypto";
import { paddingModes } from "#policy/value/crypto/block-padding.ts";
import { Certificate } from "#policy/value/crypto/certificate.ts";
import { HashAlgorithm, type HashFamily } from "#policy/value/crypto/hash-algorithm.ts";
import { Oid } from "#policy/value/crypto/oid.ts";
import { Rsa } from "#policy/value/crypto/rsa.ts";
import {
  HashAlgorithmName,
  RsaEncryptionPadding,
  RsaSignaturePadding,
} from "#policy/value/crypto/rsa-padding.ts";
import {
  CryptoTransform,
  cipherModes,
  SymmetricAlgorithm,
} from "#policy/value/crypto/symmetric-algorithm.ts";
import { symmetricAlgorithmNamed } from "#policy/value/crypto/symmetric-algorithm-type.ts";
import { X500DistinguishedName } from "#policy/value/crypto/x500-name.ts";
import { parseIPAddress } from "#policy/value/net/ip-address.ts";
import { Uri, uriKinds } from "#policy/value/net/uri.ts";
import { UriBuilder } from "#policy/value/net/uri-builder.ts";
import { Match } from "#policy/value/regex/match.ts";
import { MatchCollection } from "#policy/value/regex/match-collections.ts";
import { Regex } from "#policy/value/regex/regex.ts";
import type { Run } from "#policy/value/run.ts";
import { knownCertificate, knownKey } from "../../harness/known-keys.ts";

type Maker = (run: Run, text: string) => unknown;

const families: readonly HashFamily[] = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"];

const hashAlgorithm: Maker = (_run, text) => {
  const [name = "", key] = text.split(":");
  const family = families.find((each) => name.endsWith(each)) ?? "MD5";
  return new HashAlgorithm(name, family, key === undefined ? undefined : Buffer.from(key, "hex"));
};

const transform: Maker = (_run, text) => {
  const [direction, mode = "CBC", padding = "PKCS7", key = "", iv = ""] = text.split(":");
  const algorithm = new SymmetricAlgorithm("AesManaged", "Aes");
  algorithm.mode = Object.entries(cipherModes).find(([name]) => name === mode)?.[1] ?? 0;
  algorithm.padding = Object.entries(paddingModes).find(([name]) => name === padding)?.[1] ?? 0;
  return new CryptoTransform(
    algorithm,
    direction === "encrypt",
    Buffer.from(key, "hex"),
    Buffer.from(iv, "hex"),
  );
};

const certificate: Maker = () => new Certificate(Buffer.from(knownCertificate, "base64"));

export const valueOperands: Readonly<Record<string, Maker>> = {
  Regex: (run, text) => Regex.make(run, text),
  Uri: (_run, text) => Uri.read(text, uriKinds.RelativeOrAbsolute),
  UriBuilder: (_run, text) => {
    const uri = Uri.parse(text.includes("://") ? text : `http://${text}`);
    return uri === undefined ? undefined : UriBuilder.from(uri);
  },
  IPAddress: (_run, text) => parseIPAddress(text),
  HashAlgorithm: hashAlgorithm,
  KeyedHashAlgorithm: hashAlgorithm,
  HMAC: hashAlgorithm,
  ICryptoTransform: transform,
  SymmetricAlgorithm: (_run, text) => symmetricAlgorithmNamed(text),
  RSA: () => new Rsa(createPrivateKey({ key: knownKey, format: "jwk" })),
  HashAlgorithmName: (_run, text) => new HashAlgorithmName(text),
  RSASignaturePadding: (_run, text) => new RsaSignaturePadding(text === "Pss" ? "Pss" : "Pkcs1"),
  RSAEncryptionPadding: (_run, text) =>
    new RsaEncryptionPadding(families.find((family) => text === `Oaep${family}`)),
  X509Certificate: certificate,
  X509Certificate2: certificate,
  Oid: (_run, text) => new Oid(text),
};

/** Undefined for what its text says. */
export function showObject(value: unknown, quote: (text: string) => string): string | undefined {
  if (value instanceof MatchCollection) {
    return `[${value.items.map((item) => showObject(item, quote)).join(", ")}]`;
  }
  if (value instanceof Oid) return value.value ?? "null";
  if (value instanceof X500DistinguishedName) return value.name;
  return value instanceof Match ? showMatch(value, quote) : undefined;
}

function showMatch(match: Match, quote: (text: string) => string): string {
  if (!match.isSuccess) return "no match";
  const groups = match.groupNumbers.slice(1).map((number) => {
    const group = match.group(number);
    const captures = group.captures.map(({ index, value }) => `${index} ${quote(value)}`);
    return `; ${group.name}: ${captures.join(", ")}`;
  });
  return `${match.index} ${quote(match.value)}${groups.join("")}`;
}
