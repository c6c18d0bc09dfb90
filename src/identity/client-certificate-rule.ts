// Whether a client certificate satisfies a rule. What its chain is worth, TLS has found out before; here the
// certificate is compared.

import type { X509Certificate } from "node:crypto";
import { describeCertificate } from "./certificate/describe-certificate.ts";
import { isOneOfIdentities } from "./certificate/match-identity.ts";

/** All that is given must be so. Thumbprints are SHA-1 in hexadecimal; subjects are distinguished names. */
export type CertificateIdentity = {
  readonly thumbprint?: string;
  readonly serialNumber?: string;
  readonly commonName?: string;
  readonly subject?: string;
  readonly dnsName?: string;
  readonly issuerSubject?: string;
  readonly issuerThumbprint?: string;
  /** The issuer's certificate itself, which must have signed the client's. */
  readonly issuer?: X509Certificate;
};

export type CertificateRule = {
  readonly validateTrust: boolean;
  readonly validateRevocation: boolean;
  readonly validateNotBefore: boolean;
  readonly validateNotAfter: boolean;
  /** Any certificate will do where there are none. */
  readonly identities: readonly CertificateIdentity[];
};

export type ShownClientCertificate = {
  readonly certificate: X509Certificate;
  /** Of the chain that TLS made; undefined where it made none. */
  readonly issuer: X509Certificate | undefined;
  /** The chain ends at an authority that the listener trusts. */
  readonly isTrusted: boolean;
  /** Revocation lists were looked at. */
  readonly isRevocationKnown: boolean;
};

export type CertificateVerdict =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly reason: string; readonly message: string };

const accepted: CertificateVerdict = { kind: "accepted" };

const refused = (reason: string, why: string): CertificateVerdict => ({
  kind: "refused",
  reason,
  message: `${why} Access denied.`,
});

const none = refused("ClientCertificateNotPresent", "The client showed no certificate.");
const untrusted = refused(
  "ClientCertificateNotTrusted",
  "The client certificate is from nobody who is trusted.",
);
const unchecked = refused(
  "ClientCertificateRevocationUnknown",
  "Whether the client certificate is revoked, is not known.",
);
const early = refused("ClientCertificateNotYetValid", "The client certificate is not valid yet.");
const late = refused("ClientCertificateExpired", "The client certificate has expired.");
const stranger = refused("ClientCertificateNotAllowed", "The client certificate is none of those allowed.");

/** What cannot be found out is refused, as Azure does it. @param nowMs since the epoch */
export function judgeCertificate(
  shown: ShownClientCertificate | undefined,
  rule: CertificateRule,
  nowMs: number,
): CertificateVerdict {
  if (shown === undefined) return none;
  if (rule.validateTrust && !shown.isTrusted) return untrusted;
  if (rule.validateRevocation && !shown.isRevocationKnown) return unchecked;
  const facts = describeCertificate(shown.certificate);
  if (rule.validateNotBefore && nowMs < facts.notBeforeMs) return early;
  if (rule.validateNotAfter && nowMs > facts.notAfterMs) return late;
  return rule.identities.length === 0 || isOneOfIdentities(shown, facts, rule.identities)
    ? accepted
    : stranger;
}
