// Stage `route`: host and normalised path select site, route and target. It only selects: every target, the
// sinkpool too, is answered in `forward`, after the engines have seen the request.

import { type Outcome, refuse } from "#http/exchange.ts";
import { normaliseTarget } from "#http/path.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { acceptsRequest, type Route, type RouteQuery } from "../route.ts";

export function selectRoute(x: GatewayExchange): Outcome {
  const site = x.runtime.hosts.get(x.listener)?.find(x.head.host);
  if (site === undefined) return refuse("site-unknown", x.head.host);
  x.site = site.name;
  const normal = normaliseTarget(x.head.pathAndQuery, site.pathRules);
  if (typeof normal === "string") return refuse(normal);
  const query: RouteQuery = {
    method: x.head.method,
    fields: x.head.fields,
    clientAddress: x.clientAddress,
    listener: x.listener,
  };
  const route = site.routes.find(normal.path, acceptsRequest, query) ?? site.otherwise;
  x.matched = route;
  x.route = route.name;
  x.target = route.target.label;
  x.path = ownSpelling(normal.path, route);
  x.query = normal.query;
  return undefined;
}

/** Where case was ignored, the backend gets the path as the route's author spelled it. */
function ownSpelling(path: string, route: Route): string {
  return path.startsWith(route.path) ? path : route.path + path.slice(route.path.length);
}
