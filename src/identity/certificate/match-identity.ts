// Whether a certificate is one of those that a rule names.

import type { CertificateIdentity, ShownClientCertificate } from "../client-certificate-rule.ts";
import { type CertificateFacts, describeCertificate, plainHex } from "./describe-certificate.ts";
import { isSameName, readWrittenName } from "./distinguished-name.ts";

export function isOneOfIdentities(
  shown: ShownClientCertificate,
  facts: CertificateFacts,
  identities: readonly CertificateIdentity[],
): boolean {
  return identities.some(
    (identity) => isGiven(identity) && isClient(facts, identity) && isFrom(shown, facts, identity),
  );
}

/** One that says nothing is nobody's, rather than everybody's. */
const isGiven = (identity: CertificateIdentity): boolean =>
  Object.values(identity).some((each) => each !== undefined);

function isClient(facts: CertificateFacts, identity: CertificateIdentity): boolean {
  const { thumbprint, serialNumber, commonName, subject, dnsName } = identity;
  return (
    (thumbprint === undefined || plainHex(thumbprint) === facts.thumbprint) &&
    (serialNumber === undefined || isSameNumber(serialNumber, facts.serialNumber)) &&
    (commonName === undefined || facts.subject.includes(`CN=${commonName}`)) &&
    (subject === undefined || isSameName(readWrittenName(subject), facts.subject)) &&
    (dnsName === undefined || facts.dnsNames.includes(dnsName.toLowerCase()))
  );
}

/** Leading zeros are a matter of the tool that printed it. */
function isSameNumber(one: string, other: string): boolean {
  return plainHex(one).replace(/^0+/, "") === other.replace(/^0+/, "");
}

function isFrom(
  { certificate, issuer }: ShownClientCertificate,
  facts: CertificateFacts,
  identity: CertificateIdentity,
): boolean {
  const { issuerSubject, issuerThumbprint } = identity;
  if (issuerSubject !== undefined && !isSameName(readWrittenName(issuerSubject), facts.issuer)) return false;
  if (issuerThumbprint !== undefined) {
    if (issuer === undefined) return false;
    if (plainHex(issuerThumbprint) !== describeCertificate(issuer).thumbprint) return false;
  }
  const named = identity.issuer;
  return named === undefined || (certificate.checkIssued(named) && certificate.verify(named.publicKey));
}
