// The limits of a connection to a member: the pool's times, and the node's bounds on heads.

import type { ClientLimits } from "#http/client-connection.ts";
import type { LimitSpec, PoolSpec } from "./snapshot.ts";

export function clientLimits(pool: PoolSpec, limits: LimitSpec): ClientLimits {
  return {
    requestLineBytes: limits.requestLineBytes,
    headBytes: limits.headBytes,
    headerCount: limits.headerCount,
    responseTimeoutMs: pool.responseTimeoutMs,
    bodyTimeoutMs: pool.bodyTimeoutMs,
    idleTimeoutMs: pool.idleTimeoutMs,
    streamTimeoutMs: limits.streamTimeoutMs,
  };
}
