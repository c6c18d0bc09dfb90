// How `validate-client-certificate` runs.

import type { CertificateIdentity, CertificateRule } from "../plan/identity-ports.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";

const FORBIDDEN = 403;

export const validateClientCertificate: PolicyCompiler = (element) => {
  const rule: CertificateRule = {
    validateTrust: element.literalBool("validate-trust", true),
    validateRevocation: element.literalBool("validate-revocation", true),
    validateNotBefore: element.literalBool("validate-not-before", true),
    validateNotAfter: element.literalBool("validate-not-after", true),
    identities: element.child("identities")?.children("identity").map(identityOf) ?? [],
  };
  const ignoresError = element.literalBool("ignore-error", false);
  return (call) => {
    const verdict = call.ports.identity.judgeCertificate(call, rule);
    if (verdict.kind === "accepted") return undefined;
    call.note("refused", verdict.reason);
    if (ignoresError) return undefined;
    throw new PolicyFailure(verdict.reason, verdict.message, { status: FORBIDDEN });
  };
};

function identityOf(element: StatementReader): CertificateIdentity {
  return {
    thumbprint: element.literal("thumbprint"),
    serialNumber: element.literal("serial-number"),
    commonName: element.literal("common-name"),
    subject: element.literal("subject"),
    dnsName: element.literal("dns-name"),
    issuerSubject: element.literal("issuer-subject"),
    issuerThumbprint: element.literal("issuer-thumbprint"),
    issuerCertificateId: element.literal("issuer-certificate-id"),
  };
}
