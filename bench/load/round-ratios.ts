// What a server's requests cost in those of another, and what the edge may add to them.

import { median } from "../measure/statistics.ts";
import type { Measurement } from "./interleaved-rounds.ts";

/** What lists, countries, limits and rules at the edge may make of the cost without them. */
export const MOST_OF_EDGE = 1.1;

/**
 * The median of the rounds' own ratios of CPU time: the measurements of one round met the machine in the same
 * state. Undefined where one of the two did not run.
 */
export function medianRatio(
  measurements: readonly Measurement[] | undefined,
  base: readonly Measurement[] | undefined,
): number | undefined {
  if (measurements === undefined || base === undefined) return undefined;
  return median(measurements.map((one, round) => one.cpuMicros / (base[round]?.cpuMicros ?? Number.NaN)));
}
