// Two processes of one server that are measured as one. What V8 makes of a program is a matter of chance in
// each process: two of the same differ by up to a tenth of their CPU time per request, for as long as they
// live, which is as much as the budgets of one against the other allow.

import type { PeerSetting } from "../peers/peer.ts";
import { type Bed, startContestant } from "./bed.ts";
import type { Contestant, Measurement } from "./interleaved-rounds.ts";
import type { ServerProcess } from "./server-process.ts";

const SECOND = " (second)";

/** Starts both on ports of their own. */
export async function startTwins(
  bed: Bed,
  name: string,
  start: (setting: PeerSetting) => Promise<ServerProcess>,
  tls?: PeerSetting["tls"],
): Promise<readonly Contestant[]> {
  const first = await startContestant(bed, name, start, tls);
  return [first, await startContestant(bed, name + SECOND, start, tls)];
}

/**
 * All first ones before all second ones: so each server of ours runs next to the others twice in a round, and
 * a change of the machine's speed falls on all of them.
 */
export const secondsLast = (contestants: readonly Contestant[]): readonly Contestant[] => [
  ...contestants.filter(({ name }) => !name.endsWith(SECOND)),
  ...contestants.filter(({ name }) => name.endsWith(SECOND)),
];

/** The results under the names of the servers: of twins the mean of each round's two measurements. */
export function twinsAsOne(
  results: ReadonlyMap<string, readonly Measurement[]>,
): ReadonlyMap<string, readonly Measurement[]> {
  const merged = new Map<string, readonly Measurement[]>();
  for (const [name, own] of results) {
    if (name.endsWith(SECOND)) continue;
    const second = results.get(name + SECOND);
    merged.set(
      name,
      own.map((one, round) => meanOf(one, second?.[round])),
    );
  }
  return merged;
}

function meanOf(one: Measurement, other: Measurement | undefined): Measurement {
  if (other === undefined) return one;
  const mean = (key: Exclude<keyof Measurement, "isDisturbed">): number => (one[key] + other[key]) / 2;
  return {
    cpuMicros: mean("cpuMicros"),
    userMicros: mean("userMicros"),
    systemMicros: mean("systemMicros"),
    requestsPerSecond: mean("requestsPerSecond"),
    p50Micros: mean("p50Micros"),
    p99Micros: mean("p99Micros"),
    requests: one.requests + other.requests,
    isDisturbed: one.isDisturbed || other.isDisturbed,
  };
}
