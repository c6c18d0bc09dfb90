// Times, audience, issuer and claims of a token whose signature is right. All of it is looked at for every
// request, for tokens that were seen before too: time goes on, and rules hold values of the request.

import type { RequiredClaim, TokenRule } from "../token-rule.ts";
import {
  denied,
  malformed,
  type TokenRefusal,
  type TokenVerdict,
  type VerifiedToken,
} from "../token-verdict.ts";
import { claimValues } from "./claim-values.ts";

const MAX_SHOWN = 256;
const TENANT_PLACE = "{tenantid}";
const TENANT = /^[0-9a-f-]{36}$/i;

const expired = denied("TokenExpired", "The token has expired.");
const noExpiration = malformed("The token has no expiration time.");
const notYetValid = malformed("The token is not valid yet.");
const wrongAudience = denied("TokenAudienceNotAllowed", "The token is for another audience.");
const wrongIssuer = denied("TokenIssuerNotAllowed", "The token is from an issuer that is not allowed.");

/** @param nowMs since the epoch */
export function judgeClaims(token: VerifiedToken, rule: TokenRule, nowMs: number): TokenVerdict {
  return (
    judgeTimes(token, rule, nowMs) ??
    judgeAudience(token, rule.audiences) ??
    judgeIssuer(token, rule) ??
    (rule.claims.length === 0 ? token : judgeRequired(token, rule.claims))
  );
}

/** RFC 7519 §4.1.4: at the very second of `exp` it is over. */
function judgeTimes({ claims }: VerifiedToken, rule: TokenRule, nowMs: number): TokenRefusal | undefined {
  const { exp, nbf } = claims;
  if (typeof exp === "number") {
    if (exp * 1000 <= nowMs - rule.clockSkewMs) return expired;
  } else if (rule.requireExpirationTime) return noExpiration;
  return typeof nbf === "number" && nbf * 1000 > nowMs + rule.clockSkewMs ? notYetValid : undefined;
}

function judgeAudience({ claims }: VerifiedToken, allowed: readonly string[]): TokenRefusal | undefined {
  if (allowed.length === 0) return undefined;
  const { aud } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.some((each) => typeof each === "string" && isOneOf(each, allowed))
    ? undefined
    : wrongAudience;
}

/** As Azure's library has it, `https://api.example` and `https://api.example/` are one audience. */
function isOneOf(audience: string, allowed: readonly string[]): boolean {
  return allowed.some((each) => each === audience || each === `${audience}/` || `${each}/` === audience);
}

function judgeIssuer({ claims, issuers }: VerifiedToken, rule: TokenRule): TokenRefusal | undefined {
  if (rule.issuers.length === 0 && issuers === undefined) return undefined;
  const { iss } = claims;
  if (typeof iss !== "string") return wrongIssuer;
  if (rule.issuers.includes(iss) || (issuers?.includes(iss) === true && !iss.includes(TENANT_PLACE)))
    return undefined;
  return rule.isManyTenants && isOfTenant(iss, claims.tid, issuers ?? []) ? undefined : wrongIssuer;
}

function isOfTenant(iss: string, tenant: unknown, issuers: readonly string[]): boolean {
  if (typeof tenant !== "string" || !TENANT.test(tenant)) return false;
  return issuers.some((each) => each.includes(TENANT_PLACE) && each.replace(TENANT_PLACE, tenant) === iss);
}

function judgeRequired(token: VerifiedToken, required: readonly RequiredClaim[]): TokenVerdict {
  const missing: string[] = [];
  let refusal: TokenRefusal | undefined;
  for (const { name, match, values, separator } of required) {
    const found = claimValues(token.claims, name, separator);
    if (found === undefined) missing.push(name);
    else if (!isAllowed(found, match, values)) refusal ??= notAllowed(name, found);
  }
  if (missing.length === 0) return refusal ?? token;
  const names = missing.join(", ");
  return denied("TokenClaimNotFound", `JWT token is missing the following claims: ${names}.`);
}

function isAllowed(found: readonly string[], match: "all" | "any", values: readonly string[]): boolean {
  if (values.length === 0) return true;
  return match === "all"
    ? values.every((value) => found.includes(value))
    : values.some((value) => found.includes(value));
}

function notAllowed(name: string, found: readonly string[]): TokenRefusal {
  const shown = found.join(",").slice(0, MAX_SHOWN);
  return denied("TokenClaimValueNotAllowed", `Claim ${name} value of ${shown} is not allowed.`);
}
