// Tokens that are right in themselves, and not right here or now.

import { type AttackCase, refusedAs } from "./attack-case.ts";
import { es256, type Part, rs256, signed } from "./forge.ts";
import { AUDIENCE, claims, ISSUER, NOW_S, OTHER_ISSUER } from "./test-ring.ts";

const signedBy = (payload: Part): string => signed({ alg: "RS256", kid: "rsa" }, payload, rs256);
const changed = (members: Readonly<Record<string, unknown>>): string => signedBy({ ...claims, ...members });

function without(name: string): string {
  return signedBy(Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name)));
}

const times: readonly AttackCase[] = [
  ...refusedAs("TokenExpired", {
    "expired a second ago": changed({ exp: NOW_S - 1 }),
    "expired at this second": changed({ exp: NOW_S }),
    "expired in the year 1970": changed({ exp: 0 }),
    "expired before that": changed({ exp: -1 }),
    "expired within this second": changed({ exp: NOW_S - 0.5 }),
  }),
  ...refusedAs(
    "TokenExpired",
    { "expired beyond the skew": changed({ exp: NOW_S - 61 }) },
    { clockSkewMs: 60_000 },
  ),
  ...refusedAs("JwtInvalid", {
    "no exp": without("exp"),
    "not valid before the next second": changed({ nbf: NOW_S + 1 }),
    "not valid for a century": changed({ nbf: NOW_S + 3_000_000_000 }),
  }),
  ...refusedAs(
    "JwtInvalid",
    { "not valid within the skew": changed({ nbf: NOW_S + 61 }) },
    { clockSkewMs: 60_000 },
  ),
];

const audiences = refusedAs("TokenAudienceNotAllowed", {
  "for another": changed({ aud: "api://admin" }),
  "for nobody": without("aud"),
  "for an empty list": changed({ aud: [] }),
  "for others": changed({ aud: ["api://admin", "api://stock"] }),
  "for the same in capitals": changed({ aud: AUDIENCE.toUpperCase() }),
  "for one that begins so": changed({ aud: `${AUDIENCE}-admin` }),
  "for one that ends so": changed({ aud: `x${AUDIENCE}` }),
  "for several in one text": changed({ aud: `${AUDIENCE} api://admin` }),
});

const issuers: readonly AttackCase[] = [
  ...refusedAs("TokenIssuerNotAllowed", {
    "from another": changed({ iss: "https://evil.example" }),
    "from nobody": without("iss"),
    "from one that begins so": changed({ iss: `${ISSUER}.evil.example` }),
    "from the same with a slash": changed({ iss: `${ISSUER}/` }),
    "from the same in capitals": changed({ iss: ISSUER.toUpperCase() }),
    "in the name of the other provider": changed({ iss: OTHER_ISSUER }),
    "by the other provider, in the name of this one": signed(
      { alg: "ES256", kid: "other" },
      { ...claims, iss: "https://third.example" },
      es256,
    ),
    "of a tenant that the provider's name leaves open": changed({ iss: "https://login.example/{tenantid}" }),
  }),
];

const required: readonly AttackCase[] = [
  ...refusedAs("TokenClaimNotFound", {
    "the claim missing": without("scope"),
    "the claim in another case": signedBy({ ...claims, scope: undefined, Scope: "orders.read" }),
    "the claim in a prototype": signedBy(
      `${JSON.stringify({ ...claims, scope: undefined }).slice(0, -1)},"__proto__":{"scope":"orders.read"}}`,
    ),
    "the claim inside another": signedBy({ ...claims, scope: undefined, act: { scope: "orders.read" } }),
  }),
  ...refusedAs(
    "TokenClaimNotFound",
    { "a claim by the name of a member of Object": changed({}) },
    { claims: [{ name: "constructor", match: "any", values: [], separator: undefined }] },
  ),
  ...refusedAs("TokenClaimValueNotAllowed", {
    "another value": changed({ scope: "orders.write" }),
    "the value in capitals": changed({ scope: "ORDERS.READ" }),
    "the value inside a word": changed({ scope: "orders.readonly" }),
    "an empty value": changed({ scope: "" }),
    "null for a value": changed({ scope: null }),
    "an empty list": changed({ scope: [] }),
    "the value in an object": changed({ scope: { "orders.read": true } }),
    "the value behind another separator": changed({ scope: "orders.write,orders.read" }),
  }),
  ...refusedAs(
    "TokenClaimValueNotAllowed",
    { "one of two values": changed({ roles: ["reader"] }) },
    { claims: [{ name: "roles", match: "all", values: ["reader", "writer"], separator: undefined }] },
  ),
  ...refusedAs(
    "TokenClaimValueNotAllowed",
    { "none of two values": changed({ roles: ["guest"] }) },
    { claims: [{ name: "roles", match: "any", values: ["reader", "writer"], separator: undefined }] },
  ),
];

export const claimAttacks: Readonly<Record<string, readonly AttackCase[]>> = {
  "at the wrong time": times,
  "for the wrong audience": audiences,
  "from the wrong issuer": issuers,
  "without what is required": required,
};
