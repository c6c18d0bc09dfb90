// What policy documents may say of keys and certificates, by those that the node has.

import { X509Certificate } from "node:crypto";
import { decryptionKey, type FindCertificate, signingKey } from "#identity/named-key.ts";
import type { IdentityChecks } from "#policy/check-document.ts";
import type { PolicyCertificateSpec } from "./identity-spec.ts";

export function identityChecks(certificates: readonly PolicyCertificateSpec[]): IdentityChecks {
  const find: FindCertificate = (id) => certificates.find((each) => each.id === id);
  return {
    signingKey: (key) => mistakeOf(signingKey(key, find)),
    decryptionKey: (key) => mistakeOf(decryptionKey(key, find)),
    certificateIds: new Set(certificates.map(({ id }) => id)),
    thumbprints: new Set(
      certificates.map(({ chain }) => new X509Certificate(chain).fingerprint.replaceAll(":", "")),
    ),
  };
}

const mistakeOf = (made: object): string | undefined =>
  "says" in made && typeof made.says === "string" ? made.says : undefined;
