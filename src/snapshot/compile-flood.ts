// `flood` of the configuration → what control watches by.

import type { Config } from "#config/config.ts";
import type { FloodSettings } from "#flood/flood-watch.ts";

const HOUR_MS = 3_600_000;

export function compileFlood({ flood }: Config): FloodSettings {
  const { mode, sensitivity, learning, floor, penalty, maxPenalty, shedAbove, loopback } = flood;
  return {
    mode,
    sensitivity,
    learningHours: Math.ceil(learning / HOUR_MS),
    floorPerSecond: floor.requests,
    floorPerClient: floor.perClient,
    penaltyS: Math.ceil(penalty / 1000),
    longestPenaltyS: Math.ceil(Math.max(penalty, maxPenalty) / 1000),
    shedDelayMs: shedAbove,
    countsLoopback: loopback,
  };
}
