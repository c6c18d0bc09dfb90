// A self-signed certificate that carries the names of the gateway's own, or a plausible one where it has
// none.

import { webcrypto, X509Certificate } from "node:crypto";
import type { PemPair } from "./audit-target.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

/** @param pem of the certificate that is imitated; empty for none */
export async function imitatedCertificate(pem: string): Promise<PemPair> {
  // The library's classes register themselves by metadata, which must be there before them.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const imitated = pem === "" ? undefined : new x509.X509Certificate(new X509Certificate(pem).raw);
  const names = imitated?.getExtension(x509.SubjectAlternativeNameExtension);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: imitated?.subject ?? "CN=portcullis-gateway",
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ...(names ? [names] : []),
    ],
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  const lines = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  const key = `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
  return { certificate: `${made.toString("pem")}\n`, key };
}
