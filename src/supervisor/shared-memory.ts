// How much shared memory the counters of one thread get.

import { CounterPage } from "#kernel/counter-page.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";

/** Refusals by reason, and what a thread counts of itself. */
const BASE_SERIES = 1024;
const SERIES_PER_ROUTE = 24;
const SERIES_PER_MEMBER = 40;
const SERIES_PER_POOL = 3;
const SERIES_PER_LISTENER = 2;
const SERIES_PER_FUNCTION = 14;
/** For what later configurations bring; beyond it their series are refused, and that is counted. */
const GROWTH = 3;
const KEY_BYTES_PER_SERIES = 160;

/** Room for a configuration that needs so many series, and for some growth. */
export function counterPageFor(series: number): SharedArrayBuffer {
  const room = BASE_SERIES + series * GROWTH;
  return CounterPage.allocate(room, room * KEY_BYTES_PER_SERIES);
}

/** Roughly the series that one worker opens for this configuration; see telemetry/metric-family.ts. */
export function seriesOf({ sites, pools, listeners, functions }: Snapshot): number {
  const routes = sites.reduce((sum, site) => sum + site.routes.length + 1, 0);
  const members = pools.reduce((sum, pool) => sum + pool.members.length, 0);
  const upstream = members * SERIES_PER_MEMBER + pools.length * SERIES_PER_POOL;
  const own = listeners.length * SERIES_PER_LISTENER + functions.length * SERIES_PER_FUNCTION;
  return routes * SERIES_PER_ROUTE + upstream + own;
}
