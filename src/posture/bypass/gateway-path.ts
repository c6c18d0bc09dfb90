// Where the gateway has to be asked for what a pool answers at a path: by the address that the caller names,
// or by a listener, a site and a route of the configuration. Rewrites are not looked at: where they change
// the path, the answers differ, and nothing is claimed.

import { isIP } from "node:net";
import type { Config } from "#config/config.ts";
import { bareHost, hostWithPort } from "#kernel/address.ts";
import { portOf } from "#kernel/default-port.ts";
import type { GatewayPath } from "./audit-target.ts";

/** @param url of the gateway, whose path is put before the canary; undefined: derived */
export function routeToPool(
  config: Config,
  pool: string,
  canary: string,
  url: URL | undefined,
): GatewayPath | undefined {
  if (url !== undefined) return pathAt(url, canary);
  for (const site of config.sites.values()) {
    const route = [...site.routes.values()].find(
      ({ target, path }) => target.pool === pool && covers(path, canary),
    );
    if (route === undefined) continue;
    const names = site.listeners.length === 0 ? [...config.listeners.keys()] : site.listeners;
    for (const name of names) {
      const listener = config.listeners.get(name);
      if (listener === undefined || listener.requireIdentity !== undefined) continue;
      const { address, port, tls, proxyProtocol } = listener;
      if (proxyProtocol === "required" || tls?.clientCertificates.mode === "required") continue;
      const own = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
      const host = nameOf(site.hosts) ?? hostWithPort(own, port);
      return { address: own, port, isTls: tls !== undefined, host, target: canary };
    }
  }
  return undefined;
}

function pathAt(url: URL, canary: string): GatewayPath | undefined {
  const isTls = url.protocol === "https:";
  const host = bareHost(url);
  const target = `${url.pathname.replace(/\/$/, "")}${canary}`;
  return { address: host, port: portOf(url), isTls, host: url.host, target };
}

/** `/orders/*` covers `/orders` and what is below it. */
function covers(route: string, canary: string): boolean {
  const [path = ""] = canary.split("?");
  if (!route.endsWith("/*")) return route === path;
  const prefix = route.slice(0, -2);
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** A name that the site serves; undefined where it serves every one. */
function nameOf(hosts: readonly string[]): string | undefined {
  const [host = "*"] = hosts;
  if (host === "*") return undefined;
  const name = host.startsWith("*.") ? `audit${host.slice(1)}` : host;
  return isIP(name) === 6 ? `[${name}]` : name;
}
