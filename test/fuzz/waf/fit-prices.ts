// What one piece of each kind of work takes, of many inspections of which the time and the pieces are known:
// least squares without negative prices, each inspection weighed by its time.

import type { Ledger } from "./cost-ledger.ts";

export type Measured = { readonly ms: number; readonly ledger: Ledger };

const ROUNDS = 1000;
const LEAST_MS = 0.5;

/** Nanoseconds by kind, and what part of all the time the kind took. */
export function fitPrices(
  all: readonly Measured[],
): Map<string, { readonly ns: number; readonly share: number }> {
  const kinds = [...new Set(all.flatMap(({ ledger }) => [...ledger.keys()]))].toSorted();
  const rows = all.map(({ ms, ledger }) => {
    const weight = 1 / Math.sqrt(Math.max(ms, LEAST_MS));
    return { time: ms * weight, counts: kinds.map((kind) => (ledger.get(kind) ?? 0) * 1e-6 * weight) };
  });
  const prices = kinds.map(() => 0);
  const squares = kinds.map((_, k) => rows.reduce((sum, { counts }) => sum + (counts[k] ?? 0) ** 2, 0));
  const rest = rows.map(({ time }) => time);
  // Coordinate by coordinate: slow to settle, and short.
  for (let round = 0; round < ROUNDS; round++) {
    for (const k of kinds.keys()) {
      const square = squares[k] ?? 0;
      if (square === 0) continue;
      let slope = 0;
      for (const [r, { counts }] of rows.entries()) slope += (counts[k] ?? 0) * (rest[r] ?? 0);
      const before = prices[k] ?? 0;
      const after = Math.max(0, before + slope / square);
      prices[k] = after;
      for (const [r, { counts }] of rows.entries())
        rest[r] = (rest[r] ?? 0) - (counts[k] ?? 0) * (after - before);
    }
  }
  const totalMs = all.reduce((sum, { ms }) => sum + ms, 0);
  return new Map(
    kinds.map((kind, k) => {
      const ns = prices[k] ?? 0;
      const ownMs = all.reduce((sum, { ledger }) => sum + (ledger.get(kind) ?? 0) * ns * 1e-6, 0);
      return [kind, { ns, share: ownMs / totalMs }];
    }),
  );
}
