// What rules compare of a certificate, read once: a client shows the same one on every request.

import type { X509Certificate } from "node:crypto";
import { type NameParts, readPrintedName } from "./distinguished-name.ts";

export type CertificateFacts = {
  /** Upper-case hexadecimal without colons, as the serial number. */
  readonly thumbprint: string;
  readonly serialNumber: string;
  readonly subject: NameParts;
  readonly issuer: NameParts;
  /** Lower case. */
  readonly dnsNames: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

const known = new WeakMap<X509Certificate, CertificateFacts>();

export function describeCertificate(certificate: X509Certificate): CertificateFacts {
  const found = known.get(certificate);
  if (found !== undefined) return found;
  const facts: CertificateFacts = {
    thumbprint: plainHex(certificate.fingerprint),
    serialNumber: plainHex(certificate.serialNumber),
    subject: readPrintedName(certificate.subject),
    issuer: readPrintedName(certificate.issuer),
    dnsNames: dnsNamesIn(certificate.subjectAltName ?? ""),
    notBeforeMs: Date.parse(certificate.validFrom),
    notAfterMs: Date.parse(certificate.validTo),
  };
  known.set(certificate, facts);
  return facts;
}

/** As people paste them: with colons or blanks, in any case, with an invisible mark in front. */
export function plainHex(text: string): string {
  return text.replace(/[^0-9A-Fa-f]/g, "").toUpperCase();
}

/** Node writes a value that holds commas as a JSON string: such a one is no DNS name. */
function dnsNamesIn(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )DNS:([^,"]+)(?=,|$)/g)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
}
