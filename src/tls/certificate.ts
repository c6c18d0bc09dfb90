// A server certificate with its chain and key: read from PEM, checked as far as can be told before a client
// comes. Says what is wrong in words that a configuration's diagnostics can use; shows no key.

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { certificateNames } from "./certificate-names.ts";
import { pemBlocks } from "./pem.ts";

export type ServerCertificate = {
  /** PEM: the certificate, then its intermediates. */
  readonly chain: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  /** What it is good for: see `certificateNames`. */
  readonly names: readonly string[];
  /** Upper-case hex. */
  readonly serialNumber: string;
  /** Ms since the epoch. */
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
};

export type CertificateFlaw = {
  /** Which of the two texts it is about. */
  readonly part: "certificate" | "key";
  readonly code: string;
  /** Follows the name of the file: `tls/shop.pem holds no certificate`. */
  readonly says: string;
  readonly hint: string;
};

const flaw = (part: CertificateFlaw["part"], code: string, says: string, hint: string): CertificateFlaw => ({
  part,
  code,
  says,
  hint,
});

/** The certificate, or why these texts are none that a listener could serve with. Dates are not judged. */
export function readServerCertificate(chain: string, key: string): ServerCertificate | CertificateFlaw {
  const certificates = readCertificates(chain);
  if ("code" in certificates) return certificates;
  const [leaf, ...others] = certificates;
  if (leaf === undefined) return noCertificate;
  const privateKey = readKey(key);
  if ("code" in privateKey) return privateKey;
  if (!leaf.checkPrivateKey(privateKey)) return mismatch;
  const chainFlaw = checkChain(leaf, others);
  if (chainFlaw !== undefined) return chainFlaw;
  const pem = certificates.map(String).join("");
  const keyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  try {
    createSecureContext({ cert: pem, key: keyPem });
  } catch (error) {
    const reason = error instanceof Error && "reason" in error ? String(error.reason) : "unknown reason";
    return flaw("certificate", "certificate-refused", `is refused by TLS: ${reason}`, "issue a stronger one");
  }
  return {
    chain: pem,
    key: keyPem,
    names: certificateNames(leaf.subjectAltName),
    serialNumber: leaf.serialNumber,
    startsAtMs: Date.parse(leaf.validFrom),
    expiresAtMs: Date.parse(leaf.validTo),
  };
}

const noCertificate = flaw(
  "certificate",
  "no-certificate",
  "holds no certificate in PEM form",
  "a certificate starts with -----BEGIN CERTIFICATE-----; convert DER with openssl x509 -inform der",
);

const mismatch = flaw(
  "key",
  "key-mismatch",
  "is not the key of the certificate",
  "name the key that the certificate was issued for; a renewed certificate may have a new one",
);

/** Every certificate of a PEM text, in order. */
function readCertificates(text: string): X509Certificate[] | CertificateFlaw {
  const blocks = pemBlocks(text, "CERTIFICATE");
  if (blocks.length === 0) return noCertificate;
  try {
    return blocks.map((der) => new X509Certificate(der));
  } catch {
    const hint = "fetch or issue it anew: the text between its first and last line is damaged";
    return flaw("certificate", "bad-certificate", "holds a certificate that cannot be read", hint);
  }
}

function readKey(text: string): KeyObject | CertificateFlaw {
  if (/^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    const hint =
      "write it unencrypted, readable by Portcullis alone: openssl pkey -in key.pem -out plain.pem";
    return flaw("key", "encrypted-key", "is encrypted with a passphrase", hint);
  }
  try {
    return createPrivateKey(text);
  } catch {
    const hint = "a key starts with -----BEGIN PRIVATE KEY-----, or with RSA or EC before PRIVATE";
    return flaw("key", "no-key", "holds no private key in PEM form", hint);
  }
}

/** Clients follow the chain as it is sent: each certificate is issued by the one after it. */
function checkChain(leaf: X509Certificate, others: readonly X509Certificate[]): CertificateFlaw | undefined {
  let current = leaf;
  for (const next of others) {
    if (!current.checkIssued(next)) {
      const hint = "put the server's certificate first, then the one that issued it, and so on";
      return flaw("certificate", "chain-order", "has certificates that do not follow each other", hint);
    }
    current = next;
  }
  return undefined;
}

/** Certificates of authorities in a PEM text, and the first thing that is wrong with them. */
export function readAuthorities(text: string): {
  readonly pem: string[];
  readonly flaw: Omit<CertificateFlaw, "part"> | undefined;
} {
  const certificates = readCertificates(text);
  if ("code" in certificates) return { pem: [], flaw: certificates };
  const other = certificates.find((certificate) => !certificate.ca);
  const says = "holds a certificate that is no authority's";
  const hint = "name the certificates that issued those of the clients, not the clients' own";
  return {
    pem: certificates.map(String),
    flaw: other === undefined ? undefined : { code: "not-an-authority", says, hint },
  };
}
