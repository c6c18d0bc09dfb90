import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { auditKey, canonicalJson, signReport, verifyCertificate } from "./bypass-certificate.ts";
import type { BypassReport } from "./bypass-report.ts";

const report: BypassReport = {
  ...{
    format: "portcullis-bypass-audit/1",
    id: "1",
    node: "edge-1",
    version: "1.0.0",
    configurationHash: "ab",
  },
  ...{ startedAt: "2026-11-30T10:00:00.000Z", finishedAt: "2026-11-30T10:01:00.000Z" },
  validUntil: "2026-12-01T10:01:00.000Z",
  vantages: [{ name: "host", kind: "host", isForeign: false, address: "", basis: "here" }],
  backends: [
    {
      ...{ pool: "orders", member: "http://10.0.0.7:80", address: "10.0.0.7", verdict: "open", requests: 3 },
      ...{ place: { file: "portcullis.yaml", line: 3, column: 5 }, reasons: ["P3: grüße"], probes: [] },
    },
  ],
};

const pemOf = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();
const publicPemOf = (pem: string): string =>
  createPublicKey(pem).export({ type: "spki", format: "pem" }).toString();

const pem = pemOf(generateKeyPairSync("ed25519").privateKey);
const text = JSON.stringify(signReport(report, auditKey(pem)), undefined, 2);

describe("a bypass certificate", () => {
  it("holds as it was signed, by the key that is named, and in any layout of its JSON", () => {
    assert.ok(verifyCertificate(text, publicPemOf(pem)).isGenuine);
    assert.ok(verifyCertificate(JSON.stringify(JSON.parse(text)), publicPemOf(pem)).isGenuine);
    const { signature, report: own } = JSON.parse(text);
    assert.ok(verifyCertificate(JSON.stringify({ signature, report: own }), undefined).isGenuine);
  });

  it("says whether the key was one that is known", () => {
    const verified = verifyCertificate(text, undefined);
    assert.ok(verified.isGenuine && !verified.isKnownKey);
    const known = verifyCertificate(text, publicPemOf(pem));
    assert.ok(known.isGenuine && known.isKnownKey);
  });

  it("does not hold by another key", () => {
    const other = publicPemOf(pemOf(generateKeyPairSync("ed25519").privateKey));
    const verified = verifyCertificate(text, other);
    assert.ok(!verified.isGenuine && /another key/.test(verified.why));
  });

  for (const [name, from, to] of [
    ["a verdict", '"open"', '"proven-closed"'],
    ["a time", "2026-12-01", "2027-12-01"],
    ["the origin of its key", '"keyOrigin": "configured"', '"keyOrigin": "run"'],
    ["a number", '"requests": 3', '"requests": 4'],
    ["a field more", '"requests": 3', '"requests": 3, "note": ""'],
    ["a field less", '"pool": "orders",', ""],
  ] as const) {
    it(`does not hold with ${name} changed`, () => {
      assert.ok(text.includes(from));
      assert.equal(verifyCertificate(text.replace(from, to), undefined).isGenuine, false);
    });
  }

  it("is nothing that is signed by somebody else in its place", () => {
    const forged = { ...JSON.parse(text), report: { ...report, backends: [] } };
    assert.equal(verifyCertificate(JSON.stringify(forged), undefined).isGenuine, false);
    for (const none of ["", "{", "null", "[]", "{}", '{"report":{},"signature":{}}']) {
      const verified = verifyCertificate(none, undefined);
      assert.ok(!verified.isGenuine && /no bypass certificate/.test(verified.why), none);
    }
  });
});

it("canonical JSON is the same for every order of keys, and reads back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const canonical = canonicalJson(value);
      const plain = JSON.stringify(value);
      assert.deepEqual(JSON.parse(canonical), JSON.parse(plain));
      assert.equal(canonicalJson(reversed(value)), canonical);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, each]) => [key, reversed(each)]),
  );
}
