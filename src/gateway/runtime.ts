// A snapshot as a worker runs it: tables built from plain data, immutable once they are in use. Built in
// slices, so that requests under way wait for none of it.

import { BotClassifier } from "#bot/bot-classifier.ts";
import type { PathRules } from "#http/path.ts";
import { PrefixSet } from "#kernel/prefix-set.ts";
import { runTurn } from "#kernel/run-steps.ts";
import { AddressList, type AddressListTable } from "#network/address-list.ts";
import type { ScreenLists } from "#network/address-screen.ts";
import { type Countries, UNKNOWN_COUNTRY } from "#network/country-table.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import type { LimitSpec, RouteSpec, SiteSpec, Snapshot } from "#snapshot/snapshot.ts";
import { buildFunctions, type EdgeFunctions } from "./edge/edge-function.ts";
import { buildEdgeRules, type EdgeRuleParts, type EdgeRules } from "./edge/edge-rules.ts";
import { buildEntrance, type Entrance } from "./entrance.ts";
import { buildErrorPages, type ErrorPages } from "./error-pages.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { HostTable } from "./host-table.ts";
import { PathTable } from "./path-table.ts";
import { PolicyRuntime } from "./policy/policy-runtime.ts";
import { buildPools, type PoolTable } from "./pool-table.ts";
import { ReportDesk } from "./report-desk.ts";
import { compileRewrites, type RewriteRule } from "./rewrite/rewrite-rule.ts";
import type { Route } from "./route.ts";
import { RouteBuilder } from "./route-builder.ts";
import { LoadTable } from "./route-limits.ts";
import { buildWafPolicies, type WafPolicies, type WafPolicy } from "./waf/waf-policy.ts";

export type Site = {
  readonly name: string;
  readonly pathRules: PathRules;
  /** Run before the route's own. */
  readonly rewrites: readonly RewriteRule[];
  /** Undefined where there are none. */
  readonly edgeRules: EdgeRules | undefined;
  readonly errorPages: ErrorPages | undefined;
  /** Looks at heads that never reach a route. */
  readonly waf: WafPolicy | undefined;
  readonly routes: PathTable<Route>;
  /** What takes a request that no route of the author's takes. */
  readonly otherwise: Route;
};

export type Runtime = {
  readonly snapshot: Snapshot;
  /** By listener name. */
  readonly hosts: ReadonlyMap<string, HostTable<Site>>;
  readonly pools: PoolTable;
  readonly policies: WafPolicies;
  readonly policyRuntime: PolicyRuntime;
  readonly functions: EdgeFunctions;
  /** As the snapshot numbers them. */
  readonly networks: readonly AddressList[];
  /** Undefined where the snapshot has no data on them. */
  readonly countries: Countries | undefined;
  readonly bots: BotClassifier;
  /** By listener name; undefined where no network is allowed or denied anywhere. */
  readonly screens: ReadonlyMap<string, ScreenLists> | undefined;
  /** Of what can be limited in its number. */
  readonly loads: LoadTable;
  /** What is read at most before a route is known. */
  readonly limits: LimitSpec;
  readonly trustedHops: PrefixSet;
  /** By listener name. */
  readonly entrances: ReadonlyMap<string, Entrance>;
};

/** What a gateway has beside its snapshots. */
export type Beside = {
  /** By network, what its feed holds now. */
  readonly feeds: ReadonlyMap<string, AddressListTable>;
  readonly countries: Countries;
};

/** Builds a runtime, yielding to the event loop after each turn. */
export async function buildRuntime(
  snapshot: Snapshot,
  previous: Runtime | undefined,
  ports: GatewayPorts,
  beside: Beside,
): Promise<Runtime> {
  const steps = buildSteps(snapshot, previous, ports, beside);
  for (;;) {
    const step = runTurn(steps, ports.now);
    if (step.done === true) return step.value;
    if (step.value !== undefined) await step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function* buildSteps(
  snapshot: Snapshot,
  previous: Runtime | undefined,
  ports: GatewayPorts,
  { feeds, countries }: Beside,
): Generator<undefined | Promise<unknown>, Runtime> {
  const { challengeKey } = snapshot;
  const pools = buildPools(snapshot.pools, snapshot.limits, previous?.pools ?? new Map(), ports);
  const networks = snapshot.networks.map(
    ({ name, isFeed, table }) => new AddressList(name, isFeed ? (feeds.get(name) ?? table) : table),
  );
  const loads = new LoadTable(previous?.loads);
  const limits = serverLimits(snapshot);
  const trustedHops = new PrefixSet(snapshot.trustedHops);
  yield;
  const none: WafPolicies = new Map();
  const policies = yield* buildWafPolicies(snapshot.wafPolicies, previous?.policies ?? none, {
    collections: ports.wafCollections,
    operators: { geo: geoPort(countries) },
  });
  const entrances = yield* buildEntrances(snapshot, networks, trustedHops, previous);
  const policyRuntime = new PolicyRuntime({ snapshot, pools, ports, previous: previous?.policyRuntime });
  yield* policyRuntime.prepare();
  const functions = yield* buildFunctions(snapshot.functions, previous?.functions ?? new Map(), ports);
  const reportDesk = new ReportDesk(snapshot.pools, ports);
  const hosts = new Map<string, HostTable<Site>>();
  for (const listener of snapshot.listeners) hosts.set(listener.name, new HostTable());
  for (const spec of snapshot.sites) {
    const builder = new RouteBuilder(spec, {
      pools,
      networks,
      loads,
      policies,
      policyRuntime,
      guardDocuments: snapshot.guardDocuments,
      reportDesk,
      own: snapshot.limits,
      read: limits,
      ports,
    });
    const site = yield* buildSite(spec, builder, { networks, policies, functions, challengeKey, ports });
    for (const [listener, table] of hosts) {
      if (spec.listeners.length > 0 && !spec.listeners.includes(listener)) continue;
      for (const host of spec.hosts) table.add(host, site);
    }
  }
  loads.close();
  const bots = new BotClassifier(snapshot.bots, networks, ports.hostProofs);
  const places = { networks, countries: snapshot.countries && countries, screens: screensOf(entrances) };
  const engines = { policies, policyRuntime, functions, bots };
  return { snapshot, limits, hosts, pools, ...engines, ...places, loads, trustedHops, entrances };
}

function screensOf(entrances: ReadonlyMap<string, Entrance>): ReadonlyMap<string, ScreenLists> | undefined {
  const screens = new Map([...entrances].map(([listener, { screen }]) => [listener, screen]));
  const isUsed = [...screens.values()].some(({ allow, deny }) => allow.length + deny.length > 0);
  return isUsed ? screens : undefined;
}

/** As ModSecurity does, an address that the data does not know is not found, and GEO stays empty. */
function geoPort(countries: Countries): (address: string) => Readonly<Record<string, string>> | undefined {
  return (address) => {
    const code = countries.codeOf(address);
    return code === "" || code === UNKNOWN_COUNTRY ? undefined : { COUNTRY_CODE: code };
  };
}

function* buildEntrances(
  { listeners, screen }: Snapshot,
  networks: readonly AddressList[],
  trustedHops: PrefixSet,
  previous: Runtime | undefined,
): Generator<undefined, Map<string, Entrance>> {
  const entrances = new Map<string, Entrance>();
  for (const spec of listeners) {
    const before = previous?.entrances.get(spec.name);
    entrances.set(spec.name, yield* buildEntrance(spec, screen, networks, trustedHops, before));
  }
  return entrances;
}

/** What any route allows has to be read before the route is known; the route then judges by its own. */
function serverLimits({ limits, sites }: Snapshot): LimitSpec {
  let { bodyBytes, headerCount } = limits;
  for (const { routes } of sites) {
    for (const { features } of routes) {
      bodyBytes = Math.max(bodyBytes, features.limits.bodyBytes);
      headerCount = Math.max(headerCount, features.limits.headerCount);
    }
  }
  return { ...limits, bodyBytes, headerCount };
}

function* buildSite(spec: SiteSpec, builder: RouteBuilder, parts: EdgeRuleParts): Generator<undefined, Site> {
  const routes = new PathTable<Route>(spec.path.ignoreCase);
  for (const routeSpec of spec.routes) {
    const route = builder.build(routeSpec, spec.name);
    routes.add(routeSpec.path.kind, route.path, route);
    yield;
  }
  const ownFeatures = { ...noFeatures, wafPolicy: spec.wafPolicy };
  const otherwise = builder.build({ ...noRoute, features: ownFeatures }, "");
  yield;
  const edgeRules = buildEdgeRules(spec.name, spec.edgeRules, parts);
  const waf = parts.policies.get(spec.wafPolicy);
  const rewrites = compileRewrites(spec.rewrites, spec.path, parts.networks);
  const errorPages = buildErrorPages([spec.errors]);
  return { name: spec.name, pathRules: spec.path, rewrites, edgeRules, errorPages, waf, routes, otherwise };
}

/** Nothing falls through: a request that no route takes ends in a sinkpool. */
const noRoute: RouteSpec = {
  name: "",
  path: { kind: "prefix", path: "" },
  methods: [],
  headers: [],
  networks: [],
  listeners: [],
  webSocket: undefined,
  features: noFeatures,
  target: { kind: "sinkpool", name: "default", status: 404 },
};
