// Counters, permits and caches as a worker has them, small, and on a clock that a test moves.

import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import { openTraffic, type Traffic } from "#traffic/traffic.ts";

export type TestTraffic = {
  readonly traffic: Traffic;
  /** ms since the epoch: the begin of a day and of a minute, until it is moved. */
  readonly nowMs: () => number;
  readonly advance: (ms: number) => void;
};

const sizes = { maxWindows: 256, maxQuotas: 256, maxListEntries: 64, maxPermitKeys: 64, maxPermitHolders: 2 };

const START_MS = Date.UTC(2026, 10, 28);

export function newTestTraffic(): TestTraffic {
  const memory = allocateFleet(sizes);
  seedFleet(memory, [0x1234, 0x5678]);
  let nowMs = START_MS;
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  return {
    traffic: openTraffic(openFleetView(memory, 0, clock), clock),
    nowMs: clock.wallMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** Buckets that time fills, in a gateway that runs. */
export function timedBuckets(): Traffic["buckets"] {
  const memory = allocateFleet(sizes);
  seedFleet(memory, [0x1234, 0x5678]);
  return openFleetView(memory, 0).buckets;
}
