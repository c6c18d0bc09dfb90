// Configuration → snapshot: names become indexes and texts become the plain tables that workers build from.
// Pure, and total: a configuration that was loaded compiles.

import { challengeKeyOf } from "#bot/challenge.ts";
import type { Config, Route, Site, Target } from "#config/config.ts";
import { debugKeyOf } from "#identity/debug-token.ts";
import type { Prefix } from "#kernel/address.ts";
import { buildPrefixTable, type PrefixTable } from "#kernel/prefix-set.ts";
import { noApis } from "./api-spec.ts";
import type { ApiParts } from "./compile-apis.ts";
import { compileBots } from "./compile-bots.ts";
import { compileEdgeRules } from "./compile-edge-rules.ts";
import { compileEgress } from "./compile-egress.ts";
import { compileErrors } from "./compile-errors.ts";
import { compileFeatures, defaultFeatures } from "./compile-features.ts";
import { compileGuardIdentity } from "./compile-guard-identity.ts";
import { compileIdentity } from "./compile-identity.ts";
import { compileListener, compileScreen } from "./compile-listener.ts";
import { compileNetworks } from "./compile-networks.ts";
import { compilePool } from "./compile-pool.ts";
import { compileRewrites } from "./compile-rewrites.ts";
import { compileAccessLog, compileTraces } from "./compile-telemetry.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { type GeoParts, noGeo } from "./geo-parts.ts";
import { noPolicies } from "./policy-spec.ts";
import type { HeaderMatch, RoutePath, RouteSpec, SiteSpec, Snapshot, TargetSpec } from "./snapshot.ts";
import type { WafPolicySpec } from "./waf-spec.ts";

/** What goes into a snapshot beside the configuration itself. */
export type SnapshotParts = {
  /**
   * Signs what the configuration gives no key for; a node keeps it from snapshot to snapshot. Without it,
   * what needs it refuses to be built.
   */
  readonly nodeKey?: string | undefined;
  /** What `compileWaf` made of the configuration's; without them, none looks at anything. */
  readonly wafPolicies?: readonly WafPolicySpec[] | undefined;
  /** What `compileApis` made of the configuration's APIs and documents; without it, there are none. */
  readonly apis?: ApiParts | undefined;
  /** What `compileGeo` made of the configuration; without it, nobody is in any country. */
  readonly geo?: GeoParts | undefined;
  /** What `compileFunctions` made of the configuration's; without it, no rule may run one. */
  readonly functions?: readonly FunctionSpec[] | undefined;
};

/** @param generation numbers the snapshots of a node, rising by one */
export function compileSnapshot(config: Config, generation: number, parts: SnapshotParts = {}): Snapshot {
  const { nodeKey = "", wafPolicies = [], apis = noParts, geo = noGeo, functions = [] } = parts;
  const networkNames = [...config.networks.keys()];
  return {
    generation,
    nodeName: config.node.name,
    listeners: [...config.listeners].map(([name, spec]) => compileListener(name, spec, config)),
    sites: [...config.sites].map(([name, site]) => compileSite(name, site, networkNames, config, apis)),
    pools: [...config.pools].map(([name, pool]) => compilePool(name, pool, config, nodeKey)),
    networks: compileNetworks(config, geo),
    trustedHops: tableOf(config.trustedHops),
    screen: compileScreen(config.screen, config),
    countries: geo.countries?.table,
    bots: compileBots(config, networkNames),
    limits: compileLimits(config),
    accessLog: compileAccessLog(config),
    wafLogFormat: config.wafLog.format,
    functions,
    wafPolicies,
    policies: apis.policies,
    apiModel: apis.model,
    identity: compileIdentity(config),
    challengeKey: challengeKeyOf(nodeKey),
    debugKey: debugKeyOf(nodeKey),
    traces: compileTraces(config),
    egress: compileEgress(config),
    guardIdentity: compileGuardIdentity(config),
  };
}

const noParts: ApiParts = { policies: noPolicies, model: noApis, routes: new Map() };

/** A set: which entry of it holds an address does not matter. */
function tableOf(prefixes: readonly Prefix[]): PrefixTable {
  return buildPrefixTable(prefixes.map((prefix) => ({ prefix, value: 1 })));
}

function compileSite(
  name: string,
  site: Site,
  networkNames: readonly string[],
  config: Config,
  apis: ApiParts,
): SiteSpec {
  const routes = [...site.routes].map(([routeName, route]) =>
    compileRoute(routeName, site, route, networkNames, config, apis),
  );
  if (!routes.some(catchesAll)) routes.push(lastRoute(site, config));
  const { hosts, listeners, path } = site;
  const rewrites = compileRewrites(site.rewrites, networkNames);
  const edgeRules = compileEdgeRules(site, networkNames);
  const errors = compileErrors(site.errors, config.pages);
  const wafPolicy = site.wafPolicy ?? "";
  const concurrentRequests = site.limits.concurrentRequests ?? -1;
  return { name, hosts, listeners, path, rewrites, edgeRules, errors, concurrentRequests, wafPolicy, routes };
}

function catchesAll(route: RouteSpec): boolean {
  const { path, methods, headers, networks, listeners } = route;
  const conditions = [...methods, ...headers, ...networks, ...listeners];
  return path.kind === "prefix" && path.path === "" && conditions.length === 0;
}

/** What no route of the author takes ends in the default sinkpool. */
function lastRoute(site: Site, config: Config): RouteSpec {
  let name = "default";
  while (site.routes.has(name)) name = `sinkpool-${name}`;
  const target = compileSinkpool("default", config);
  return {
    name,
    path: { kind: "prefix", path: "" },
    methods: [],
    headers: [],
    networks: [],
    listeners: [],
    webSocket: undefined,
    features: defaultFeatures(site),
    target,
  };
}

function compileRoute(
  name: string,
  site: Site,
  route: Route,
  networkNames: readonly string[],
  config: Config,
  apis: ApiParts,
): RouteSpec {
  return {
    name,
    path: compilePath(route.path),
    methods: route.methods,
    headers: [...route.headers].map(([header, value]) => compileHeader(header, value)),
    networks: route.networks.map((network) => networkNames.indexOf(network)),
    listeners: route.listeners,
    webSocket: route.webSocket === undefined ? undefined : { idleTimeoutMs: route.webSocket.idleTimeout },
    features: { ...compileFeatures(site, route, networkNames, config), policy: apis.routes.get(route) },
    target: compileTarget(route.target, config),
  };
}

function compilePath(written: string): RoutePath {
  return written.endsWith("/*")
    ? { kind: "prefix", path: written.slice(0, -2) }
    : { kind: "exact", path: written };
}

function compileHeader(name: string, value: string | { readonly present: true }): HeaderMatch {
  return { key: name.toLowerCase(), value: typeof value === "string" ? value : undefined };
}

function compileTarget(target: Target, config: Config): TargetSpec {
  const { pool, redirect, respond, sinkpool, guard } = target;
  if (pool !== undefined) return { kind: "pool", pool };
  if (guard === "reports") return { kind: "reports" };
  if (guard !== undefined) return { kind: "guard", document: guard };
  if (redirect !== undefined)
    return {
      kind: "redirect",
      status: redirect.status,
      location: redirect.location,
      keepsQuery: redirect.keepQuery,
    };
  if (respond === undefined) return compileSinkpool(sinkpool ?? "default", config);
  const { status, contentType } = respond;
  return { kind: "respond", status, contentType, body: Buffer.from(respond.body, "utf8").toString("latin1") };
}

function compileSinkpool(name: string, config: Config): TargetSpec {
  return { kind: "sinkpool", name, status: config.sinkpools.get(name)?.status ?? 404 };
}

function compileLimits({ limits, node }: Config): Snapshot["limits"] {
  return {
    requestLineBytes: limits.requestLine,
    headBytes: limits.head,
    headerCount: limits.headerCount,
    bodyBytes: limits.body,
    headTimeoutMs: limits.headTimeout,
    bodyTimeoutMs: limits.bodyTimeout,
    requestTimeoutMs: limits.requestTimeout,
    idleTimeoutMs: limits.idleTimeout,
    streamTimeoutMs: limits.streamTimeout,
    drainTimeoutMs: node.drainTimeout,
  };
}
