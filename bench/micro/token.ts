// Verifying tokens: those that were seen before, which nearly all requests bring, and those that were not.

import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { KeyRing } from "#identity/key-ring.ts";
import type { TokenRule } from "#identity/token-rule.ts";
import { TokenVerifier } from "#identity/token-verifier.ts";
import {
  type KeyMistake,
  publicKey,
  sharedSecret,
  type VerificationKey,
} from "#identity/verification-key.ts";
import { systemClock } from "#kernel/clock.ts";
import type { Fact, MicroCase, Prepared, Subject } from "./subject.ts";

const TOKENS = 512;
const COLD_TOKENS = 300;
const SEEN_BUDGET_NS = 2000;

export const token: Subject = { name: "token", prepare };

const rule: TokenRule = {
  requireExpirationTime: true,
  requireSignedTokens: true,
  clockSkewMs: 0,
  audiences: ["api://shop"],
  issuers: ["https://login.example/tenant/v2.0"],
  isManyTenants: false,
  claims: [{ name: "scp", match: "any", values: ["orders.read"], separator: " " }],
};

type Signer = (input: Buffer) => Buffer;

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
const secret = Buffer.alloc(32, "shared");

const kinds: readonly { readonly alg: string; readonly key: VerificationKey; readonly sign: Signer }[] = [
  {
    alg: "RS256",
    key: known(publicKey(rsa.publicKey, "RS256")),
    sign: (input) => sign("sha256", input, rsa.privateKey),
  },
  {
    alg: "ES256",
    key: known(publicKey(curve.publicKey, "ES256")),
    sign: (input) => sign("sha256", input, { key: curve.privateKey, dsaEncoding: "ieee-p1363" }),
  },
  {
    alg: "HS256",
    key: known(sharedSecret(secret.toString("base64"), "HS256")),
    sign: (input) => createHmac("sha256", secret).update(input).digest(),
  },
];

function known(key: VerificationKey | KeyMistake): VerificationKey {
  if ("says" in key) throw new Error(key.says);
  return key;
}

async function prepare(): Promise<Prepared> {
  const verifier = new TokenVerifier(systemClock);
  const signing = kinds.map(({ key }) => key);
  const facts: Fact[] = [];
  for (const { alg, sign: signer } of kinds) {
    const ring = new KeyRing({ providers: [], signing, decryption: [] });
    const tokens = Array.from({ length: COLD_TOKENS }, (_, i) => tokenOf(i, alg, signer));
    await verifyAll(verifier, ring, tokens.slice(0, COLD_TOKENS / 2));
    const startMs = performance.now();
    await verifyAll(verifier, ring, tokens.slice(COLD_TOKENS / 2));
    const value = ((performance.now() - startMs) * 1000) / (COLD_TOKENS / 2);
    facts.push({ name: `${alg}, never seen before, one after the other`, value, unit: "µs" });
  }
  const ring = new KeyRing({ providers: [], signing, decryption: [] });
  const seen = Array.from({ length: TOKENS }, (_, i) => tokenOf(i, "RS256", kinds[0]?.sign ?? Buffer.from));
  await verifyAll(verifier, ring, seen);
  return { cases: seenCases(verifier, ring, seen), facts };
}

/** As Microsoft Entra makes them: some 1,200 characters with the signature. */
function tokenOf(i: number, alg: string, signer: Signer): string {
  const claims = {
    aud: "api://shop",
    iss: "https://login.example/tenant/v2.0",
    iat: 1_700_000_000,
    nbf: 1_700_000_000,
    exp: 4_000_000_000,
    aio: "AVQAq/8TAAAAs0Yt7+".repeat(6),
    azp: "11111111-2222-3333-4444-555555555555",
    name: `User ${i}`,
    oid: `00000000-0000-0000-0000-${String(i).padStart(12, "0")}`,
    preferred_username: `user-${i}@example.com`,
    rh: "0.ARoAv4j5cvGGr0GRqy180BHbR".repeat(2),
    roles: ["Orders.Reader", "Stock.Reader"],
    scp: "orders.read orders.write",
    sub: "vK0kCjUbY3yQF1nH2v8Wk0bq3dZ1uYb8cQn0",
    tid: "4f2c8cbb-5d3f-4d6e-9a57-0a1b2c3d4e5f",
    ver: "2.0",
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part({ typ: "JWT", alg, kid: alg })}.${part(claims)}`;
  return `${input}.${signer(Buffer.from(input)).toString("base64url")}`;
}

async function verifyAll(verifier: TokenVerifier, ring: KeyRing, tokens: readonly string[]): Promise<void> {
  for (const each of tokens) {
    const verdict = await verifier.verify({ value: each, scheme: undefined }, ring, rule);
    if (verdict.kind === "refused") throw new Error(verdict.message);
  }
}

/** Header values come from the wire: each is a text of its own, whose hash nobody knows yet. */
function seenCases(verifier: TokenVerifier, ring: KeyRing, tokens: readonly string[]): MicroCase[] {
  const bytes = tokens.map((each) => Buffer.from(`Bearer ${each}`, "latin1"));
  const chars = tokens[0]?.length ?? 0;
  return [
    { name: `(reading a header of ${chars} characters)`, run: (operations) => read(bytes, operations) },
    {
      name: "verified and seen before, with its times, audience, issuer and claim",
      budgetNs: SEEN_BUDGET_NS,
      run: (operations) => {
        let verified = 0;
        for (let i = 0; i < operations; i++) {
          const value = bytes[i & (TOKENS - 1)]?.toString("latin1");
          const verdict = verifier.verify({ value, scheme: "Bearer" }, ring, rule);
          if ("kind" in verdict && verdict.kind === "verified") verified++;
        }
        if (verified !== operations) throw new Error("a token was not seen before");
        return verified;
      },
    },
  ];
}

function read(bytes: readonly Buffer[], operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) sum += bytes[i & (TOKENS - 1)]?.toString("latin1").length ?? 0;
  return sum;
}
