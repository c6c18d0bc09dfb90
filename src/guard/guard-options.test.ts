import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { type GuardOptions, readyOptions } from "./guard-options.ts";
import { GuardConfigurationError, isInside } from "./guard-ranges.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const keys = [{ id: "a", secret: SECRET }];
const pem = (type: "spki" | "pkcs8", kind: "ed25519" | "x25519"): string => {
  const pair = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("x25519");
  if (type === "pkcs8") return pair.privateKey.export({ type, format: "pem" }).toString();
  return pair.publicKey.export({ type, format: "pem" }).toString();
};

const wrong: readonly (readonly [name: string, options: unknown, message: RegExp])[] = [
  ["no key", {}, /`keys` has no key/],
  ["no proof", { keys, require: [] }, /names no proof/],
  ["an unknown proof", { keys, require: ["token"] }, /"token"/],
  ["no address", { require: ["ip"] }, /`addresses` names no address/],
  ["no certificate", { require: ["mtls"] }, /`certificates` names no certificate/],
  ["a short secret", { keys: [{ id: "a", secret: "short" }] }, /fewer than 32/],
  ["a secret that is not there", { keys: [{ id: "a", secret: undefined }] }, /fewer than 32/],
  ["an id with a quote", { keys: [{ id: 'a"', secret: SECRET }] }, /letters, digits/],
  ["one id twice", { keys: [...keys, ...keys] }, /two keys with the id a/],
  ["a key of another kind", { keys: [{ id: "a", publicKey: pem("spki", "x25519") }] }, /no Ed25519 key/],
  ["a private key", { keys: [{ id: "a", publicKey: pem("pkcs8", "ed25519") }] }, /no Ed25519 key/],
  ["no key at all", { keys: [{ id: "a", publicKey: "none" }] }, /no Ed25519 key/],
  ["an unknown denial", { keys, deny: 500 }, /`deny` is "500"/],
  ["an unknown mode", { keys, mode: "off" }, /`mode` is "off"/],
  ["a date without a report", { keys, enforceFrom: new Date() }, /`enforceFrom` is for/],
  ["no date", { keys, mode: "report", enforceFrom: new Date("never") }, /is no date/],
  ["a large skew", { keys, clockSkew: 600 }, /`clockSkew` is 600/],
  ["no skew", { keys, clockSkew: Number.NaN }, /`clockSkew`/],
  ["no room", { keys, nonceCapacity: 0 }, /`nonceCapacity`/],
  ["a health path with a query", { keys, health: { path: "/h?x", from: ["::1"] } }, /`health.path`/],
  ["a health check from anywhere", { keys, health: { path: "/h", from: [] } }, /`health.from` names/],
  ["a range that is none", { require: ["ip"], addresses: ["10.0.0.0/33"] }, /"10.0.0.0\/33"/],
  ["a name for an address", { require: ["ip"], addresses: ["gateway"] }, /"gateway"/],
  ["a range with two lengths", { require: ["ip"], addresses: ["::/1/2"] }, /"::\/1\/2"/],
];

describe("a guard that is misconfigured does not start", () => {
  for (const [name, options, message] of wrong) {
    it(name, () => {
      assert.throws(
        () => readyOptions(options as GuardOptions),
        (error) => error instanceof GuardConfigurationError && message.test(error.message),
      );
    });
  }
});

it("finds addresses in ranges of both families", () => {
  const { addresses } = readyOptions({
    require: ["ip"],
    addresses: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"],
  });
  const inside = ["10.255.0.1", "::ffff:10.1.1.1", "2001:db8::1", "192.0.2.1"];
  const outside = ["11.0.0.1", "::ffff:11.1.1.1", "2001:db9::1", "192.0.2.2", "fe80::1%eth0", "", "name"];
  assert.deepEqual(
    [...inside, ...outside].filter((address) => isInside(addresses, address)),
    inside,
  );
});
