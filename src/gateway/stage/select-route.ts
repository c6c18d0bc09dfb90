// Stage `route`: host and normalised path select site, route and target. It only selects: every target, the
// sinkpool too, is answered in `forward`, after the engines have seen the request.

import type { TlsFacts } from "#http/client-info.ts";
import { type Outcome, refuse } from "#http/exchange.ts";
import { normaliseTarget } from "#http/path.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { type Reroute, rewriteRequest } from "../rewrite/run-rewrites.ts";
import { acceptsRequest, ownSpelling, type Route, type RouteQuery } from "../route.ts";
import { enforceLimits } from "../route-limits.ts";
import type { Site } from "../runtime.ts";

export function selectRoute(x: GatewayExchange): Outcome {
  const tls = x.client?.tls;
  if (tls !== undefined && isMisdirected(x.head.host, tls)) return refuse("host-misdirected", x.head.host);
  const site = x.runtime.hosts.get(x.listener)?.find(x.head.host);
  if (site === undefined) return refuse("site-unknown", x.head.host);
  x.site = site.name;
  x.errorPages = site.errorPages;
  x.askedRules = site.edgeRules;
  if (x.head.targetScheme === "https" && x.scheme === "http" && !x.isPeerTrusted) {
    return refuse("target-misdirected", x.head.target);
  }
  const normal = normaliseTarget(x.head.pathAndQuery, site.pathRules);
  if (typeof normal === "string") return refuse(normal);
  const route = matchRoute(x, site, normal.path);
  const path = ownSpelling(normal.path, route);
  if (site.rewrites.length + route.rewrites.length > 0) {
    const reroute: Reroute = (made) => matchRoute(x, site, made);
    const flaw = rewriteRequest(x, site.rewrites, path, normal.query, route, reroute);
    if (flaw !== undefined) return flaw;
  } else {
    x.path = path;
    x.query = normal.query;
  }
  const limits = x.matched?.limits;
  return limits === undefined ? undefined : enforceLimits(x, limits);
}

function matchRoute(x: GatewayExchange, site: Site, path: string): Route {
  const query: RouteQuery = {
    method: x.head.method,
    fields: x.head.fields,
    clientAddress: x.clientAddress,
    listener: x.listener,
  };
  const route = site.routes.find(path, acceptsRequest, query) ?? site.otherwise;
  x.matched = route;
  x.errorPages = route.errorPages;
  x.route = route.name;
  x.target = route.target.label;
  return route;
}

/**
 * A client that asked for one name and now asks for another, which the certificate that it was shown is not
 * good for, took the wrong connection (RFC 9110 §7.4).
 */
function isMisdirected(host: string, { serverName, servedNames }: TlsFacts): boolean {
  if (serverName === "" || host === serverName || host === "") return false;
  return servedNames?.find(host) === undefined;
}
