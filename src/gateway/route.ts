// A route as a worker holds it: what it asks of a request, and where it leads.

import type { OutgoingResponse } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";
import type { Template } from "#http/template.ts";
import type { AddressList } from "#network/address-list.ts";
import type { GuardDocument } from "#snapshot/guard-identity-spec.ts";
import type { HeaderMatch, WebSocketSpec } from "#snapshot/snapshot.ts";
import type { ErrorPages } from "./error-pages.ts";
import type { RouteMeter } from "./gateway-port.ts";
import type { Mirror } from "./mirror.ts";
import type { RoutePolicy } from "./policy/route-policy.ts";
import type { PoolEntry } from "./pool-table.ts";
import type { ReportDesk } from "./report-desk.ts";
import type { RewriteRule } from "./rewrite/rewrite-rule.ts";
import type { RouteLimits } from "./route-limits.ts";
import type { WafPolicy } from "./waf/waf-policy.ts";

export type Target =
  | { readonly kind: "pool"; readonly label: string; readonly entry: PoolEntry }
  /** A redirect or a fixed response. */
  | { readonly kind: "answer"; readonly label: string; readonly response: OutgoingResponse }
  | {
      readonly kind: "redirect";
      readonly label: string;
      readonly status: number;
      readonly location: Template;
      readonly keepsQuery: boolean;
    }
  | { readonly kind: "sinkpool"; readonly label: string; readonly status: number }
  | { readonly kind: "guard"; readonly label: string; readonly document: GuardDocument }
  | { readonly kind: "reports"; readonly label: string; readonly desk: ReportDesk };

export type Route = {
  readonly name: string;
  /** As the author spelled it, a prefix without its `/*`: forwarded in place of the client's spelling. */
  readonly path: string;
  readonly isPrefix: boolean;
  /** Undefined: any. */
  readonly methods: readonly string[] | undefined;
  readonly headers: readonly HeaderMatch[];
  readonly networks: readonly AddressList[] | undefined;
  readonly listeners: readonly string[] | undefined;
  /** Undefined: WebSocket does not pass. */
  readonly webSocket: WebSocketSpec | undefined;
  readonly rewrites: readonly RewriteRule[];
  readonly errorPages: ErrorPages | undefined;
  /** Undefined where they are the node's. */
  readonly limits: RouteLimits | undefined;
  readonly mirror: Mirror | undefined;
  /** Undefined: no policy document hangs on it. */
  readonly policy: RoutePolicy | undefined;
  /** Undefined: the WAF does not look. */
  readonly waf: WafPolicy | undefined;
  readonly target: Target;
  readonly meter: RouteMeter;
};

/** What a route looks at. */
export type RouteQuery = {
  readonly method: string;
  readonly fields: readonly Field[];
  readonly clientAddress: string;
  readonly listener: string;
};

export function acceptsRequest(route: Route, query: RouteQuery): boolean {
  if (route.methods !== undefined && !route.methods.includes(query.method)) return false;
  if (route.listeners !== undefined && !route.listeners.includes(query.listener)) return false;
  if (route.headers.length > 0 && !matchesHeaders(route.headers, query.fields)) return false;
  return route.networks === undefined || isInside(route.networks, query.clientAddress);
}

function matchesHeaders(wanted: readonly HeaderMatch[], fields: readonly Field[]): boolean {
  for (const { key, value } of wanted) {
    const has = fields.some((field) => field.key === key && (value === undefined || field.value === value));
    if (!has) return false;
  }
  return true;
}

function isInside(networks: readonly AddressList[], address: string): boolean {
  for (const network of networks) if (network.holds(address)) return true;
  return false;
}

/** What follows the prefix of a route in a path: empty, or from a `/` on. */
export function restOf(route: Route, path: string): string {
  const isBelow = route.isPrefix && path.toLowerCase().startsWith(route.path.toLowerCase());
  return isBelow ? path.slice(route.path.length) : "";
}

/** Where case was ignored, the backend gets the path as the route's author spelled it. */
export function ownSpelling(path: string, route: Route): string {
  return path.startsWith(route.path) ? path : route.path + path.slice(route.path.length);
}
