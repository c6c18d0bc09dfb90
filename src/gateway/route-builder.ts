// Makes the routes of one site as a worker holds them, from what the snapshot says of them.

import { makeField } from "#http/field.ts";
import type { AddressList } from "#network/address-list.ts";
import type { GuardDocuments } from "#snapshot/guard-identity-spec.ts";
import type { RouteLimitSpec } from "#snapshot/limit-spec.ts";
import type { LimitSpec, RouteSpec, SiteSpec, TargetSpec } from "#snapshot/snapshot.ts";
import { buildErrorPages } from "./error-pages.ts";
import { fixedResponse } from "./fixed-response.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { Mirror } from "./mirror.ts";
import type { PolicyRuntime } from "./policy/policy-runtime.ts";
import type { RoutePolicy } from "./policy/route-policy.ts";
import type { PoolEntry, PoolTable } from "./pool-table.ts";
import type { ReportDesk } from "./report-desk.ts";
import { compileRewrites } from "./rewrite/rewrite-rule.ts";
import type { Route, Target } from "./route.ts";
import type { LoadLimit, LoadTable, RouteLimits } from "./route-limits.ts";
import type { WafPolicies } from "./waf/waf-policy.ts";

export type RouteParts = {
  readonly pools: PoolTable;
  readonly networks: readonly AddressList[];
  readonly loads: LoadTable;
  readonly policies: WafPolicies;
  readonly policyRuntime: PolicyRuntime;
  readonly guardDocuments: GuardDocuments | undefined;
  readonly reportDesk: ReportDesk;
  /** The node's own limits, and what is read at most. */
  readonly own: LimitSpec;
  readonly read: LimitSpec;
  readonly ports: GatewayPorts;
};

export class RouteBuilder {
  private readonly site: SiteSpec;
  private readonly parts: RouteParts;

  constructor(site: SiteSpec, parts: RouteParts) {
    this.site = site;
    this.parts = parts;
  }

  /** @param siteName as metrics name it */
  build(spec: RouteSpec, siteName: string): Route {
    const { networks, ports } = this.parts;
    const target = this.target(spec.target);
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
      errorPages: buildErrorPages([spec.features.errors, this.site.errors]),
      rewrites: compileRewrites(spec.features.rewrites, this.site.path, networks),
      limits: this.limits(spec.name, spec.features.limits),
      mirror: this.mirror(spec),
      policy: this.policy(spec, target),
      waf: this.parts.policies.get(spec.features.wafPolicy),
      target,
      meter: ports.metrics.routeMeter(siteName, spec.name),
    };
  }

  /** Undefined where the route has none but the node's, so that most requests ask nothing. */
  private limits(route: string, spec: RouteLimitSpec): RouteLimits | undefined {
    const { own, read } = this.parts;
    const bodyBytes = spec.bodyBytes < 0 ? own.bodyBytes : spec.bodyBytes;
    const headerCount = spec.headerCount < 0 ? own.headerCount : spec.headerCount;
    const loads = this.loadLimits(route, spec.concurrentRequests);
    const isNodes = bodyBytes === read.bodyBytes && headerCount === read.headerCount && loads.length === 0;
    if (isNodes && spec.bodyTimeoutMs < 0 && spec.responseTimeoutMs < 0) return undefined;
    const { bodyTimeoutMs, responseTimeoutMs } = spec;
    return { bodyBytes, headerCount, bodyTimeoutMs, responseTimeoutMs, loads };
  }

  private loadLimits(route: string, limit: number): readonly LoadLimit[] {
    const { loads } = this.parts;
    const { name, concurrentRequests } = this.site;
    const ofRoute = limit < 0 ? [] : [{ load: loads.load(name, route), limit }];
    if (concurrentRequests < 0) return ofRoute;
    return [...ofRoute, { load: loads.load(name, ""), limit: concurrentRequests }];
  }

  private policy({ name, features }: RouteSpec, target: Target): RoutePolicy | undefined {
    const { policyRuntime } = this.parts;
    if (features.apis.length > 0) return policyRuntime.forApis(features.apis, this.site.path.ignoreCase);
    if (features.policy === undefined) return undefined;
    return policyRuntime.forRoute(features.policy, name, target);
  }

  private mirror({ name, features }: RouteSpec): Mirror | undefined {
    const { mirror } = features;
    if (mirror === undefined) return undefined;
    const meter = this.parts.ports.metrics.mirrorMeter(this.site.name, name);
    return new Mirror(mirror, this.entry(mirror.pool), meter);
  }

  private entry(pool: string): PoolEntry {
    const entry = this.parts.pools.get(pool);
    if (entry === undefined) throw new Error(`the snapshot has no pool ${pool}`);
    return entry;
  }

  private target(spec: TargetSpec): Target {
    switch (spec.kind) {
      case "pool":
        return { kind: "pool", label: `pool:${spec.pool}`, entry: this.entry(spec.pool) };
      case "redirect":
        return { ...spec, label: "redirect" };
      case "respond": {
        const response = fixedResponse(spec.status, [makeField("Content-Type", spec.contentType)], spec.body);
        return { kind: "answer", label: "respond", response };
      }
      case "sinkpool":
        return { kind: "sinkpool", label: `sinkpool:${spec.name}`, status: spec.status };
      case "guard": {
        const document = this.parts.guardDocuments?.[spec.document];
        if (document === undefined) throw new Error("the snapshot has no documents for guards");
        return { kind: "guard", label: `guard:${spec.document}`, document };
      }
      case "reports":
        return { kind: "reports", label: "guard:reports", desk: this.parts.reportDesk };
    }
  }
}
