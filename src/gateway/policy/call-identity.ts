// What policies ask of the identity module, bound to it: verified tokens, client certificates, tokens of the
// node's own. Lives on from runtime to runtime while its settings stay as they are.

import { isDeepStrictEqual } from "node:util";
import {
  type CertificateIdentity,
  type CertificateRule,
  judgeCertificate,
} from "#identity/client-certificate-rule.ts";
import { TokenVerifier } from "#identity/token-verifier.ts";
import type { Clock } from "#kernel/clock.ts";
import type { IdentityPorts, CertificateRule as PolicyCertificateRule } from "#policy/plans.ts";
import type { NodeIdentitySpec } from "#snapshot/identity-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { EgressClient } from "#upstream/egress.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import { GatewayCall } from "./gateway-call.ts";
import { KeyRings } from "./key-rings.ts";
import { OwnTokens } from "./own-tokens.ts";
import { PolicyCertificates } from "./policy-certificates.ts";
import { shownCertificate } from "./shown-certificate.ts";

type Settings = Pick<Snapshot, "identity" | "egress">;

export class CallIdentity {
  readonly certificates: PolicyCertificates;
  readonly ports: IdentityPorts;
  readonly #settings: Settings;

  constructor(settings: Settings, egress: EgressClient, gateway: GatewayPorts) {
    this.#settings = settings;
    const identity: NodeIdentitySpec = settings.identity;
    const clock: Clock = { wallMs: () => gateway.wallAt(gateway.now()), monotonicMs: gateway.now };
    const warn = (message: string): void => gateway.warn(message, {});
    const ports = { call: gateway.callOut ?? egress.request.bind(egress), clock, warn };
    this.certificates = new PolicyCertificates(identity.certificates);
    const rings = new KeyRings(ports, this.certificates);
    const verifier = new TokenVerifier(clock);
    const tokens = new OwnTokens(identity, ports);
    const rules = new WeakMap<PolicyCertificateRule, CertificateRule>();
    this.ports = {
      verifyToken: (shown, keys, rule) => verifier.verify(shown, rings.find(keys), rule),
      judgeCertificate: (call, rule) => {
        const shown = call instanceof GatewayCall ? shownCertificate(call.x) : undefined;
        const known = rules.get(rule) ?? ruleOf(rule, this.certificates);
        rules.set(rule, known);
        return judgeCertificate(shown, known, clock.wallMs());
      },
      ownToken: (request) => tokens.token(request),
      authorization: (request) => tokens.authorization(request),
    };
  }

  /** Whether it would be the same for these. */
  serves({ identity, egress }: Settings): boolean {
    return (
      isDeepStrictEqual(identity, this.#settings.identity) && isDeepStrictEqual(egress, this.#settings.egress)
    );
  }
}

/** An identity whose issuer is a certificate that nobody knows matches no client. */
function ruleOf(rule: PolicyCertificateRule, certificates: PolicyCertificates): CertificateRule {
  const identities = rule.identities.map((identity): CertificateIdentity | undefined => {
    const { issuerCertificateId: id, ...others } = identity;
    const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
    if (id === undefined) return given;
    const issuer = certificates.byId(id)?.x509;
    return issuer && { ...given, issuer };
  });
  const known = identities.filter((each) => each !== undefined);
  // No identity at all means any client: then one that cannot be stays in its place.
  return { ...rule, identities: known.length === 0 && identities.length > 0 ? [{}] : known };
}
