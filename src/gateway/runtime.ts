// A snapshot as a worker runs it: tables built from plain data, immutable once they are in use. Built in
// slices, so that requests under way wait for none of it.

import { makeField } from "#http/field.ts";
import type { PathRules } from "#http/path.ts";
import { PrefixSet } from "#kernel/prefix-set.ts";
import type { ErrorSpec } from "#snapshot/error-spec.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import type { RouteSpec, SiteSpec, Snapshot, TargetSpec } from "#snapshot/snapshot.ts";
import { ErrorPages } from "./error-pages.ts";
import { fixedResponse } from "./fixed-response.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { HostTable } from "./host-table.ts";
import { PathTable } from "./path-table.ts";
import { buildPools, type PoolTable } from "./pool-table.ts";
import { compileRewrites, type RewriteRule } from "./rewrite/rewrite-rule.ts";
import type { Route, Target } from "./route.ts";

export type Site = {
  readonly name: string;
  readonly pathRules: PathRules;
  /** Run before the route's own. */
  readonly rewrites: readonly RewriteRule[];
  readonly errorPages: ErrorPages | undefined;
  readonly routes: PathTable<Route>;
  /** What takes a request that no route of the author's takes. */
  readonly otherwise: Route;
};

export type Runtime = {
  readonly snapshot: Snapshot;
  /** By listener name. */
  readonly hosts: ReadonlyMap<string, HostTable<Site>>;
  readonly pools: PoolTable;
  readonly trustedHops: PrefixSet;
};

const SLICE_MS = 5;

/** Builds a runtime, yielding to the event loop every few milliseconds. */
export async function buildRuntime(
  snapshot: Snapshot,
  previousPools: PoolTable,
  ports: GatewayPorts,
): Promise<Runtime> {
  const steps = buildSteps(snapshot, previousPools, ports);
  for (;;) {
    const until = ports.now() + SLICE_MS;
    let step = steps.next();
    while (!step.done && ports.now() < until) step = steps.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function* buildSteps(
  snapshot: Snapshot,
  previousPools: PoolTable,
  ports: GatewayPorts,
): Generator<undefined, Runtime> {
  const pools = buildPools(snapshot.pools, snapshot.limits, previousPools, ports);
  const networks = snapshot.networks.map((network) => new PrefixSet(network.prefixes));
  yield;
  const hosts = new Map<string, HostTable<Site>>();
  for (const listener of snapshot.listeners) hosts.set(listener.name, new HostTable());
  for (const spec of snapshot.sites) {
    const site = yield* buildSite(spec, pools, networks, ports);
    for (const [listener, table] of hosts) {
      if (spec.listeners.length > 0 && !spec.listeners.includes(listener)) continue;
      for (const host of spec.hosts) table.add(host, site);
    }
  }
  return { snapshot, hosts, pools, trustedHops: new PrefixSet(snapshot.trustedHops) };
}

function* buildSite(
  spec: SiteSpec,
  pools: PoolTable,
  networks: readonly PrefixSet[],
  ports: GatewayPorts,
): Generator<undefined, Site> {
  const routes = new PathTable<Route>(spec.path.ignoreCase);
  for (const routeSpec of spec.routes) {
    const route = buildRoute(spec, routeSpec, pools, networks, ports);
    routes.add(routeSpec.path.kind, route.path, route);
    yield;
  }
  const otherwise = buildRoute({ ...spec, name: "" }, noRoute, pools, networks, ports);
  const rewrites = compileRewrites(spec.rewrites, spec.path, networks);
  const errorPages = buildErrorPages([spec.errors]);
  return { name: spec.name, pathRules: spec.path, rewrites, errorPages, routes, otherwise };
}

function buildErrorPages(levels: readonly (readonly ErrorSpec[])[]): ErrorPages | undefined {
  return levels.every((specs) => specs.length === 0) ? undefined : new ErrorPages(levels);
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

function buildRoute(
  site: SiteSpec,
  spec: RouteSpec,
  pools: PoolTable,
  networks: readonly PrefixSet[],
  ports: GatewayPorts,
): Route {
  const sets = spec.networks.map((id) => networks[id]).filter((set) => set !== undefined);
  return {
    name: spec.name,
    path: spec.path.path,
    isPrefix: spec.path.kind === "prefix",
    methods: spec.methods.length > 0 ? spec.methods : undefined,
    headers: spec.headers,
    networks: spec.networks.length > 0 ? sets : undefined,
    listeners: spec.listeners.length > 0 ? spec.listeners : undefined,
    webSocket: spec.webSocket,
    errorPages: buildErrorPages([spec.features.errors, site.errors]),
    rewrites: compileRewrites(spec.features.rewrites, site.path, networks),
    target: buildTarget(spec.target, pools),
    meter: ports.metrics.routeMeter(site.name, spec.name),
  };
}

function buildTarget(spec: TargetSpec, pools: PoolTable): Target {
  switch (spec.kind) {
    case "pool": {
      const entry = pools.get(spec.pool);
      if (entry === undefined) throw new Error(`the snapshot has no pool ${spec.pool}`);
      return { kind: "pool", label: `pool:${spec.pool}`, entry };
    }
    case "redirect":
      return { ...spec, label: "redirect" };
    case "respond": {
      const response = fixedResponse(spec.status, [makeField("Content-Type", spec.contentType)], spec.body);
      return { kind: "answer", label: "respond", response };
    }
    case "sinkpool":
      return { kind: "sinkpool", label: `sinkpool:${spec.name}`, status: spec.status };
  }
}
