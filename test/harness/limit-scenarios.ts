// Loads on one key and on three at once, for the bench and for the tests. Callers belong to products, all
// calls to one operation; in each of the last three another of the three limits is the tightest.

import type { LoadScenario } from "./limit-load.ts";

const WINDOW_MS = 60_000;
/** The begin, the middle and the end of windows, a moment twice, and one long after the last. */
const MOMENTS: readonly number[] = [0, 0.25, 0.5, 0.5, 1, 1.3, 1.75, 2, 4.5];
const CALLERS = 16;
const PRODUCTS = 4;

/** @param callsPerThread of each thread at each moment: far more than any limit grants */
export function limitScenarios(callsPerThread: number): readonly LoadScenario[] {
  const units = Math.floor(callsPerThread / 4);
  const common = { windowMs: WINDOW_MS, moments: MOMENTS, callsPerThread };
  const three = (name: string, user: number, product: number, operation: number): LoadScenario => ({
    ...common,
    name,
    callers: CALLERS,
    rules: [
      { name: "user", units: user, groups: CALLERS },
      { name: "product", units: product, groups: PRODUCTS },
      { name: "operation", units: operation, groups: 1 },
    ],
  });
  return [
    { ...common, name: "one key", callers: 1, rules: [{ name: "client", units, groups: 1 }] },
    three("three keys, the user's the tightest", Math.floor(units / CALLERS), units, 4 * units),
    three("three keys, the product's the tightest", units, Math.floor(units / PRODUCTS), 4 * units),
    three("three keys, the operation's the tightest", units, units, units),
  ];
}
