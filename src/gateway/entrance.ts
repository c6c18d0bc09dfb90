// Who gets into a listener and how: its spec's answers to a connection's first bytes, built once per
// snapshot.

import type { ClientCertificate } from "#http/client-info.ts";
import type { PrefixSet } from "#kernel/prefix-set.ts";
import type { CertificateIdentity, ListenerSpec } from "#snapshot/listener-spec.ts";
import { TlsAcceptor } from "./tls-acceptor.ts";

export type Entrance = {
  readonly tls: TlsAcceptor | undefined;
  readonly proxyProtocol: ListenerSpec["proxyProtocol"];
  readonly trustedHops: PrefixSet;
  /** Undefined: a connection may come from anywhere. */
  readonly networks: readonly PrefixSet[] | undefined;
  /** Undefined: no identity of a client certificate is asked for. */
  readonly identities: readonly CertificateIdentity[] | undefined;
};

export function* buildEntrance(
  spec: ListenerSpec,
  networks: readonly PrefixSet[],
  trustedHops: PrefixSet,
  previous: Entrance | undefined,
): Generator<undefined, Entrance> {
  const { tls, proxyProtocol, requireIdentity } = spec;
  const sets = requireIdentity?.networks.map((id) => networks[id]).filter((set) => set !== undefined) ?? [];
  const identities = requireIdentity?.certificates ?? [];
  return {
    tls: tls === undefined ? undefined : yield* TlsAcceptor.build(spec.name, tls, previous?.tls),
    proxyProtocol,
    trustedHops,
    networks: (requireIdentity?.networks ?? []).length > 0 ? sets : undefined,
    identities: identities.length > 0 ? identities : undefined,
  };
}

/** Requests may be read from the first byte on. */
export function isOpen({ tls, proxyProtocol }: Entrance): boolean {
  return tls === undefined && proxyProtocol === "off";
}

/** @param peer textual address of the socket's other end */
export function admitsPeer({ networks }: Entrance, peer: string): boolean {
  return networks === undefined || networks.some((set) => set.lookupText(peer) >= 0);
}

/** Without a certificate there is no identity. */
export function admitsCertificate(
  { identities }: Entrance,
  certificate: ClientCertificate | undefined,
): boolean {
  if (identities === undefined) return true;
  return certificate !== undefined && identities.some((identity) => hasIdentity(certificate, identity));
}

function hasIdentity(certificate: ClientCertificate, { kind, value }: CertificateIdentity): boolean {
  if (kind === "fingerprint") return certificate.fingerprint === value;
  if (kind === "subject") return certificate.subject === value;
  return certificate.names.some((name) => name === value || name.slice(name.indexOf(":") + 1) === value);
}
