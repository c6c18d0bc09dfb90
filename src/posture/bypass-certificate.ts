// The bypass certificate: a report, signed by Ed25519 over its canonical JSON (RFC 8785), so that an auditor
// can tell that nobody changed it. Who signed it is told by the key alone: compare it with one that is known.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { BypassReport } from "./bypass-report.ts";

export type AuditKey = {
  readonly privateKey: KeyObject;
  /** `run`: made for this run, so that its signature says nothing of who made it. */
  readonly origin: "configured" | "run";
};

export type BypassCertificate = {
  readonly report: BypassReport;
  readonly signature: {
    readonly algorithm: "ed25519";
    readonly keyOrigin: AuditKey["origin"];
    /** SubjectPublicKeyInfo in DER, in base64. */
    readonly publicKey: string;
    /** In base64, over the canonical JSON of all that stands here but this value. */
    readonly value: string;
  };
};

export type Verified =
  | { readonly isGenuine: true; readonly certificate: BypassCertificate; readonly isKnownKey: boolean }
  | { readonly isGenuine: false; readonly why: string };

/** @param pem a private key of Ed25519; empty: one is made for this run */
export function auditKey(pem: string): AuditKey {
  if (pem !== "") return { privateKey: createPrivateKey(pem), origin: "configured" };
  return { privateKey: generateKeyPairSync("ed25519").privateKey, origin: "run" };
}

/** The value of `X-Bypass-Audit`: the run, and its signature, by which logs can be told from imitations. */
export function auditIdOf(id: string, { privateKey }: AuditKey): string {
  return `${id}.${sign(null, Buffer.from(`portcullis-bypass-audit ${id}`), privateKey).toString("base64url")}`;
}

export function signReport(report: BypassReport, { privateKey, origin }: AuditKey): BypassCertificate {
  const unsigned = { algorithm: "ed25519", keyOrigin: origin, publicKey: spkiOf(privateKey) } as const;
  const value = sign(null, signedBytes(report, unsigned), privateKey).toString("base64");
  return { report, signature: { ...unsigned, value } };
}

/** @param known a public key of Ed25519 in PEM; undefined: any key, and the caller looks whose it is */
export function verifyCertificate(text: string, known: string | undefined): Verified {
  const certificate = read(text);
  if (certificate === undefined) return { isGenuine: false, why: "it is no bypass certificate" };
  const { value, ...unsigned } = certificate.signature;
  try {
    const key = createPublicKey({
      key: Buffer.from(unsigned.publicKey, "base64"),
      format: "der",
      type: "spki",
    });
    const isSigned =
      key.asymmetricKeyType === "ed25519" &&
      verify(null, signedBytes(certificate.report, unsigned), key, Buffer.from(value, "base64"));
    if (!isSigned) return { isGenuine: false, why: "the signature is not that of this report" };
    if (known === undefined) return { isGenuine: true, certificate, isKnownKey: false };
    if (createPublicKey(known).equals(key)) return { isGenuine: true, certificate, isKnownKey: true };
    return { isGenuine: false, why: "it is signed by another key than the one that was named" };
  } catch {
    return { isGenuine: false, why: "one of the keys cannot be read" };
  }
}

const spkiOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");

function signedBytes(report: BypassReport, signature: Omit<BypassCertificate["signature"], "value">): Buffer {
  return Buffer.from(`portcullis-bypass-certificate/1\n${canonicalJson({ report, signature })}`, "utf8");
}

/** RFC 8785 for what reports hold: objects with sorted keys, lists, texts, whole numbers, booleans, null. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    // §3.2.3: by UTF-16 code units, as `<` compares.
    const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

function read(text: string): BypassCertificate | undefined {
  try {
    // Its form is looked at below, as far as it is relied on; the rest is what the signature covers.
    const value = JSON.parse(text) as Partial<BypassCertificate> | null;
    const { report, signature } = value ?? {};
    const isOne =
      report?.format === "portcullis-bypass-audit/1" &&
      Array.isArray(report.backends) &&
      Array.isArray(report.vantages) &&
      typeof signature?.value === "string" &&
      typeof signature.publicKey === "string";
    return isOne ? { report, signature } : undefined;
  } catch {
    return undefined;
  }
}
