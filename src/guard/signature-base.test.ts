// Against the examples of RFC 9421, appendix B.2, whose request and keys stand in B.1 and B.2.

import assert from "node:assert/strict";
import { createHmac, createPublicKey, verify } from "node:crypto";
import { describe, it } from "node:test";
import { contentDigest, signatureBase, signatureParameters, targetComponents } from "./signature-base.ts";

const SHARED_SECRET = Buffer.from(
  "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==",
  "base64",
);
const ED25519 =
  "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----";
const DATE = ["date", "Tue, 20 Apr 2021 02:07:55 GMT"] as const;
const TYPE = ["content-type", "application/json"] as const;
const [method, authority, path] = targetComponents("POST", "example.com", "/foo?param=Value&Pet=dog", true);

describe("the examples of RFC 9421", () => {
  it("B.2.5: HMAC with SHA-256", () => {
    assert.ok(authority !== undefined);
    const parameters = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"';
    const base = signatureBase([DATE, authority, TYPE], parameters);
    const signature = createHmac("sha256", SHARED_SECRET).update(base).digest("base64");
    assert.equal(signature, "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=");
  });

  it("B.2.6: Ed25519", () => {
    assert.ok(method !== undefined && path !== undefined && authority !== undefined);
    const parameters =
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
    const base = signatureBase([DATE, method, path, authority, TYPE, ["content-length", "18"]], parameters);
    const signature =
      "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    assert.ok(verify(null, Buffer.from(base), createPublicKey(ED25519), Buffer.from(signature, "base64")));
  });

  it("B.1 and RFC 9530, appendix D: the digest of a body", () => {
    assert.equal(
      contentDigest(Buffer.from('{"hello": "world"}')),
      "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
    );
  });
});

describe("the components of the target (§2.2)", () => {
  const rows: readonly (readonly [host: string, target: string, isTls: boolean, expected: string])[] = [
    ["WWW.Example.com", "/p?a=%20b", true, "www.example.com /p ?a=%20b"],
    ["example.com:443", "/", true, "example.com / ?"],
    ["example.com:443", "/", false, "example.com:443 / ?"],
    ["example.com:80", "/?", false, "example.com / ?"],
    ["[2001:DB8::1]:8080", "/a?b?c", false, "[2001:db8::1]:8080 /a ?b?c"],
  ];
  for (const [host, target, isTls, expected] of rows) {
    it(`${host} ${target} ${isTls ? "https" : "http"}`, () => {
      const [, ...values] = targetComponents("GET", host, target, isTls).map(([, value]) => value);
      assert.equal(values.join(" "), expected);
    });
  }
});

it("writes the parameters in one order", () => {
  const parameters = signatureParameters([["@method", "GET"], TYPE], {
    created: 1,
    expires: 2,
    nonce: "n",
    keyId: "k",
    algorithm: "ed25519",
  });
  assert.equal(
    parameters,
    '("@method" "content-type");created=1;expires=2;nonce="n";keyid="k";alg="ed25519";tag="apigw-v1"',
  );
});
