// What the detectors cost: a clean value, on the average over the corpora, and the worst of many made-up
// long ones.

import { detectSqli } from "#waf/detect/detect-sqli.ts";
import { detectXss } from "#waf/detect/detect-xss.ts";
import { benignCorpora } from "../../test/harness/attack-corpus.ts";
import { type Spread, spread } from "../measure/statistics.ts";
import { measureCases, threadMs } from "../micro/interleaved-cases.ts";
import { hostileValues } from "./hostile-values.ts";

const ROUNDS = 7;
const TURN_MS = 100;
const HOSTILE_RUNS = 5;

export type CleanCost = { readonly detector: "sqli" | "xss"; readonly ns: Spread };
export type HostileCost = { readonly detector: "sqli" | "xss"; readonly value: string; readonly ms: number };

const DETECTORS = [
  ["sqli", detectSqli],
  ["xss", detectXss],
] as const;

/** Nanoseconds for one clean value, over all of the half that is reported on. */
export function cleanCosts(): readonly CleanCost[] {
  const clean = benignCorpora()
    .filter(({ part }) => part === "report")
    .flatMap(({ values }) => values);
  const cases = DETECTORS.map(([detector, detect]) => ({
    name: detector,
    detector,
    run: (operations: number) => {
      let found = 0;
      for (let at = 0, next = 0; at < operations; at++, next = next + 1 === clean.length ? 0 : next + 1) {
        if (detect(clean[next] ?? "") !== undefined) found++;
      }
      return found;
    },
  }));
  return measureCases(cases, { rounds: ROUNDS, turnMs: TURN_MS }).map(({ detector, ns }) => ({
    detector,
    ns,
  }));
}

/** The slowest of the long values, in milliseconds of CPU for 64 KB, slowest first. */
export function hostileCosts(count: number): readonly HostileCost[] {
  const costs = DETECTORS.flatMap(([detector, detect]) =>
    hostileValues().map(({ name, value }) => ({ detector, value: name, ms: fastestOf(detect, value) })),
  );
  return costs.toSorted((a, b) => b.ms - a.ms).slice(0, count);
}

/** The least of a few: what others of the machine take meanwhile is not the value's cost. */
function fastestOf(detect: (value: string) => unknown, value: string): number {
  const times: number[] = [];
  for (let run = 0; run < HOSTILE_RUNS; run++) {
    const startMs = threadMs();
    detect(value);
    times.push(threadMs() - startMs);
  }
  return spread(times).min;
}
