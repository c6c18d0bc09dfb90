import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { before, describe, it } from "node:test";
import { TestAuthority } from "../../test/harness/test-authority.ts";
import {
  type CertificateIdentity,
  type CertificateRule,
  judgeCertificate,
  type ShownClientCertificate,
} from "./client-certificate-rule.ts";

const rule: CertificateRule = {
  validateTrust: true,
  validateRevocation: true,
  validateNotBefore: true,
  validateNotAfter: true,
  identities: [],
};
const DAY_MS = 86_400_000;

describe("a client certificate", () => {
  let shown: ShownClientCertificate;
  let issuer: X509Certificate;
  let stranger: X509Certificate;

  before(async () => {
    const authority = await TestAuthority.create("Example CA");
    const { certificate } = await authority.issue({
      subject: 'C=US, O="Contoso, Inc.", CN=edge.example',
      names: ["edge.example", "api.example"],
      usage: "client",
    });
    issuer = new X509Certificate(authority.certificate);
    stranger = new X509Certificate((await TestAuthority.create("Example CA")).certificate);
    shown = {
      certificate: new X509Certificate(certificate),
      issuer,
      isTrusted: true,
      isRevocationKnown: true,
    };
  });

  const judge = (
    changes: Partial<CertificateRule> = {},
    what: Partial<ShownClientCertificate> = {},
    days = 0,
  ): string => {
    const nowMs = Date.parse(shown.certificate.validFrom) + 1 + days * DAY_MS;
    const verdict = judgeCertificate({ ...shown, ...what }, { ...rule, ...changes }, nowMs);
    return verdict.kind === "refused" ? verdict.reason : "accepted";
  };

  it("must be there", () => {
    const verdict = judgeCertificate(undefined, rule, 0);
    assert.equal(verdict.kind === "refused" ? verdict.reason : "", "ClientCertificateNotPresent");
  });

  it("is judged by its chain, its revocation and its times, each as far as the rule says", () => {
    assert.equal(judge(), "accepted");
    assert.equal(judge({}, { isTrusted: false }), "ClientCertificateNotTrusted");
    assert.equal(judge({ validateTrust: false }, { isTrusted: false }), "accepted");
    assert.equal(judge({}, { isRevocationKnown: false }), "ClientCertificateRevocationUnknown");
    assert.equal(judge({ validateRevocation: false }, { isRevocationKnown: false }), "accepted");
    assert.equal(judge({}, {}, -1), "ClientCertificateNotYetValid");
    assert.equal(judge({ validateNotBefore: false }, {}, -1), "accepted");
    assert.equal(judge({}, {}, 100_000), "ClientCertificateExpired");
    assert.equal(judge({ validateNotAfter: false }, {}, 100_000), "accepted");
  });

  const withColons = (text: string): string => `\u200e${text.toLowerCase()} `;

  it("is one of the identities where all that one of them gives is so", () => {
    const own: readonly CertificateIdentity[] = [
      { thumbprint: withColons(shown.certificate.fingerprint) },
      { serialNumber: `00${shown.certificate.serialNumber.toLowerCase()}` },
      { commonName: "edge.example" },
      { subject: 'C=US, O="Contoso, Inc.", CN=edge.example' },
      { subject: 'CN=edge.example,O="Contoso, Inc.",C=US' },
      { dnsName: "API.example" },
      { issuerSubject: "CN=Example CA" },
      { issuerThumbprint: issuer.fingerprint },
      { issuer },
      { commonName: "edge.example", issuer, dnsName: "edge.example" },
    ];
    for (const identity of own)
      assert.equal(judge({ identities: [identity] }), "accepted", JSON.stringify(Object.keys(identity)));
    const others: readonly CertificateIdentity[] = [
      { thumbprint: shown.certificate.fingerprint.replace(/^../, "00") },
      { thumbprint: "" },
      { serialNumber: "1" },
      { commonName: "edge" },
      { commonName: "Contoso, Inc." },
      { subject: "CN=edge.example" },
      { subject: 'O="Contoso, Inc.", C=US, CN=edge.example' },
      { subject: "" },
      { dnsName: "example" },
      { issuerSubject: "CN=Other CA" },
      { issuerThumbprint: stranger.fingerprint },
      { issuer: stranger },
      { commonName: "edge.example", issuer: stranger },
      {},
    ];
    for (const identity of others)
      assert.equal(
        judge({ identities: [identity] }),
        "ClientCertificateNotAllowed",
        JSON.stringify(identity),
      );
    assert.equal(judge({ identities: [...others, { commonName: "edge.example" }] }), "accepted");
  });

  it("is from no known issuer where TLS showed none", () => {
    const identities = [{ issuerThumbprint: issuer.fingerprint }];
    assert.equal(judge({ identities }, { issuer: undefined }), "ClientCertificateNotAllowed");
  });
});
