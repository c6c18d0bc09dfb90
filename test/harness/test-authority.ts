// An authority of a test's own, and whatever certificates and revocation lists a test wants of it.

import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

/** PEM texts. */
export type Issued = { readonly certificate: string; readonly key: string };

export type Wanted = {
  readonly subject?: string;
  /** Host names, addresses and URIs. */
  readonly names?: readonly string[];
  readonly usage?: "server" | "client";
  /** Days from now; negative ones are past. */
  readonly fromDays?: number;
  readonly untilDays?: number;
};

let serial = 0x1000;

export class TestAuthority {
  /** PEM. */
  readonly certificate: string;
  private readonly keys: webcrypto.CryptoKeyPair;

  private constructor(certificate: string, keys: webcrypto.CryptoKeyPair) {
    this.certificate = certificate;
    this.keys = keys;
  }

  static async create(name = "Test authority", nowMs = Date.now()): Promise<TestAuthority> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: nextSerial(),
      name: `CN=${name}`,
      notBefore: new Date(nowMs - 400 * DAY_MS),
      notAfter: new Date(nowMs + 36_500 * DAY_MS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new TestAuthority(pemOf(certificate), keys);
  }

  async issue(wanted: Wanted = {}, nowMs = Date.now()): Promise<Issued> {
    const { names = [], usage = "server", fromDays = -1, untilDays = 36_000 } = wanted;
    const keys = await newKeys();
    const issuer = new X509Certificate(this.certificate);
    const extended = usage === "server" ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: nextSerial(),
      subject: wanted.subject ?? "CN=test",
      issuer: issuer.subject,
      notBefore: new Date(nowMs + fromDays * DAY_MS),
      notAfter: new Date(nowMs + untilDays * DAY_MS),
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new ExtendedKeyUsageExtension([extended]),
        ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names.map(generalName))]),
        await AuthorityKeyIdentifierExtension.create(issuer, false),
      ],
    });
    return { certificate: pemOf(certificate), key: await keyPem(keys.privateKey) };
  }

  /** A list of the serial numbers of these certificates, as PEM. */
  async revoke(certificates: readonly string[], untilDays = 30, nowMs = Date.now()): Promise<string> {
    const list = await X509CrlGenerator.create({
      issuer: new X509Certificate(this.certificate).subject,
      thisUpdate: new Date(nowMs - 60 * DAY_MS),
      nextUpdate: new Date(nowMs + untilDays * DAY_MS),
      entries: certificates.map((pem) => ({
        serialNumber: new X509Certificate(pem).serialNumber,
        revocationDate: new Date(nowMs - DAY_MS),
      })),
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
    });
    // OpenSSL knows the label of RFC 7468 only.
    return `${list.toString("pem").replaceAll(" CRL-", " X509 CRL-")}\n`;
  }

  /** PEM, for tools that answer in the authority's name. */
  privateKey(): Promise<string> {
    return keyPem(this.keys.privateKey);
  }
}

const nextSerial = (): string => (serial++).toString(16);

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

const pemOf = (certificate: X509Certificate): string => `${certificate.toString("pem")}\n`;

function generalName(value: string): JsonGeneralName {
  if (value.includes("://")) return { type: "url", value };
  return { type: /^[0-9.]+$|:/.test(value) ? "ip" : "dns", value };
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", key);
  const body = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
}
