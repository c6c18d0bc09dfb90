// A snapshot in a few lines that a person can check.

import { printDuration } from "#config/duration.ts";
import { printSize } from "#config/size.ts";
import type { PoolSpec, RouteSpec, SiteSpec, Snapshot, TargetSpec } from "#snapshot/snapshot.ts";

export function snapshotSummary(snapshot: Snapshot): string[] {
  const { limits, accessLog } = snapshot;
  const wait = Number.isFinite(accessLog.whenFullWaitMs)
    ? printDuration(accessLog.whenFullWaitMs)
    : "for ever";
  return [
    `node ${snapshot.nodeName}`,
    ...snapshot.listeners.map(({ name, address, port, maxConnections }) => {
      return `listener ${name} ${address} port ${port}, ${maxConnections} connections`;
    }),
    ...snapshot.networks.map(({ name }, i) => `network ${i} ${name}`),
    ...snapshot.sites.flatMap((site) => siteLines(site)),
    ...snapshot.pools.flatMap((pool) => poolLines(pool)),
    `limits ${[limits.requestLineBytes, limits.headBytes, limits.bodyBytes].map(printSize).join(" ")}, ` +
      `${limits.headerCount} headers, ${[limits.headTimeoutMs, limits.bodyTimeoutMs, limits.idleTimeoutMs, limits.drainTimeoutMs].map(printDuration).join(" ")}`,
    `access log ${accessLog.sink}, waits ${wait}`,
  ];
}

function siteLines({ name, hosts, listeners, path, routes }: SiteSpec): string[] {
  const rules = Object.values(path).map(String).join(" ");
  return [
    `site ${name} ${hosts.join(" ")} on ${listeners.length === 0 ? "every listener" : listeners.join(" ")}, path ${rules}`,
    ...routes.map((route) => `  ${routeLine(route)}`),
  ];
}

function routeLine({ name, path, methods, headers, networks, listeners, target }: RouteSpec): string {
  const asked = [
    ...methods,
    ...headers.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)),
    ...networks.map((index) => `network:${index}`),
    ...listeners.map((listener) => `listener:${listener}`),
  ];
  return `${name}: ${path.kind} ${JSON.stringify(path.path)} ${asked.map((text) => `${text} `).join("")}→ ${targetText(target)}`;
}

function targetText(target: TargetSpec): string {
  switch (target.kind) {
    case "pool":
      return `pool ${target.pool}`;
    case "redirect":
      return `redirect ${target.status} ${target.location}`;
    case "respond":
      return `respond ${target.status} ${target.contentType} ${JSON.stringify(Buffer.from(target.body, "latin1").toString())}`;
    case "sinkpool":
      return `sinkpool ${target.name} ${target.status}`;
  }
}

function poolLines(pool: PoolSpec): string[] {
  const times = [pool.connectTimeoutMs, pool.responseTimeoutMs, pool.bodyTimeoutMs, pool.idleTimeoutMs];
  return [
    `pool ${pool.name} ${pool.balance}, idle ${pool.maxIdle} of ${pool.maxConnections}, ` +
      `${times.map(printDuration).join(" ")}, ${pool.ejectAfterFailures} failures eject for ${printDuration(pool.ejectionMs)}`,
    ...pool.members.map(({ host, port, weight }) => `  ${host} port ${port} weight ${weight}`),
  ];
}
