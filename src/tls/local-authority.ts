// A certificate authority of this machine's own, for development: a root that the developer may trust, and
// certificates under it for local names. Kept in a folder and used again until they near their end. Whoever
// has the root's key can pose as any site before those who trust it: it never leaves the folder.

import { createPublicKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AUTHORITY_FILE } from "./authority-file.ts";
import { readServerCertificate, type ServerCertificate } from "./certificate.ts";
import { writeWhole } from "./whole-file.ts";

const DAY_MS = 86_400_000;
const ROOT_LIFE_MS = 3650 * DAY_MS;
const LEAF_LIFE_MS = 90 * DAY_MS;
/** A certificate with less than this left is replaced. */
const RENEW_BEFORE_MS = 30 * DAY_MS;
/** Clocks of clients may be slow. */
const BACKDATED_MS = 3_600_000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Names that every certificate of the authority is good for. */
const LOCAL_NAMES = ["localhost", "*.localhost", "127.0.0.1", "::1"];

type Files = { readonly certificate: string; readonly key: string };

/**
 * A certificate for the local names and these, from the folder, or newly issued where there is none that will
 * do. Throws the system's error where the folder cannot be read or written.
 *
 * @param server whose certificate it is: each has files of its own
 * @param names host names and addresses, lower case
 */
export async function localCertificate(
  folder: string,
  server: string,
  names: readonly string[],
  nowMs: number,
): Promise<ServerCertificate> {
  const root = join(folder, AUTHORITY_FILE.replace(/\.pem$/, ""));
  const leaf = join(folder, `server-${server}`);
  const wanted = [...new Set([...LOCAL_NAMES, ...names])];
  const authority = readPair(root);
  const current = readPair(leaf);
  if (authority !== undefined && current !== undefined) {
    const certificate = usable(authority, current, wanted, nowMs);
    if (certificate !== undefined) return certificate;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const issuer = authority !== undefined && isYoung(authority, nowMs) ? authority : await makeRoot(nowMs);
  if (issuer !== authority) writePair(root, issuer);
  const issued = await makeLeaf(issuer, wanted, nowMs);
  writePair(leaf, issued);
  const certificate = readServerCertificate(issued.certificate, issued.key);
  if ("code" in certificate) throw new Error(`the local authority's certificate ${certificate.says}`);
  return certificate;
}

function usable(
  authority: Files,
  current: Files,
  wanted: readonly string[],
  nowMs: number,
): ServerCertificate | undefined {
  const certificate = readServerCertificate(current.certificate, current.key);
  if ("code" in certificate || !isYoung(authority, nowMs)) return undefined;
  const isIssued = new X509Certificate(current.certificate).verify(createPublicKey(authority.certificate));
  const isFresh = certificate.startsAtMs <= nowMs && certificate.expiresAtMs - nowMs > RENEW_BEFORE_MS;
  const covers = wanted.every((name) => certificate.names.includes(name));
  return isIssued && isFresh && covers ? certificate : undefined;
}

/** It will outlive what is issued now. */
function isYoung({ certificate }: Files, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return Date.parse(validFrom) <= nowMs && Date.parse(validTo) - nowMs > LEAF_LIFE_MS;
}

/** Certificate and key that fit each other; undefined where they are not there or damaged. */
function readPair(path: string): Files | undefined {
  if (!existsSync(`${path}.pem`) || !existsSync(`${path}.key`)) return undefined;
  const certificate = readFileSync(`${path}.pem`, "utf8");
  const key = readFileSync(`${path}.key`, "utf8");
  return "code" in readServerCertificate(certificate, key) ? undefined : { certificate, key };
}

/** The key first: a certificate without its key is made anew, the other way round it could be served. */
function writePair(path: string, { certificate, key }: Files): void {
  writeWhole(`${path}.key`, key, 0o600);
  writeWhole(`${path}.pem`, certificate, 0o644);
}

// ── issuing ──

/** Loaded when something is issued: a node with certificates of its own never needs it. */
async function loadX509() {
  await import("reflect-metadata"); // which it asks for
  return import("@peculiar/x509");
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

async function keyPem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  const body = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
}

/** Positive, and not guessable (RFC 5280 §4.1.2.2). */
const newSerialNumber = (): string => `4${randomBytes(15).toString("hex").slice(1)}`;

async function makeRoot(nowMs: number): Promise<Files> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: "CN=Portcullis local development authority",
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + ROOT_LIFE_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await keyPem(keys) };
}

async function makeLeaf(issuer: Files, names: readonly string[], nowMs: number): Promise<Files> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const root = new x509.X509Certificate(issuer.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: "CN=localhost",
    issuer: root.subject,
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + LEAF_LIFE_MS),
    publicKey: keys.publicKey,
    signingKey: await signingKey(issuer.key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[0-9.]+$|:/.test(value) ? "ip" : "dns", value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(root, false),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await keyPem(keys) };
}

function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  return webcrypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
}
