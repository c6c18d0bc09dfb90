// What it costs to hold a call to its limits: one, or three at once, granted and refused.

import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { RateLimit } from "#kernel/call-limits.ts";
import { Limiter } from "#traffic/limiter.ts";
import type { Prepared, Subject } from "./subject.ts";

const CALLERS = 4096;
const WINDOW_MS = 60_000;
const ENOUGH = 2 ** 30;
const ONE_BUDGET_NS = 1500;
const THREE_BUDGET_NS = 8000;

export const limits: Subject = { name: "limits", prepare };

function prepare(): Prepared {
  const memory = allocateFleet();
  seedFleet(memory, [0x2545f491, 0x1e3779b9]);
  const limiter = new Limiter(openFleetView(memory, 0).counters);
  const one = callers((caller) => [limit("user", caller, ENOUGH)]);
  const three = callers((caller) => [
    limit("user", caller, ENOUGH),
    limit("product", caller & 7, ENOUGH),
    limit("operation", 0, ENOUGH),
  ]);
  const refused = callers((caller) => [
    limit("user", caller, ENOUGH),
    limit("product", caller & 7, ENOUGH),
    limit("full", 0, 1),
  ]);
  return {
    cases: [
      { name: "one limit", run: (n) => takeEach(limiter, one, n), budgetNs: ONE_BUDGET_NS },
      { name: "three limits at once", run: (n) => takeEach(limiter, three, n), budgetNs: THREE_BUDGET_NS },
      {
        name: "three limits at once, the last refuses",
        run: (n) => takeEach(limiter, refused, n),
        budgetNs: THREE_BUDGET_NS,
      },
    ],
  };
}

const callers = (limitsOf: (caller: number) => readonly RateLimit[]): readonly (readonly RateLimit[])[] =>
  Array.from({ length: CALLERS }, (_, caller) => limitsOf(caller));

function limit(name: string, who: number, units: number): RateLimit {
  return {
    kind: "rate",
    name,
    key: `rate|${name}|${who}`,
    units,
    windowMs: WINDOW_MS,
    cost: 1,
    whenLost: "block",
  };
}

function takeEach(limiter: Limiter, all: readonly (readonly RateLimit[])[], operations: number): number {
  let admitted = 0;
  for (let i = 0; i < operations; i++) {
    const verdict = limiter.take(all[i & (CALLERS - 1)] ?? []);
    if (!(verdict instanceof Promise) && verdict.allowed) admitted++;
  }
  return admitted;
}
