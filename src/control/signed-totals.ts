// How many requests the node has signed for each pool, now and at moments of the last two hours: what guards
// say that they took in a span of time is held against it.

import type { ReadablePage } from "#telemetry/exposition.ts";
import { readSampleKey } from "#telemetry/sample-key.ts";

/** By pool. */
export type SignedTotals = ReadonlyMap<string, number>;

export function signedTotals(pages: Iterable<ReadablePage>): SignedTotals {
  const totals = new Map<string, number>();
  for (const page of pages) {
    for (const [key, value] of page.entries()) {
      const sample = readSampleKey(key);
      if (sample?.name !== "portcullis_upstream_signed_total") continue;
      const pool = poolOf(sample.labels);
      totals.set(pool, (totals.get(pool) ?? 0) + value);
    }
  }
  return totals;
}

/** Labels stand as the exposition prints them: `pool="orders"`. Names of pools have nothing to escape. */
const poolOf = (labels: string): string => labels.slice('pool="'.length, -1);

type Sample = { readonly atMs: number; readonly totals: SignedTotals };

const KEPT_MS = 2 * 3_600_000;

export class SignedHistory {
  readonly #samples: Sample[] = [];

  note(atMs: number, totals: SignedTotals): void {
    const last = this.#samples.at(-1);
    // A clock that was set back: what was noted before it tells nothing of times.
    if (last !== undefined && atMs < last.atMs) this.#samples.length = 0;
    this.#samples.push({ atMs, totals });
    const isOld = (this.#samples[0]?.atMs ?? atMs) < atMs - KEPT_MS;
    if (isOld) this.#samples.shift();
  }

  /** The most that was known at the moment: of the last sample before it. Undefined where none is so old. */
  before(pool: string, atMs: number): number | undefined {
    return totalIn(
      this.#samples.findLast((sample) => sample.atMs <= atMs),
      pool,
    );
  }

  /** The same of the first sample after it; undefined where it has not come yet. */
  after(pool: string, atMs: number): number | undefined {
    return totalIn(
      this.#samples.find((sample) => sample.atMs >= atMs),
      pool,
    );
  }
}

const totalIn = (sample: Sample | undefined, pool: string): number | undefined =>
  sample && (sample.totals.get(pool) ?? 0);
