// What routes and pools do besides forwarding: from the configuration to the snapshot.

import type { Config, Pool, Route, Site } from "#config/config.ts";
import type { AffinitySpec } from "./affinity-spec.ts";
import { compileErrors } from "./compile-errors.ts";
import { compileRewrites } from "./compile-rewrites.ts";
import { noFeatures, type RouteFeatures } from "./feature-spec.ts";
import type { RouteLimitSpec } from "./limit-spec.ts";
import type { MirrorSpec } from "./mirror-spec.ts";

export function compileFeatures(
  site: Site,
  route: Route,
  networkNames: readonly string[],
  config: Config,
): RouteFeatures {
  return {
    rewrites: compileRewrites(route.rewrites, networkNames),
    errors: compileErrors(route.errors, config.pages),
    limits: { ...siteLimits(site), ...writtenLimits(route) },
    mirror: compileMirror(route.mirror),
    wafPolicy: route.wafPolicy ?? site.wafPolicy ?? "",
    policy: undefined,
    apis: compileApiNames(route, config),
  };
}

function compileApiNames({ target: { apis } }: Route, config: Config): readonly string[] {
  return apis === "all" ? [...config.apis.keys()] : [...(apis ?? [])];
}

/** Of what no route of the author's takes. */
export function defaultFeatures(site: Site): RouteFeatures {
  return { ...noFeatures, limits: siteLimits(site), wafPolicy: site.wafPolicy ?? "" };
}

/** The site's count of requests is its own: it is not each route's. */
function siteLimits(site: Site): RouteLimitSpec {
  return { ...noFeatures.limits, ...writtenLimits(site), concurrentRequests: -1 };
}

function writtenLimits({ limits }: Pick<Route, "limits">): Partial<RouteLimitSpec> {
  const { body, headerCount, bodyTimeout, responseTimeout, concurrentRequests } = limits;
  return {
    ...(body === undefined ? {} : { bodyBytes: body }),
    ...(headerCount === undefined ? {} : { headerCount }),
    ...(bodyTimeout === undefined ? {} : { bodyTimeoutMs: bodyTimeout }),
    ...(responseTimeout === undefined ? {} : { responseTimeoutMs: responseTimeout }),
    ...(concurrentRequests === undefined ? {} : { concurrentRequests }),
  };
}

function compileMirror(mirror: Route["mirror"]): MirrorSpec | undefined {
  if (mirror === undefined) return undefined;
  const { pool, percent, bodies, nonIdempotent, concurrentRequests } = mirror;
  return { pool, percent, bodyBytes: bodies, copiesNonIdempotent: nonIdempotent, concurrentRequests };
}

/** @param nodeKey signs where the configuration gives no secret of its own */
export function compileAffinity(affinity: Pool["affinity"], nodeKey: string): AffinitySpec | undefined {
  if (affinity === undefined) return undefined;
  const { cookie, ttl, sameSite, secure, path, forward, secret } = affinity;
  return { cookie, ttlMs: ttl ?? 0, sameSite, secure, path, forwards: forward, key: secret ?? nodeKey };
}
