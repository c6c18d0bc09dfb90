// The table of attacks: each token is refused, with its reason, and without a question to anybody but the
// providers. That right tokens pass is told first: else the table would prove nothing.

import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { describe, it } from "node:test";
import { CompactEncrypt } from "jose";
import type { TokenRule } from "#identity/token-rule.ts";
import type { TokenVerdict } from "#identity/token-verdict.ts";
import { TokenVerifier } from "#identity/token-verifier.ts";
import type { AttackCase } from "./attack-case.ts";
import { claimAttacks } from "./claim-attacks.ts";
import { attackerPair, genuine, type Part, rs256, rsaPair, signed, unsignedWith } from "./forge.ts";
import { formAttacks } from "./form-attacks.ts";
import { signatureAttacks } from "./signature-attacks.ts";
import { asked, claims, clock, NOW_S, rule, sharedKeys, testRing, wrapKey } from "./test-ring.ts";

const ring = testRing();
const verifier = new TokenVerifier(clock);

const judge = async (token: string, changes: Partial<TokenRule> = {}): Promise<TokenVerdict> =>
  verifier.verify({ value: `Bearer ${token}`, scheme: "Bearer" }, ring, { ...rule, ...changes });

async function passes(token: string, changes: Partial<TokenRule> = {}): Promise<void> {
  const verdict = await judge(token, changes);
  assert.equal(verdict.kind, "verified", verdict.kind === "refused" ? verdict.message : "");
}

describe("a token passes", () => {
  for (const { alg, kid, sign } of genuine) {
    it(`signed by ${alg}`, () => passes(signed({ alg, kid }, claims, sign)));
    it(`signed by ${alg}, without a kid`, () => passes(signed({ alg }, claims, sign)));
  }
  const header = { alg: "RS256", kid: "rsa" };
  const accepted: Readonly<Record<string, Part>> = {
    "a list of audiences": { ...claims, aud: ["api://stock", claims.aud] },
    "an audience with a slash behind it": { ...claims, aud: `${claims.aud}/` },
    "a list for a claim of several values": { ...claims, scope: ["orders.read"] },
    "begun at this second": { ...claims, nbf: NOW_S },
    "a fraction of a second before its end": { ...claims, exp: NOW_S + 0.5 },
  };
  for (const [name, payload] of Object.entries(accepted))
    it(`with ${name}`, () => passes(signed(header, payload, rs256)));
  it("expired within the skew", () =>
    passes(signed(header, { ...claims, exp: NOW_S - 59 }, rs256), { clockSkewMs: 60_000 }));
  it("without an end, where the rule asks for none", () =>
    passes(signed(header, { ...claims, exp: undefined }, rs256), { requireExpirationTime: false }));
  it("without a signature, where the rule asks for none", () =>
    passes(unsignedWith({ alg: "none" }, claims), { requireSignedTokens: false }));
  it("with the address of other keys in its header, where nobody asks", async () => {
    const jwk = attackerPair.publicKey.export({ format: "jwk" });
    await passes(signed({ ...header, jku: "https://evil.example/keys", jwk }, claims, rs256));
  });
});

describe("an encrypted token passes", () => {
  const inner = signed({ alg: "RS256", kid: "rsa" }, claims, rs256);
  const [key256 = wrapKey, key384 = wrapKey, key512 = wrapKey] = sharedKeys;
  const sealed: readonly (readonly [string, string, Buffer | typeof rsaPair.publicKey])[] = [
    ["dir", "A128CBC-HS256", key256],
    ["dir", "A192CBC-HS384", key384],
    ["dir", "A256CBC-HS512", key512],
    ["dir", "A256GCM", key256],
    ["A128KW", "A128CBC-HS256", wrapKey],
    ["A256KW", "A256CBC-HS512", key256],
    ["RSA-OAEP", "A128CBC-HS256", rsaPair.publicKey],
    ["RSA-OAEP-256", "A256GCM", rsaPair.publicKey],
  ];
  for (const [alg, enc, key] of sealed) {
    it(`by ${alg} with ${enc}`, async () => {
      const usable = Buffer.isBuffer(key) ? createSecretKey(key) : key;
      const jwe = new CompactEncrypt(Buffer.from(inner)).setProtectedHeader({ alg, enc, cty: "JWT" });
      await passes(await jwe.encrypt(usable));
    });
  }
});

const table = { ...signatureAttacks, ...formAttacks, ...claimAttacks };

for (const [group, cases] of Object.entries(table)) {
  describe(`a token ${group} is refused:`, () => {
    for (const each of cases) it(each.name, () => isRefused(each));
  });
}

async function isRefused({ token, reason, rule: changes }: AttackCase): Promise<void> {
  const verdict = await judge(await token, changes);
  assert.equal(verdict.kind === "refused" ? verdict.reason : "passed", reason);
  // A second time too, when whatever was remembered of it is asked.
  assert.deepEqual(await judge(await token, changes), verdict);
}

it("nobody but the configured providers was asked, for all the addresses in all the tokens", () => {
  const hosts = new Set(asked.map((url) => new URL(url).host));
  assert.deepEqual([...hosts].toSorted(), ["login.example", "other.example"]);
});

it("the table has the attacks that it is to have", () => {
  const count = Object.values(table).reduce((sum, cases) => sum + cases.length, 0);
  assert.ok(count >= 150, `${count} attacks`);
});
