// X509Certificate2 as expressions see it.

import { defineType, type Members, refused, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentException, argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { DateTime, ticksOfUnix } from "../time/date-time.ts";
import { Certificate } from "./certificate.ts";
import { hashBytes } from "./hash-algorithm.ts";
import { Oid } from "./oid.ts";
import { PublicKey, publicKeyOf } from "./public-key.ts";
import { readCertificate } from "./read-certificate.ts";
import { Rsa } from "./rsa.ts";
import type { HashAlgorithmName } from "./rsa-padding.ts";

type Bytes = Uint8Array | null;

export const nameTypes = {
  SimpleName: 0,
  EmailName: 1,
  UpnName: 2,
  DnsName: 3,
  DnsFromAlternativeName: 4,
  UrlName: 5,
} as const;

const commonName = "2.5.4.3";
const email = "1.2.840.113549.1.9.1";

/** The gateway's zone is UTC. */
function time(milliseconds: number): DateTime {
  return new DateTime(ticksOfUnix(milliseconds), "local");
}

function make(run: Run, bytes: Bytes, password: string | null = null): Certificate {
  if (bytes === null || bytes.length === 0) {
    throw argumentException("Array cannot be empty or null.", "rawData");
  }
  return readCertificate(run, bytes, password);
}

function nameInfo(_run: Run, certificate: Certificate, kind: number, isIssuer: boolean): string {
  const name = isIssuer ? certificate.issuer : certificate.subject;
  // The issuer's other names are not in the certificate.
  const others = isIssuer ? [] : certificate.alternativeNames;
  const other = (wanted: string): string | undefined => others.find((each) => each.kind === wanted)?.value;
  switch (kind) {
    case nameTypes.SimpleName:
      return (
        name.last(commonName) ?? name.last("2.5.4.11") ?? name.last("2.5.4.10") ?? name.last(email) ?? ""
      );
    case nameTypes.EmailName:
      return other("email") ?? name.last(email) ?? "";
    case nameTypes.DnsName:
      return other("dns") ?? name.last(commonName) ?? "";
    case nameTypes.DnsFromAlternativeName:
      return other("dns") ?? "";
    case nameTypes.UrlName:
      return other("url") ?? "";
    case nameTypes.UpnName:
      return "";
    default:
      throw argumentException("Illegal enum value.", "nameType");
  }
}

const rsaOid = "1.2.840.113549.1.1.1";

function publicRsa(_run: Run, certificate: Certificate | null): Rsa | null {
  if (certificate === null) throw argumentNull("certificate");
  return certificate.keyAlgorithm === rsaOid ? new Rsa(publicKeyOf(certificate)) : null;
}

function privateRsa(_run: Run, certificate: Certificate | null): Rsa | null {
  if (certificate === null) throw argumentNull("certificate");
  const key = certificate.privateKey;
  return key?.asymmetricKeyType === "rsa" ? new Rsa(key) : null;
}

function hashText(run: Run, certificate: Certificate, hash: HashAlgorithmName): string {
  const family = (["MD5", "SHA1", "SHA256", "SHA384", "SHA512"] as const).find((name) => name === hash.name);
  if (family === undefined) throw argumentException("The hash algorithm is not known.", "hashAlgorithm");
  return Buffer.from(hashBytes(run, family, certificate.raw))
    .toString("hex")
    .toUpperCase();
}

const plain: Members = {
  "string Subject": (_run: Run, certificate: Certificate) => certificate.subject.name,
  "string Issuer": (_run: Run, certificate: Certificate) => certificate.issuer.name,
  "string GetSerialNumberString()": (_run: Run, certificate: Certificate) => certificate.serialNumber,
  "string GetCertHashString()": (_run: Run, certificate: Certificate) => certificate.thumbprint,
  "string GetCertHashString(HashAlgorithmName hashAlgorithm)": hashText,
  "byte[] GetCertHash()": (_run: Run, certificate: Certificate) =>
    Uint8Array.from(Buffer.from(certificate.thumbprint, "hex")),
  "byte[] GetRawCertData()": (_run: Run, certificate: Certificate) => certificate.raw.slice(),
  "string GetRawCertDataString()": (_run: Run, certificate: Certificate) =>
    Buffer.from(certificate.raw).toString("hex").toUpperCase(),
  "byte[] GetPublicKey()": (_run: Run, certificate: Certificate) => certificate.publicKeyBytes,
  "string GetKeyAlgorithm()": (_run: Run, certificate: Certificate) => certificate.keyAlgorithm,
  "string GetEffectiveDateString()": (_run: Run, certificate: Certificate) =>
    time(certificate.notBefore).toString(),
  "string GetExpirationDateString()": (_run: Run, certificate: Certificate) =>
    time(certificate.notAfter).toString(),
  "byte[] Export(X509ContentType contentType)": refused("take RawData: keys do not leave the gateway"),
  "byte[] Export(X509ContentType contentType, string password)": refused(
    "take RawData: keys do not leave the gateway",
  ),
};

const full: Members = {
  "new(byte[] rawData)": (run: Run, bytes: Bytes) => make(run, bytes),
  "new(byte[] rawData, string password)": make,
  "new(byte[] rawData, string password, X509KeyStorageFlags keyStorageFlags)": (
    run: Run,
    bytes: Bytes,
    password: string | null,
  ) => make(run, bytes, password),
  "new(string fileName)": refused("hand in the bytes: expressions read no files"),
  "string Thumbprint": (_run: Run, certificate: Certificate) => certificate.thumbprint,
  "string SerialNumber": (_run: Run, certificate: Certificate) => certificate.serialNumber,
  "DateTime NotBefore": (_run: Run, certificate: Certificate) => time(certificate.notBefore),
  "DateTime NotAfter": (_run: Run, certificate: Certificate) => time(certificate.notAfter),
  "bool HasPrivateKey": (_run: Run, certificate: Certificate) => certificate.privateKey !== undefined,
  "string FriendlyName": (_run: Run, certificate: Certificate) => certificate.friendlyName,
  "int Version": (_run: Run, certificate: Certificate) => certificate.version,
  "byte[] RawData": (_run: Run, certificate: Certificate) => certificate.raw.slice(),
  "X500DistinguishedName SubjectName": (_run: Run, certificate: Certificate) => certificate.subject,
  "X500DistinguishedName IssuerName": (_run: Run, certificate: Certificate) => certificate.issuer,
  "Oid SignatureAlgorithm": (_run: Run, certificate: Certificate) => new Oid(certificate.signatureAlgorithm),
  "PublicKey PublicKey": (_run: Run, certificate: Certificate) => new PublicKey(certificate),
  "string GetNameInfo(X509NameType nameType, bool forIssuer)": nameInfo,
  "bool Verify()": (_run: Run, certificate: Certificate) => certificate.isTrusted,
};

const isInstance = (value: unknown): boolean => value instanceof Certificate;
const NAMESPACE = "System.Security.Cryptography.X509Certificates";

export const certificateTypes: readonly TypeDefinition[] = [
  defineType({
    name: `${NAMESPACE}.X509Certificate`,
    kind: "class",
    bases: ["IDisposable"],
    isInstance,
    members: plain,
  }),
  defineType({
    name: `${NAMESPACE}.X509Certificate2`,
    kind: "class",
    bases: ["X509Certificate"],
    isInstance,
    members: full,
  }),
  defineType({
    name: `${NAMESPACE}.RSACertificateExtensions`,
    kind: "static",
    members: {
      "static RSA GetRSAPublicKey(this X509Certificate2 certificate)": publicRsa,
      "static RSA GetRSAPrivateKey(this X509Certificate2 certificate)": privateRsa,
    },
  }),
];
