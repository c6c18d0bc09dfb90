// P7: header fields that claim what only a proof can say: addresses, "verified", certificates told of in
// headers, and the static ones that the configuration declares. Together first, then one by one to name it.

import { X509Certificate } from "node:crypto";
import type { Attempt } from "../../bypass-report.ts";
import type { AuditTarget } from "../audit-target.ts";
import { attempt, type Probe, type ProbeContext } from "../probe.ts";
import { canaryRequest, type Header, probeRequest, wireOf } from "../request-wire.ts";

type Forgery = { readonly what: string; readonly headers: readonly Header[] };

export const forgedHeader: Probe = {
  id: "P7",
  title: "forged header fields in place of a proof",
  mend: "believe no header field that a caller can write: check the assertion or the certificate itself",
  run: async (context) => {
    const attempts: Attempt[] = [];
    for (const forgery of forgeriesFor(context)) attempts.push(await tryForgery(context, forgery));
    return attempts;
  },
};

async function tryForgery(context: ProbeContext, { what, headers }: Forgery): Promise<Attempt> {
  const all = await tryHeaders(context, what, headers);
  if (all.outcome !== "open" || headers.length === 1) return all;
  for (const header of headers) {
    const one = await tryHeaders(context, `the header field ${header[0]}, forged`, [header]);
    if (one.outcome === "open") return one;
  }
  return all;
}

function tryHeaders(context: ProbeContext, what: string, headers: readonly Header[]): Promise<Attempt> {
  const { target, settings } = context;
  const wire = wireOf(canaryRequest(target, { headers }), settings.auditId);
  return attempt(context, what, probeRequest(target, settings, wire));
}

function forgeriesFor({ target, settings, seen, vantage }: ProbeContext): Forgery[] {
  const own = seen.control?.localAddress ?? "";
  const addresses = new Set([own, vantage.address, "127.0.0.1"].filter((address) => address !== ""));
  return [
    ...[...addresses].map((address) => ({
      what: `header fields that say the request is from ${address}`,
      headers: addressHeaders(address),
    })),
    { what: "header fields that say it is verified", headers: statements },
    { what: "header fields that tell of a certificate", headers: certificateHeaders(target) },
    { what: "the gateway's own header fields, unsigned", headers: unsigned },
    ...settings.staticHeaders.map((header) => ({
      what: `the static header field ${header[0]}`,
      headers: [header],
    })),
  ];
}

const addressHeaders = (address: string): Header[] => [
  ["X-Forwarded-For", address],
  ["X-Real-IP", address],
  ["X-Client-IP", address],
  ["True-Client-IP", address],
  ["CF-Connecting-IP", address],
  ["X-Original-Forwarded-For", address],
  ["Forwarded", address.includes(":") ? `for="[${address}]"` : `for=${address}`],
];

const statements: readonly Header[] = [
  ["X-Gateway-Verified", "true"],
  ["X-Verified", "true"],
  ["X-Gateway", "portcullis"],
  ["X-Internal", "true"],
  ["X-From-Gateway", "1"],
  ["Via", "1.1 portcullis"],
  ["X-Forwarded-Proto", "https"],
  ["X-Azure-FDID", "00000000-0000-0000-0000-000000000000"],
];

const unsigned: readonly Header[] = [
  ["X-Gw-Client-Ip", "127.0.0.1"],
  ["X-Gw-Principal", "subscription:portcullis-audit"],
  ["X-Request-Id", "portcullis-audit"],
];

/** Of the gateway's certificate, which is no secret, where it shows one. */
function certificateHeaders({ tls }: AuditTarget): Header[] {
  const pem = tls?.certificate ?? "";
  const certificate = pem === "" ? undefined : new X509Certificate(pem);
  const subject = certificate?.subject.replaceAll("\n", ",") ?? "CN=gateway";
  const raw = certificate?.raw.toString("base64") ?? "AA==";
  const hash = certificate?.fingerprint256.replaceAll(":", "").toLowerCase() ?? "0".repeat(64);
  const escaped = encodeURIComponent(pem === "" ? "-----BEGIN CERTIFICATE-----" : pem.trim());
  return [
    // RFC 9440 §2.2: a byte sequence of structured fields.
    ["Client-Cert", `:${raw}:`],
    ["X-Client-Cert", escaped],
    ["X-ARR-ClientCert", raw],
    ["X-SSL-Client-Cert", escaped],
    ["X-SSL-Client-Verify", "SUCCESS"],
    ["X-SSL-Client-S-DN", subject],
    ["Ssl-Client-Verify", "SUCCESS"],
    ["Ssl-Client-Subject-Dn", subject],
    ["X-Forwarded-Client-Cert", `Hash=${hash};Subject="${subject}"`],
  ];
}
