import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { certificateKey, fromJwk, publicKey, rsaKey, sharedSecret } from "./verification-key.ts";

const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString("base64");

describe("a key", () => {
  const secrets: readonly (readonly [number, readonly string[]])[] = [
    [16, ["HS256"]],
    [24, ["HS256", "HS384"]],
    [32, ["HS256", "HS384", "HS512"]],
    [64, ["HS256", "HS384", "HS512"]],
  ];
  for (const [bytes, algorithms] of secrets) {
    it(`that is a secret of ${bytes} bytes serves ${algorithms.join(", ")} and no signature`, () => {
      const key = sharedSecret(` ${base64(bytes)}\n`, undefined);
      assert.deepEqual("says" in key ? key.says : [...key.algorithms], algorithms);
    });
  }

  const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  const curve = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey;
  const mistakes = {
    "a short secret": sharedSecret(base64(15), undefined),
    "a secret that is no Base64": sharedSecret("not base64!", undefined),
    "an empty secret": sharedSecret("", undefined),
    "a short RSA key": publicKey(short, undefined),
    "a curve that tokens do not have": publicKey(curve, undefined),
    "a modulus that is none": rsaKey("", "AQAB", undefined),
    "no certificate": certificateKey("-----BEGIN CERTIFICATE-----", undefined),
    "a point that is not on its curve": fromJwk({ kty: "EC", crv: "P-256", x: "AA", y: "AA" }, undefined),
  };
  for (const [name, key] of Object.entries(mistakes)) {
    it(`is a mistake where it is ${name}`, () => assert.ok("says" in key));
  }

  it("has one fingerprint, whatever its id and the algorithm that it is for", () => {
    const { publicKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const one = publicKey(key, "a");
    const other = publicKey(key, undefined, "PS256");
    assert.ok(!("says" in one) && !("says" in other));
    assert.equal(one.fingerprint, other.fingerprint);
    assert.deepEqual([...other.algorithms], ["PS256"]);
  });
});
