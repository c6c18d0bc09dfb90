import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { beforeEach, describe, it } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { KeyRing } from "./key-ring.ts";
import { OpenIdProvider } from "./openid-provider.ts";
import type { TokenRule } from "./token-rule.ts";
import type { TokenVerdict } from "./token-verdict.ts";
import { type ShownToken, TokenVerifier } from "./token-verifier.ts";
import { sharedSecret } from "./verification-key.ts";

const START_MS = Date.UTC(2026, 10, 28);
const START_S = START_MS / 1000;
const { cooldownMs } = defaultLimits.identity.provider;

const first = generateKeyPairSync("ec", { namedCurve: "P-256" });
const second = generateKeyPairSync("ec", { namedCurve: "P-256" });
const secret = Buffer.alloc(32, "shared");

const rule: TokenRule = {
  requireExpirationTime: true,
  requireSignedTokens: true,
  clockSkewMs: 0,
  audiences: [],
  issuers: [],
  isManyTenants: false,
  claims: [],
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function tokenBy(key: KeyObject, claims: object, kid = "k"): string {
  const input = `${part({ alg: "ES256", kid })}.${part({ iss: "https://a.example", exp: START_S + 7200, ...claims })}`;
  const signature = sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

function tokenByMac(claims: object): string {
  const input = `${part({ alg: "HS256" })}.${part({ exp: START_S + 7200, ...claims })}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

const bearer = (token: string): ShownToken => ({ value: `Bearer ${token}`, scheme: "Bearer" });
const reasonOf = (verdict: TokenVerdict): string => (verdict.kind === "refused" ? verdict.reason : "passed");

describe("a verifier", () => {
  const clock = new ManualClock(START_MS);
  const verifier = new TokenVerifier(clock);
  const key = sharedSecret(secret.toString("base64"), undefined);
  assert.ok(!("says" in key));
  let ring: KeyRing;

  beforeEach(() => {
    ring = new KeyRing({ providers: [], signing: [key], decryption: [] });
  });

  it("takes a promise for a token the first time, and none when it was seen before", async () => {
    const token = tokenByMac({ sub: "anna" });
    const cold = verifier.verify(bearer(token), ring, rule);
    assert.ok(cold instanceof Promise);
    const verdict = await cold;
    assert.equal(reasonOf(verdict), "passed");
    assert.equal(verifier.verify(bearer(token), ring, rule), verdict);
    // Another ring has other keys, and its own memory.
    const other = new KeyRing({ providers: [], signing: [], decryption: [] });
    assert.equal(reasonOf(await verifier.verify(bearer(token), other, rule)), "TokenSignatureKeyNotFound");
  });

  it("judges a token that was seen before by the time and the rule of now", async () => {
    const token = tokenByMac({ exp: START_S + 10, aud: "api://shop" });
    await verifier.verify(bearer(token), ring, rule);
    const strict = { ...rule, audiences: ["api://stock"] };
    assert.equal(reasonOf(await verifier.verify(bearer(token), ring, strict)), "TokenAudienceNotAllowed");
    clock.advance(10_000);
    const late = verifier.verify(bearer(token), ring, rule);
    assert.ok(!(late instanceof Promise));
    assert.equal(reasonOf(late), "TokenExpired");
  });

  it("does not remember a token that was refused", async () => {
    const token = `${tokenByMac({}).slice(0, -4)}AAAA`;
    await verifier.verify(bearer(token), ring, rule);
    assert.ok(verifier.verify(bearer(token), ring, rule) instanceof Promise);
  });

  const token = tokenByMac({ sub: "anna" });
  const shown: readonly (readonly [string, ShownToken, string])[] = [
    ["no value", { value: undefined, scheme: undefined }, "TokenNotPresent"],
    ["an empty value", { value: "  ", scheme: undefined }, "TokenNotPresent"],
    ["a scheme and nothing behind it", { value: "Bearer  ", scheme: "Bearer" }, "TokenNotPresent"],
    ["the scheme", { value: `Bearer ${token}`, scheme: "Bearer" }, "passed"],
    ["the scheme in another case", { value: `bEARER ${token}`, scheme: "Bearer" }, "passed"],
    ["blanks around it", { value: ` Bearer   ${token} `, scheme: "Bearer" }, "passed"],
    ["another scheme than is wanted", { value: `Token ${token}`, scheme: "Bearer" }, "TokenNotPresent"],
    ["no scheme where one is wanted", { value: token, scheme: "Bearer" }, "TokenNotPresent"],
    ["a scheme of the rule's own", { value: `DPoP ${token}`, scheme: "DPoP" }, "passed"],
    ["Bearer where no scheme is wanted", { value: `Bearer ${token}`, scheme: undefined }, "passed"],
    ["no scheme where none is wanted", { value: token, scheme: undefined }, "passed"],
    ["another scheme where none is wanted", { value: `Basic ${token}`, scheme: undefined }, "JwtInvalid"],
    ["two tokens", { value: `Bearer ${token}, Bearer ${token}`, scheme: "Bearer" }, "JwtInvalid"],
  ];
  for (const [name, value, reason] of shown) {
    it(`shown ${name}: ${reason}`, async () => {
      assert.equal(reasonOf(await verifier.verify(value, ring, rule)), reason);
    });
  }
});

describe("a verifier with a provider", () => {
  let clock: ManualClock;
  let keys: object[];
  let calls = 0;
  let ring: KeyRing;
  let verifier: TokenVerifier;
  let issuer: string;

  const call = async ({ url }: { readonly url: string }): Promise<{ status: number; body: Buffer }> => {
    calls++;
    const answer = url.endsWith("/keys") ? { keys } : { issuer, jwks_uri: "https://a.example/keys" };
    return { status: 200, body: Buffer.from(JSON.stringify(answer)) };
  };

  const published = ({ publicKey }: { publicKey: KeyObject }, kid: string): object => ({
    ...publicKey.export({ format: "jwk" }),
    kid,
  });

  beforeEach(() => {
    clock = new ManualClock(START_MS);
    issuer = "https://a.example";
    keys = [published(first, "k")];
    calls = 0;
    const address = { url: "https://a.example/configuration", isNamed: true };
    const provider = new OpenIdProvider(address, { call, clock, warn: () => {} });
    ring = new KeyRing({ providers: [provider], signing: [], decryption: [] });
    verifier = new TokenVerifier(clock);
  });

  const judge = async (token: string, changes: Partial<TokenRule> = {}): Promise<string> =>
    reasonOf(await verifier.verify(bearer(token), ring, { ...rule, ...changes }));

  it("takes a key that was published since, and no longer what it withdrew", async () => {
    const old = tokenBy(first.privateKey, {});
    assert.equal(await judge(old), "passed");
    keys = [published(second, "new")];
    clock.advance(cooldownMs);
    assert.equal(await judge(tokenBy(second.privateKey, {}, "new")), "passed");
    assert.equal(await judge(old), "TokenSignatureKeyNotFound");
  });

  it("is not made to ask for each key that somebody invents", async () => {
    await judge(tokenBy(first.privateKey, {}));
    for (let i = 0; i < 5; i++)
      assert.equal(await judge(tokenBy(second.privateKey, {}, `invented-${i}`)), "TokenSignatureKeyNotFound");
    assert.equal(calls, 2);
  });

  it("allows the issuer that the provider names, beside those of the rule", async () => {
    assert.equal(await judge(tokenBy(first.privateKey, {})), "passed");
    const other = tokenBy(first.privateKey, { iss: "https://b.example" });
    assert.equal(await judge(other), "TokenIssuerNotAllowed");
    assert.equal(await judge(other, { issuers: ["https://b.example"] }), "passed");
  });

  it("puts the token's tenant into the name of the issuer, where the rule is for many", async () => {
    issuer = "https://login.example/{tenantid}/v2.0";
    const tenant = "4f2c8cbb-5d3f-4d6e-9a57-0a1b2c3d4e5f";
    const iss = `https://login.example/${tenant}/v2.0`;
    const right = tokenBy(first.privateKey, { iss, tid: tenant });
    assert.equal(await judge(right), "TokenIssuerNotAllowed");
    assert.equal(await judge(right, { isManyTenants: true }), "passed");
    const wrong = [
      { iss, tid: "4f2c8cbb-5d3f-4d6e-9a57-0a1b2c3d4e50" },
      { iss },
      { iss: "https://login.example/x/v2.0", tid: "x" },
      { iss: issuer, tid: "{tenantid}" },
    ];
    for (const claims of wrong)
      assert.equal(
        await judge(tokenBy(first.privateKey, claims), { isManyTenants: true }),
        "TokenIssuerNotAllowed",
      );
  });
});
