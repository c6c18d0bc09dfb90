// How `validate-jwt` runs.

import type { TokenRule } from "#identity/token-rule.ts";
import type { TokenKeys } from "../plan/identity-ports.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { made, type Value } from "../plan/value.ts";
import { sameKeys } from "./token-key-sets.ts";
import { keySources, onVerdict, requiredClaims, shownToken, textsIn, tokenOutcome } from "./token-words.ts";

export const validateJwt: PolicyCompiler = (element) => {
  const shown = shownToken(element, "");
  const keys = sameKeys(tokenKeys(element));
  const rule = tokenRule(element);
  const settle = tokenOutcome(element);
  return (call) => {
    const verdict = call.ports.identity.verifyToken(shown(call), keys(call), rule(call));
    return onVerdict(verdict, (settled) => settle(call, settled));
  };
};

function tokenKeys(element: StatementReader): Value<TokenKeys> {
  const providers = element.children("openid-config").map((provider) => ({
    url: provider.textOr("url", ""),
    isNamed: !provider.isExpression("url"),
  }));
  const signing = keySources(element, "issuer-signing-keys");
  const decryption = keySources(element, "decryption-keys");
  return made([...providers.map(({ url }) => url), signing, decryption], (call) => ({
    providers: providers.map(({ url, isNamed }) => ({ url: url(call).trim(), isNamed })),
    signing: signing(call),
    decryption: decryption(call),
  }));
}

function tokenRule(element: StatementReader): Value<TokenRule> {
  const requiresEnd = element.bool("require-expiration-time", true);
  const requiresSignature = element.bool("require-signed-tokens", true);
  const skew = element.number("clock-skew", 0);
  const audiences = textsIn(element, "audiences", "audience");
  const issuers = textsIn(element, "issuers", "issuer");
  const claims = requiredClaims(element);
  return made([requiresEnd, requiresSignature, skew, audiences, issuers, claims], (call) => ({
    requireExpirationTime: requiresEnd(call),
    requireSignedTokens: requiresSignature(call),
    clockSkewMs: skew(call) * 1000,
    audiences: audiences(call),
    issuers: issuers(call),
    isManyTenants: false,
    claims: claims(call),
  }));
}
