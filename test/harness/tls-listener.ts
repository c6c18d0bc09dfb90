// The TLS of a listener as a snapshot has it, with the certificates that a test issued.

import assert from "node:assert/strict";
import type { CertificateSpec, ListenerTlsSpec } from "#snapshot/listener-spec.ts";
import { readServerCertificate } from "#tls/certificate.ts";
import type { Issued } from "./test-authority.ts";

function certificateSpec(name: string, issued: Issued): CertificateSpec {
  const read = readServerCertificate(issued.certificate, issued.key);
  assert.ok(!("code" in read), JSON.stringify(read));
  return { name, ...read, ocsp: undefined };
}

export function serverTls(
  certificates: readonly Issued[],
  change: Partial<ListenerTlsSpec> = {},
): ListenerTlsSpec {
  return {
    certificates: certificates.map((issued, i) => certificateSpec(`certificate-${i}`, issued)),
    acme: [],
    localAuthority: undefined,
    protocols: ["http/1.1"],
    minVersion: "TLSv1.2",
    handshakeTimeoutMs: 5000,
    ticketKeys: undefined,
    ticketRotationMs: 3_600_000,
    clientCertificates: { mode: "off", authorities: [], revocationLists: [] },
    ...change,
  };
}
