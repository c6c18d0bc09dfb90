// Configuration → what guards of backends are told of the node: its addresses, and for each pool the
// certificate that it shows, and the keys that it signs by. No secret, and no private key.

import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import type { Config, Pool } from "#config/config.ts";
import type { GatewayCertificate, GatewayKey, GatewayPool } from "#guard/gateway-document.ts";
import { formatPrefix } from "#kernel/address.ts";
import type { GuardIdentitySpec } from "./guard-identity-spec.ts";

/** Undefined where no route has the target. */
export function compileGuardIdentity(config: Config): GuardIdentitySpec | undefined {
  const isAsked = [...config.sites.values()].some(({ routes }) =>
    [...routes.values()].some(({ target }) => target.guard === "identity" || target.guard === "keys"),
  );
  return isAsked ? guardIdentityOf(config) : undefined;
}

/** Whether a route tells it or not. */
export function guardIdentityOf(config: Config): GuardIdentitySpec {
  const { issuer = config.node.name, addresses, validity } = config.identity.published;
  const pools = [...config.pools].flatMap(([name, pool]): [string, GatewayPool][] => {
    const told = compilePool(name, pool, config);
    const isBare = told.addresses.length + told.certificates.length + told.keys.length === 0;
    return isBare ? [] : [[name, told]];
  });
  return {
    issuer,
    node: config.node.name,
    validityMs: validity,
    addresses: addresses.map(formatPrefix),
    pools: Object.fromEntries(pools),
  };
}

function compilePool(name: string, pool: Pool, { poolPems }: Config): GatewayPool {
  const { sourceAddress } = pool;
  const pem = pool.members.some(({ url }) => url.isTls) ? (poolPems.get(name)?.certificate ?? "") : "";
  return {
    addresses: sourceAddress === undefined ? [] : [sourceAddress],
    certificates: pem === "" ? [] : [shown(new X509Certificate(pem))],
    keys: keysOf(name, pool, poolPems),
  };
}

/** The key that signs comes first. */
function keysOf(name: string, { assertion }: Pool, poolPems: Config["poolPems"]): readonly GatewayKey[] {
  if (assertion === undefined) return [];
  const { keyId, secret, published } = assertion;
  if (secret !== undefined) return [{ kid: keyId, alg: "hmac-sha256" }];
  const { assertionKey = "", publishedKeys = [] } = poolPems.get(name) ?? {};
  const others = published.map((one, at) => ed25519(one.keyId, publishedKeys[at] ?? ""));
  return [ed25519(keyId, assertionKey), ...others];
}

function ed25519(kid: string, pem: string): GatewayKey {
  const { x = "" } = createPublicKey(pem).export({ format: "jwk" });
  return { kid, alg: "ed25519", x };
}

function shown(certificate: X509Certificate): GatewayCertificate {
  const spki = certificate.publicKey.export({ type: "spki", format: "der" });
  const names = (certificate.subjectAltName ?? "").split(", ");
  const spiffe = names.find((name) => name.startsWith("URI:spiffe://"));
  return {
    sha256: certificate.fingerprint256,
    spkiSha256: createHash("sha256").update(spki).digest("base64"),
    ...(spiffe === undefined ? {} : { spiffeId: spiffe.slice("URI:".length) }),
    notAfter: certificate.validToDate.toISOString(),
  };
}
