// Who gets into a listener and how: its spec's answers to a connection's first bytes, built once per
// snapshot.

import type { ClientCertificate } from "#http/client-info.ts";
import type { PrefixSet } from "#kernel/prefix-set.ts";
import type { AddressList } from "#network/address-list.ts";
import type { ScreenLists } from "#network/address-screen.ts";
import type { CertificateIdentity, ListenerSpec, ScreenSpec } from "#snapshot/listener-spec.ts";
import { TlsAcceptor } from "./tls-acceptor.ts";

export type Entrance = {
  readonly tls: TlsAcceptor | undefined;
  readonly proxyProtocol: ListenerSpec["proxyProtocol"];
  readonly trustedHops: PrefixSet;
  /** Of the node and of the listener. */
  readonly screen: ScreenLists;
  /** Undefined: a connection may come from anywhere. */
  readonly networks: readonly AddressList[] | undefined;
  /** Undefined: no identity of a client certificate is asked for. */
  readonly identities: readonly CertificateIdentity[] | undefined;
};

export function* buildEntrance(
  spec: ListenerSpec,
  screen: ScreenSpec,
  networks: readonly AddressList[],
  trustedHops: PrefixSet,
  previous: Entrance | undefined,
): Generator<undefined, Entrance> {
  const { tls, proxyProtocol, requireIdentity } = spec;
  const listsOf = (ids: readonly number[]) =>
    ids.map((id) => networks[id]).filter((one) => one !== undefined);
  const identities = requireIdentity?.certificates ?? [];
  return {
    tls: tls === undefined ? undefined : yield* TlsAcceptor.build(spec.name, tls, previous?.tls),
    proxyProtocol,
    trustedHops,
    screen: {
      allow: listsOf([...screen.allow, ...spec.screen.allow]),
      deny: listsOf([...screen.deny, ...spec.screen.deny]),
    },
    networks:
      requireIdentity && requireIdentity.networks.length > 0 ? listsOf(requireIdentity.networks) : undefined,
    identities: identities.length > 0 ? identities : undefined,
  };
}

/** Requests may be read from the first byte on. */
export function isOpen({ tls, proxyProtocol }: Entrance): boolean {
  return tls === undefined && proxyProtocol === "off";
}

/** @param peer textual address of the socket's other end */
export function admitsPeer({ networks }: Entrance, peer: string): boolean {
  return networks === undefined || networks.some((list) => list.holds(peer));
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
