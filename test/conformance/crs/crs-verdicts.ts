// What a run of the regression tests came to, held against the list of known failures.

import type { FtwVerdict } from "#ftw/run-over-wire.ts";
import { knownFailures } from "./known-failures.ts";

export type CrsOutcome = {
  readonly tests: number;
  readonly stages: number;
  readonly passed: number;
  /** Listed, and failed: `920100-4: reason`. */
  readonly known: readonly string[];
  /** Failed without being listed, or listed and passed: defects. */
  readonly unexpected: readonly string[];
};

export function outcomeOf(verdicts: readonly FtwVerdict[]): CrsOutcome {
  const known: string[] = [];
  const unexpected: string[] = [];
  for (const { test, failures, seen } of verdicts) {
    const reason = knownFailures.get(test.name);
    if (failures.length > 0 && reason === undefined) {
      const statuses = seen.map(({ status }) => status ?? "no answer").join(", ");
      unexpected.push(`${test.name} (${statuses}): ${failures.join("; ")}`);
    } else if (failures.length > 0) known.push(`${test.name}: ${reason}`);
    else if (reason !== undefined)
      unexpected.push(`${test.name} passes, and is on the list of known failures`);
  }
  return {
    tests: verdicts.length,
    stages: verdicts.reduce((sum, { test }) => sum + test.stages.length, 0),
    passed: verdicts.filter(({ failures }) => failures.length === 0).length,
    known,
    unexpected,
  };
}
