import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { readServerCertificate } from "./certificate.ts";
import { certificateRequest, keyTypes, newKey, selfSigned } from "./certificate-request.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const openssl = { skip: !hasOpenssl && "needs openssl" };

for (const type of keyTypes) {
  test(`openssl reads and verifies a request with a key of ${type}`, openssl, () => {
    const privateKey = newKey(type);
    const names = ["shop.example.com", "*.example.com"];
    const der = certificateRequest(names, { privateKey, publicKey: createPublicKey(privateKey) });
    const args = ["req", "-inform", "der", "-noout", "-verify", "-text"];
    const { stdout, stderr, status } = spawnSync("openssl", args, { input: der, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.match(stderr + stdout, /verify OK/);
    assert.match(stdout, /DNS:shop\.example\.com, DNS:\*\.example\.com/);
  });
}

test("a certificate that signs itself can be served, and is told from one of an authority", () => {
  const nowMs = Date.now();
  const { certificate, key } = selfSigned(["shop.example.com"], nowMs);
  const read = readServerCertificate(certificate, key);
  assert.ok(!("code" in read));
  assert.deepEqual(read.names, ["shop.example.com"]);
  const x509 = new X509Certificate(certificate);
  assert.ok(x509.verify(x509.publicKey) && read.startsAtMs < nowMs && read.expiresAtMs > nowMs);
});

test("the certificate of a challenge carries its digest, critical, as RFC 8737 §3 has it", () => {
  const digest = createHash("sha256").update("token.thumbprint").digest();
  const { certificate } = selfSigned(["shop.example.com"], Date.now(), digest);
  // id-pe-acmeIdentifier, TRUE, OCTET STRING of an OCTET STRING of 32 bytes.
  const expected = `06082b0601050507011f0101ff04220420${digest.toString("hex")}`;
  assert.ok(new X509Certificate(certificate).raw.toString("hex").includes(expected));
});
