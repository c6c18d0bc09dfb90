// A listener of the configuration → its spec, but for what no file of the configuration holds: the keys of
// session tickets and the certificates of a local authority, which control fills in.

import { dirname, join } from "node:path";
import type { Config } from "#config/config.ts";
import { besideFile } from "#config/source.ts";
import type { Http2Limits } from "#http/http2-limits.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { distinguishedName } from "#tls/distinguished-name.ts";
import type {
  CertificateIdentity,
  CertificateSpec,
  IdentitySpec,
  ListenerSpec,
  ListenerTlsSpec,
  ScreenSpec,
} from "./listener-spec.ts";

type Listener = Config["listeners"] extends ReadonlyMap<string, infer L> ? L : never;
type ListenerTls = Exclude<Listener["tls"], undefined>;
type Identity = Exclude<Listener["requireIdentity"], undefined>;

export function compileListener(name: string, listener: Listener, config: Config): ListenerSpec {
  const { address, port, maxConnections, maxConnectionsPerClient } = listener;
  const { tls, proxyProtocol, requireIdentity } = listener;
  const http2 = listener.http2 ?? tls !== undefined;
  return {
    name,
    address,
    port,
    maxConnections,
    maxConnectionsPerClient,
    private: listener.private,
    http2,
    http2Limits: compileHttp2Limits(listener.http2Limits),
    tls: tls === undefined ? undefined : compileTls(name, tls, http2, config),
    proxyProtocol,
    screen: compileScreen(listener.screen, config),
    requireIdentity: requireIdentity === undefined ? undefined : compileIdentity(requireIdentity, config),
  };
}

export function compileScreen({ allow, deny }: Config["screen"], { networks }: Config): ScreenSpec {
  const names = [...networks.keys()];
  const idsOf = (named: readonly string[]) => named.map((name) => names.indexOf(name));
  return { allow: idsOf(allow), deny: idsOf(deny) };
}

function compileHttp2Limits(limits: Listener["http2Limits"]): Http2Limits {
  return {
    maxConcurrentStreams: limits.concurrentStreams,
    streamWindowBytes: limits.streamWindow,
    connectionWindowBytes: limits.connectionWindow,
    encodedHeadBytes: limits.encodedHead,
    maxContinuationsPerHead: limits.continuationsPerHead,
    maxResetsPerSecond: limits.resetsPerSecond,
    maxSettingsPerSecond: limits.settingsPerSecond,
    maxPingsPerSecond: limits.pingsPerSecond,
    maxWindowUpdatesPerSecond: limits.windowUpdatesPerSecond,
    windowUpdateBytes: defaultLimits.http2.windowUpdateBytes,
    maxEmptyFramesPerSecond: limits.emptyFramesPerSecond,
    maxOtherFramesPerSecond: limits.otherFramesPerSecond,
    penaltyMs: limits.penalty,
    maxPenaltyMs: limits.maxPenalty,
    firstRequests: limits.firstRequests,
    queuedResponseBytes: limits.queuedResponse,
    maxSessionMegabytes: Math.floor(limits.memory / (1024 * 1024)),
  };
}

function compileTls(name: string, tls: ListenerTls, http2: boolean, config: Config): ListenerTlsSpec {
  const { mode } = tls.clientCertificates;
  return {
    certificates: tls.certificates.flatMap((certificate): CertificateSpec[] => {
      const loaded = config.certificates.get(certificate);
      return loaded === undefined ? [] : [{ name: certificate, ...loaded }];
    }),
    acme: tls.certificates.flatMap((certificate, at) => {
      const spec = config.acme.get(certificate);
      if (spec === undefined) return [];
      const { domains, directory, keyType } = spec;
      return [{ name: certificate, domains, directory, keyType, folder: acmeFolderOf(config), at }];
    }),
    localAuthority: localAuthorityOf(name, tls, config),
    protocols: http2 ? ["h2", "http/1.1"] : ["http/1.1"],
    minVersion: tls.minVersion,
    handshakeTimeoutMs: tls.handshakeTimeout,
    ticketKeys: undefined,
    ticketRotationMs: tls.ticketRotation,
    clientCertificates: {
      mode,
      ...(config.clientTrust.get(name) ?? { authorities: [], revocationLists: [] }),
    },
  };
}

/** Beside the store. */
export const acmeFolderOf = ({ store, places }: Pick<Config, "store" | "places">): string =>
  join(dirname(besideFile(places.value(store, "path"), store.path)), "acme");

function localAuthorityOf(name: string, tls: ListenerTls, config: Config): ListenerTlsSpec["localAuthority"] {
  if (tls.localAuthority === undefined) return undefined;
  const folder = besideFile(config.places.value(tls, "localAuthority"), tls.localAuthority);
  const served = [...config.sites.values()].filter(
    ({ listeners }) => listeners.length === 0 || listeners.includes(name),
  );
  const hosts = served.flatMap((site) => site.hosts).filter((host) => host !== "*");
  // An IPv6 address stands in brackets in a URL only.
  return { folder, names: [...new Set(hosts.map((host) => host.replace(/^\[(.*)\]$/, "$1")))] };
}

function compileIdentity({ networks, certificates }: Identity, config: Config): IdentitySpec {
  const names = [...config.networks.keys()];
  return {
    networks: networks.map((network) => names.indexOf(network)),
    certificates: certificates.map(compileCertificateIdentity),
  };
}

function compileCertificateIdentity(written: Identity["certificates"][number]): CertificateIdentity {
  const { san, subject, fingerprint } = written;
  if (san !== undefined) return { kind: "san", value: san };
  if (subject !== undefined) return { kind: "subject", value: distinguishedName(subject) };
  return { kind: "fingerprint", value: fingerprint ?? "" };
}
