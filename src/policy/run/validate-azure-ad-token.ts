// How `validate-azure-ad-token` runs: keys and issuers are those of a tenant of Microsoft Entra, for both
// versions of its tokens.

import type { TokenRule } from "#identity/token-rule.ts";
import type { TokenKeys, TokenVerdict } from "../plan/identity-ports.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { made, type Value } from "../plan/value.ts";
import { sameKeys } from "./token-key-sets.ts";
import { keySources, onVerdict, requiredClaims, shownToken, textsIn, tokenOutcome } from "./token-words.ts";

const PUBLIC_CLOUD = "https://login.microsoftonline.com/";

/** Not one tenant: tokens name their own. */
const MANY_TENANTS = /^(?:common|organizations)$/i;

export const validateAzureAdToken: PolicyCompiler = (element) => {
  const shown = shownToken(element, "Authorization");
  const tenant = element.textOr("tenant-id", "");
  const keys = sameKeys(tenantKeys(element, tenant));
  const rule = tenantRule(element, tenant);
  const clients = textsIn(element, "client-application-ids", "application-id");
  const settle = tokenOutcome(element);
  return (call) => {
    const verdict = call.ports.identity.verifyToken(shown(call), keys(call), rule(call));
    return onVerdict(verdict, (settled) => settle(call, fromClient(settled, clients(call))));
  };
};

function tenantKeys(element: StatementReader, tenant: Value<string>): Value<TokenKeys> {
  const endpoint = `${element.literal("authentication-endpoint") ?? PUBLIC_CLOUD}/`.replace(/\/+$/, "/");
  const decryption = keySources(element, "decryption-keys");
  return made([tenant, decryption], (call) => {
    const base = `${endpoint}${encodeURIComponent(tenant(call).trim())}`;
    return {
      // The host is the document's own in any case.
      providers: [
        `${base}/v2.0/.well-known/openid-configuration`,
        `${base}/.well-known/openid-configuration`,
      ].map((url) => ({ url, isNamed: true })),
      signing: [],
      decryption: decryption(call),
    };
  });
}

function tenantRule(element: StatementReader, tenant: Value<string>): Value<TokenRule> {
  const audiences = textsIn(element, "audiences", "audience");
  const backends = textsIn(element, "backend-application-ids", "application-id");
  const claims = requiredClaims(element);
  return made([tenant, audiences, backends, claims], (call) => ({
    requireExpirationTime: true,
    requireSignedTokens: true,
    clockSkewMs: 0,
    // An application is named by its id, or by the address that Entra makes of it.
    audiences: [...audiences(call), ...backends(call).flatMap((id) => [id, `api://${id}`])],
    issuers: [],
    isManyTenants: MANY_TENANTS.test(tenant(call).trim()),
    claims: claims(call),
  }));
}

/** The application that asked for the token: `azp` in version 2, `appid` in version 1. */
function fromClient(verdict: TokenVerdict, clients: readonly string[]): TokenVerdict {
  if (verdict.kind === "refused" || clients.length === 0) return verdict;
  const { azp, appid } = verdict.claims;
  const name = azp === undefined ? "appid" : "azp";
  const client = azp ?? appid;
  if (typeof client !== "string") {
    const message = `JWT token is missing the following claims: ${name}. Access denied.`;
    return { kind: "refused", reason: "TokenClaimNotFound", message };
  }
  if (clients.some((each) => each.toLowerCase() === client.toLowerCase())) return verdict;
  const message = `Claim ${name} value of ${client} is not allowed. Access denied.`;
  return { kind: "refused", reason: "TokenClaimValueNotAllowed", message };
}
