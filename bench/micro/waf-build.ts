// What it takes a worker to make the WAF's engine ready while it serves: in turns, as gateways do it, warmed.
// Several times, for collections of garbage fall into one turn or another, as they do in a gateway.

import { runTurn } from "#kernel/run-steps.ts";
import { buildWaf, type Program, planWaf, type Waf } from "#waf/waf.ts";
import { collectGarbage } from "../../test/harness/collect-garbage.ts";
import { median } from "../measure/statistics.ts";
import type { Fact } from "./subject.ts";

const BUILDS = 5;
const MAX_TURN_MS = 5;
const MAX_BUILD_MS = 3000;

/** What is in use when all that nobody holds is gone. */
export function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

export function buildFacts(program: Program): Fact[] {
  const startMs = performance.now();
  const plan = planWaf(program);
  const plannedMs = performance.now() - startMs;
  const turns = Array.from({ length: BUILDS }, () => {
    collectGarbage();
    return turnsOf(buildWaf(program, { plan, isWarmed: true }));
  });
  const builtMs = median(turns.map((own) => own.reduce((sum, ms) => sum + ms, 0)));
  const longest = turns.map((own) => Math.max(...own));
  return [
    {
      name: "planning and building the engine, rules read",
      value: plannedMs + builtMs,
      unit: "ms",
      budget: MAX_BUILD_MS,
    },
    { name: "of it, what each worker does", value: builtMs, unit: "ms" },
    {
      name: `longest turn of it on a worker, median of ${BUILDS} builds`,
      value: median(longest),
      unit: "ms",
      budget: MAX_TURN_MS,
    },
    { name: "the same, least of them", value: Math.min(...longest), unit: "ms" },
  ];
}

function turnsOf(steps: Generator<undefined, Waf>): number[] {
  const turns: number[] = [];
  for (let isDone = false; !isDone; ) {
    const atMs = performance.now();
    isDone = runTurn(steps, () => performance.now()).done === true;
    turns.push(performance.now() - atMs);
  }
  return turns;
}
