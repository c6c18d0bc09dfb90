import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { manifestFlaw, publicKeyFlaw, readManifest, signedText } from "./feed-manifest.ts";

const list = Buffer.from("1.2.3.0/24\n");
const sha256 = createHash("sha256").update(list).digest("hex");
const asOf = "2026-11-30T00:00:00Z";
const ours = generateKeyPairSync("ed25519");
const others = generateKeyPairSync("ed25519");
const pem = ours.publicKey.export({ type: "spki", format: "pem" }).toString();

function manifest(change: Readonly<Record<string, unknown>> = {}) {
  const signature = sign(null, Buffer.from(signedText({ sha256, asOf })), ours.privateKey).toString("base64");
  const read = readManifest(JSON.stringify({ sha256, asOf, signature, ...change }));
  assert.ok(typeof read !== "string", JSON.stringify(read));
  return read;
}

test("a list is verified by its hash, and by the signature where a key is set", () => {
  assert.equal(manifestFlaw(manifest(), list, pem), "");
  assert.equal(manifestFlaw(manifest({ signature: undefined }), list, ""), "");
});

const forged = sign(null, Buffer.from(signedText({ sha256, asOf })), others.privateKey).toString("base64");

for (const [what, change, flaw] of [
  ["another list's hash", { sha256: "0".repeat(64) }, /its SHA-256 is/],
  ["no signature", { signature: undefined }, /not signed/],
  ["somebody else's signature", { signature: forged }, /not of this key/],
  ["a signature over an older moment", { asOf: "2026-12-24T00:00:00Z" }, /not of this key/],
  ["no moment", { asOf: undefined }, /needs `asOf`/],
  ["a signature that is none", { signature: "nonsense" }, /not of this key/],
] as const) {
  test(`${what} does not verify`, () => {
    assert.match(manifestFlaw(manifest(change), list, pem), flaw);
  });
}

test("what is no manifest says why", () => {
  assert.match(JSON.stringify(readManifest("<html>")), /no JSON/);
  assert.match(JSON.stringify(readManifest("[]")), /sha256/);
  assert.match(JSON.stringify(readManifest(JSON.stringify({ sha256, asOf: "yesterday" }))), /no moment/);
});

test("a key is an Ed25519 key in PEM", () => {
  assert.equal(publicKeyFlaw(pem), "");
  assert.match(publicKeyFlaw("nonsense"), /no public key/);
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
  assert.match(publicKeyFlaw(rsa.export({ type: "spki", format: "pem" }).toString()), /no Ed25519/);
});
