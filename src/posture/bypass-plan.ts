// A configuration → what the audit has to look at: every address of every member of every pool, with what is
// known of it. Asks DNS, and sends nothing to a backend.

import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import type { Config, Pool } from "#config/config.ts";
import { placeOf } from "#config/source.ts";
import { hostWithPort, originWithPort } from "#kernel/address.ts";
import { defaultPort } from "#kernel/default-port.ts";
import type { Place } from "#kernel/diagnostic.ts";
import { compilePool } from "#snapshot/compile-pool.ts";
import { createNameResolver } from "#upstream/name-resolver.ts";
import type { AuditSettings, AuditTarget } from "./bypass/audit-target.ts";
import { routeToPool } from "./bypass/gateway-path.ts";
import { isDeclaredOwn, ownershipFlaw } from "./bypass/ownership.ts";
import { probeRequest, wireOf } from "./bypass/request-wire.ts";

export type PlannedBackend = Pick<AuditTarget, "pool" | "member" | "address"> & {
  readonly place: Place;
  readonly what:
    | { readonly kind: "target"; readonly target: AuditTarget }
    /** Nothing can be tried, and why. */
    | { readonly kind: "flaw"; readonly flaw: string };
};

export type PlanOptions = {
  /** Only this pool; every one where it is undefined. */
  readonly pool: string | undefined;
  /** Where the gateway is asked; derived from the configuration where it is undefined. */
  readonly gateway: URL | undefined;
  readonly auditId: string;
};

export function auditSettings(config: Config, auditId: string, isLight: boolean): AuditSettings {
  const { interval, timeout, ports, specPaths, staticHeaders } = config.audit.bypass;
  const { shared, expired } = config.auditPems;
  return {
    isLight,
    intervalMs: interval,
    timeoutMs: timeout,
    ports,
    specPaths,
    staticHeaders: [...staticHeaders],
    shared,
    expired,
    auditId,
  };
}

export async function planAudit(config: Config, options: PlanOptions): Promise<PlannedBackend[]> {
  const planned: PlannedBackend[] = [];
  for (const [name, pool] of config.pools) {
    if (options.pool !== undefined && options.pool !== name) continue;
    planned.push(...(await planPool(config, name, pool, options)));
  }
  return planned;
}

type Known = ReturnType<Config["audit"]["bypass"]["pools"]["get"]>;

/** What all members of a pool share. */
type Shared = {
  readonly config: Config;
  readonly name: string;
  readonly pool: Pool;
  readonly known: Known;
  readonly options: PlanOptions;
};

async function planPool(
  config: Config,
  name: string,
  pool: Pool,
  options: PlanOptions,
): Promise<PlannedBackend[]> {
  const known = config.audit.bypass.pools.get(name);
  const shared = { config, name, pool, known, options };
  let doors = await furtherAddresses(shared);
  const planned: PlannedBackend[] = [];
  for (const member of pool.members) {
    const { host } = member.url;
    const url = originWithPort(member.url);
    const base = { pool: name, member: url, place: placeOf(config.places.value(member, "url")) };
    const addresses = await addressesOf(host, pool);
    if (addresses.length === 0) {
      planned.push({ ...base, address: "", what: { kind: "flaw", flaw: `${host} does not resolve` } });
    }
    for (const address of addresses) {
      const target = targetOf(shared, member.url, url, address, doors);
      // Further addresses belong to the pool: they are tried once.
      doors = [];
      const flaw = await foreignFlaw(config, target, options.auditId);
      const what = flaw === undefined ? { kind: "target" as const, target } : { kind: "flaw" as const, flaw };
      planned.push({ ...base, address, what });
    }
  }
  return planned;
}

type Door = { readonly address: string; readonly isOwn: boolean };

/** Those that are not proven to be ours are left out, and said to be by the probe that would try them. */
async function furtherAddresses({ config, known, pool }: Shared): Promise<readonly Door[]> {
  const { own } = config.audit.bypass;
  const found = new Map<string, boolean>();
  const note = (host: string, address: string): void => {
    found.set(address, found.get(address) === true || isDeclaredOwn(host, address, own));
  };
  for (const address of known?.addresses ?? []) note(address, address);
  for (const host of known?.hosts ?? []) {
    for (const address of await addressesOf(host, pool)) note(host, address);
  }
  return [...found].map(([address, isOwn]) => ({ address, isOwn }));
}

function targetOf(
  { config, name, pool, known, options }: Shared,
  { host, port, isTls }: Pool["members"][number]["url"],
  member: string,
  address: string,
  doors: readonly Door[],
): AuditTarget {
  const { assertion, tls } = compilePool(name, pool, config, "");
  const canary = known?.canary ?? pool.healthCheck?.path ?? "/";
  return {
    ...{ pool: name, member, memberHost: host, address, port, isTls, canary, assertion },
    tls: isTls ? tls : undefined,
    isHttp2: pool.protocol === "http2",
    proxyProtocol: pool.proxyProtocol,
    host: known?.host ?? pool.healthCheck?.host ?? hostOf(host, port, isTls),
    randomPath: `/portcullis-audit-${randomBytes(6).toString("hex")}`,
    bodyPath: known?.bodyPath,
    healthPath: known?.healthPath,
    doors: doors.filter(({ isOwn }) => isOwn).map((door) => door.address),
    foreignDoors: doors.filter(({ isOwn }) => !isOwn).map((door) => door.address),
    hostVariants: [...(known?.hosts ?? []), ...servedHosts(config)],
    gateway: routeToPool(config, name, canary, options.gateway),
  };
}

/** As the gateway names a member by itself (RFC 9110 §7.2). */
function hostOf(host: string, port: number, isTls: boolean): string {
  const isDefault = port === defaultPort(isTls ? "https" : "http");
  return isDefault ? (host.includes(":") ? `[${host}]` : host) : hostWithPort(host, port);
}

/** Exact names of the sites: what a server may take for the gateway's own. */
const servedHosts = (config: Config): string[] =>
  [...config.sites.values()].flatMap(({ hosts }) => hosts.filter((host) => !host.includes("*"))).slice(0, 4);

async function addressesOf(host: string, { dns }: Pool): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const resolver = createNameResolver(dns.servers);
  try {
    return (await resolver.resolve(host)).addresses;
  } catch {
    // No such name, or nobody to ask: the caller says so.
    return [];
  } finally {
    resolver.close();
  }
}

async function foreignFlaw(
  config: Config,
  target: AuditTarget,
  auditId: string,
): Promise<string | undefined> {
  const { own, ownershipToken } = config.audit.bypass;
  const { memberHost, address } = target;
  if (isDeclaredOwn(memberHost, address, own)) return undefined;
  const path = "/.well-known/portcullis-audit";
  const plain = { method: "GET", target: path, host: target.host, headers: [], body: "" };
  const request = probeRequest(target, auditSettings(config, auditId, false), wireOf(plain, auditId));
  return ownershipFlaw(memberHost, request, ownershipToken);
}
