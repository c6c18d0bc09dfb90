// The client's certificate of an exchange, for policies that judge it and for expressions that read it.

import { X509Certificate } from "node:crypto";
import type { ClientCertificate } from "#http/client-info.ts";
import type { ShownClientCertificate } from "#identity/client-certificate-rule.ts";
import { Certificate } from "#policy/context.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

const shown = new WeakMap<ClientCertificate, ShownClientCertificate>();
const objects = new WeakMap<ClientCertificate, Certificate>();

/** Read once for each connection. One that no authority vouches for ended its connection at the handshake. */
export function shownCertificate(x: GatewayExchange): ShownClientCertificate | undefined {
  const facts = x.client?.tls?.clientCertificate;
  if (facts === undefined) return undefined;
  const known = shown.get(facts) ?? {
    certificate: facts.x509,
    issuer: issuerOf(facts),
    isTrusted: true,
    isRevocationKnown: facts.isRevocationKnown,
  };
  shown.set(facts, known);
  return known;
}

/** A resumed session does not bring the chain along: then it is looked for among the authorities. */
function issuerOf({ x509, authorities }: ClientCertificate): X509Certificate | undefined {
  return (
    x509.issuerCertificate ??
    authorities.map((pem) => new X509Certificate(pem)).find((each) => x509.checkIssued(each))
  );
}

/** `context.Request.Certificate`. */
export function certificateObject(x: GatewayExchange): Certificate | null {
  const facts = x.client?.tls?.clientCertificate;
  if (facts === undefined) return null;
  const known = objects.get(facts) ?? new Certificate(facts.x509.raw, { isTrusted: true });
  objects.set(facts, known);
  return known;
}
