// The pools that backends and APIs with a URL of their own are given: one member, and whatever else a pool
// has at its defaults. Whoever looks at pools sees no difference.

import type { ServiceUrl } from "./api-format.ts";
import type { WrittenConfig } from "./schema.ts";
import { pool as poolSchema } from "./schema-pool.ts";
import type { Spot } from "./source.ts";
import { treeOf } from "./tree.ts";
import { walk } from "./walk.ts";
import type { WalkContext } from "./walk-context.ts";

type MapValue<M> = M extends ReadonlyMap<string, infer V> ? V : never;
type Pool = MapValue<WrittenConfig["pools"]>;
type Backend = MapValue<WrittenConfig["backends"]>;

/** The pool of a backend. No author can give a pool such a name. */
export const poolOfBackend = (id: string, { pool }: Pick<Backend, "pool">): string => pool ?? `backend:${id}`;

/** The pool of all APIs whose `serviceUrl` has this origin. */
export const poolOfService = ({ origin }: ServiceUrl): string => `service:${origin}`;

/** The configuration with those pools among its own. */
export function addBackendPools(written: WrittenConfig, context: WalkContext): WrittenConfig {
  const { places } = context;
  const pools = new Map(written.pools);
  for (const [id, backend] of written.backends) {
    if (backend.url === undefined) continue;
    const made = makePool(backend.url, places.value(backend, "url"), context);
    if (made === undefined) continue;
    const { circuitBreaker, tls } = backend;
    const pool = { ...made, ...(circuitBreaker === undefined ? {} : { circuitBreaker }), tls };
    places.recordCopy(pool, made);
    pools.set(poolOfBackend(id, backend), pool);
  }
  for (const api of written.apis.values()) {
    if (api.serviceUrl === undefined || pools.has(poolOfService(api.serviceUrl))) continue;
    const pool = makePool(api.serviceUrl, places.value(api, "serviceUrl"), context);
    if (pool !== undefined) pools.set(poolOfService(api.serviceUrl), pool);
  }
  places.recordCopy(pools, written.pools);
  return { ...written, pools };
}

function makePool({ origin }: ServiceUrl, spot: Spot, context: WalkContext): Pool | undefined {
  return walk(poolSchema, treeOf({ members: [{ url: origin }] }, spot), { label: '"url"', spot }, context);
}
