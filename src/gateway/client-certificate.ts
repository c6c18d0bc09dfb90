// What a client showed of itself in a TLS handshake, as later stages see it.

import type { TLSSocket } from "node:tls";
import type { ClientCertificate } from "#http/client-info.ts";
import type { ClientCertificateSpec } from "#snapshot/listener-spec.ts";
import { alternativeNames } from "#tls/certificate-names.ts";

export type ShownCertificate =
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "verified"; readonly certificate: ClientCertificate };

/** OpenSSL's code, such as `CERT_REVOKED`; empty where the certificate verified or there was none. */
export function verifyErrorOf(socket: TLSSocket): string {
  // A text by the documentation and in fact, an Error by its type.
  const error: unknown = socket.authorizationError;
  return typeof error === "string" ? error : "";
}

/** A certificate that was shown must be valid, also where none had to be. */
export function clientCertificateOf(
  socket: TLSSocket,
  spec: ClientCertificateSpec | undefined,
): ShownCertificate {
  const isAsked = spec !== undefined && spec.mode !== "off";
  const shown = isAsked ? socket.getPeerX509Certificate() : undefined;
  if (spec === undefined || shown === undefined) return { kind: "none" };
  if (!socket.authorized) return { kind: "refused", why: verifyErrorOf(socket) };
  const names = alternativeNames(shown.subjectAltName).map(({ kind, value }) => `${kind}:${value}`);
  return {
    kind: "verified",
    certificate: {
      subject: shown.subject,
      fingerprint: shown.fingerprint256.replaceAll(":", "").toLowerCase(),
      names,
      x509: shown,
      authorities: spec.authorities,
      isRevocationKnown: spec.revocationLists.length > 0,
    },
  };
}
