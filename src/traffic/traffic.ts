// What one worker has to count calls with and to keep responses and values in. Counters and permits are
// shared by all workers of the node; what is cached is each worker's own.

import type { ByteBuckets } from "#fleet/byte-buckets.ts";
import type { FleetView } from "#fleet/fleet.ts";
import type { Permits } from "#fleet/permits.ts";
import type { Clock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { Limiter } from "./limiter.ts";
import { MemoryCache } from "./memory-cache.ts";
import { ResponseCache, type StoredResponse } from "./response-cache.ts";
import { SemanticCache } from "./semantic-cache.ts";

export type Traffic = {
  readonly limits: Limiter;
  readonly permits: Permits;
  readonly buckets: ByteBuckets;
  readonly values: MemoryCache<unknown>;
  readonly responses: ResponseCache;
  readonly semantic: SemanticCache;
};

export function openTraffic(fleet: Omit<FleetView, "lists">, clock: Pick<Clock, "monotonicMs">): Traffic {
  const { responseBytes, valueBytes, fetchWaitMs, maxWaiters, unsharedMs, semantic } = defaultLimits.cache;
  const store = new MemoryCache<StoredResponse>(responseBytes, clock);
  return {
    limits: new Limiter(fleet.counters),
    permits: fleet.permits,
    buckets: fleet.buckets,
    values: new MemoryCache(valueBytes, clock),
    responses: new ResponseCache(store, { waitMs: fetchWaitMs, maxWaiters, unsharedMs }, clock),
    semantic: new SemanticCache(semantic, clock),
  };
}
