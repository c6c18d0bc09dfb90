// Takes the CPU time of small functions: each case gets a short turn in every round, so that a change of the
// machine's speed meets all of them, and its figure is the median of its turns.

import { type Spread, spread } from "../measure/statistics.ts";
import type { MicroCase } from "./subject.ts";

export type Rounds = { readonly rounds: number; readonly turnMs: number };

/** Each case with what one operation of it took, in nanoseconds. */
export function measureCases<Case extends MicroCase>(
  cases: readonly Case[],
  { rounds, turnMs }: Rounds,
): readonly (Case & { readonly ns: Spread })[] {
  const turns = cases.map((each) => {
    const ns: number[] = [];
    return { each, operations: operationsIn(turnMs, each), ns };
  });
  for (let round = 0; round < rounds; round++) {
    for (const { each, operations, ns } of turns)
      ns.push((elapsedMs(each.run, operations) * 1e6) / operations);
  }
  return turns.map(({ each, ns }) => ({ ...each, ns: spread(ns) }));
}

/** Warms the case up, and finds how many operations fill a turn. */
function operationsIn(turnMs: number, { run }: MicroCase): number {
  let operations = 64;
  let tookMs = elapsedMs(run, operations);
  while (tookMs < turnMs) {
    operations *= 2;
    tookMs = elapsedMs(run, operations);
  }
  // Once more at full length: the first long runs were partly spent in code that was not yet optimised.
  tookMs = elapsedMs(run, operations);
  return Math.max(64, Math.round((operations * turnMs) / tookMs));
}

let checksum = 0;

function elapsedMs(run: (operations: number) => number, operations: number): number {
  const startMs = threadMs();
  checksum += run(operations);
  return threadMs() - startMs;
}

/** CPU time of this thread: what other programs of the machine take from it in between does not count. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Nobody needs it, but somebody could ask: so the work that led to it cannot be left out. */
export const checksumOfAll = (): number => checksum;
