// A pool's configuration → its part of the snapshot.

import type { Config, Pool } from "#config/config.ts";
import { compileAffinity } from "./compile-features.ts";
import type { PoolSpec } from "./snapshot.ts";

export function compilePool(name: string, pool: Pool, config: Config, nodeKey: string): PoolSpec {
  const { timeouts, dns, retry } = pool;
  return {
    name,
    balance: pool.balance,
    members: pool.members.map(({ url, weight, priority }) => ({ ...url, weight, priority })),
    isHttp2: pool.protocol === "http2",
    maxIdle: pool.maxIdle,
    maxConnections: pool.maxConnections,
    connectTimeoutMs: timeouts.connect,
    responseTimeoutMs: timeouts.response,
    bodyTimeoutMs: timeouts.body,
    idleTimeoutMs: timeouts.idle,
    drainTimeoutMs: timeouts.drain,
    ejectAfterFailures: pool.passiveHealth.failures,
    ejectionMs: pool.passiveHealth.ejection,
    probe: compileProbe(pool),
    breaker: compileBreaker(pool),
    retry: {
      attempts: retry.attempts,
      methods: retry.methods,
      statuses: retry.statuses,
      reasons: retry.reasons,
      perTryTimeoutMs: retry.perTryTimeout ?? 0,
      budget: { percentage: retry.budget.percentage, minimum: retry.budget.minimum },
    },
    hedgeAfterMs: pool.hedge?.after ?? 0,
    tls: compileTls(name, pool, config),
    names: { servers: dns.servers, minMs: dns.minInterval, maxMs: dns.maxInterval },
    sourceAddress: pool.sourceAddress ?? "",
    proxyProtocol: pool.proxyProtocol,
    affinity: compileAffinity(pool.affinity, nodeKey),
    assertion: compileAssertion(name, pool, config),
    reportSecret: pool.guardReports?.secret,
  };
}

function compileAssertion(name: string, { assertion }: Pool, { poolPems }: Config): PoolSpec["assertion"] {
  if (assertion === undefined) return undefined;
  const { keyId, secret, lifetime } = assertion;
  const lifetimeS = Math.floor(lifetime / 1000);
  return secret === undefined
    ? { keyId, algorithm: "ed25519", key: poolPems.get(name)?.assertionKey ?? "", lifetimeS }
    : { keyId, algorithm: "hmac-sha256", key: secret, lifetimeS };
}

function compileProbe({ healthCheck }: Pool): PoolSpec["probe"] {
  if (healthCheck === undefined) return undefined;
  const { method, path, host, interval, timeout, unhealthyAfter, healthyAfter, statuses, contains } =
    healthCheck;
  return {
    method,
    path,
    host: host ?? "",
    intervalMs: interval,
    timeoutMs: timeout,
    unhealthyAfter,
    healthyAfter,
    statuses,
    contains: Buffer.from(contains ?? "", "utf8").toString("latin1"),
  };
}

function compileBreaker({ circuitBreaker }: Pool): PoolSpec["breaker"] {
  if (circuitBreaker === undefined) return undefined;
  return {
    failures: circuitBreaker.failures ?? 0,
    percentage: circuitBreaker.percentage ?? 0,
    minimumRequests: circuitBreaker.minimumRequests,
    intervalMs: circuitBreaker.interval,
    statuses: circuitBreaker.statuses,
    reasons: circuitBreaker.reasons,
    tripMs: circuitBreaker.tripDuration,
    acceptsRetryAfter: circuitBreaker.acceptRetryAfter,
    maxTripMs: circuitBreaker.maxTripDuration,
  };
}

function compileTls(name: string, { tls, members }: Pool, { poolPems }: Config): PoolSpec["tls"] {
  if (!members.some(({ url }) => url.isTls)) return undefined;
  const { ca = "", certificate = "", key = "" } = poolPems.get(name) ?? {};
  return {
    ca,
    certificate,
    key,
    serverName: tls.serverName ?? "",
    verify: tls.verify,
    minVersion: tls.minVersion === "1.3" ? "TLSv1.3" : "TLSv1.2",
  };
}
