// Bounds the further attempts of a pool to a share of its requests, so that retries of a service in trouble
// never become a storm. Each worker has its own.

import { RecentCounts } from "./recent-counts.ts";

export type BudgetSettings = {
  /** Further attempts per hundred requests of the last ten seconds. */
  readonly percentage: number;
  /** Further attempts in ten seconds that are always allowed: a quiet pool has few requests to share. */
  readonly minimum: number;
};

const INTERVAL_MS = 10_000;

export class RetryBudget {
  private readonly settings: BudgetSettings;
  private readonly counts = new RecentCounts(INTERVAL_MS);

  constructor(settings: BudgetSettings) {
    this.settings = settings;
  }

  /** A request came. */
  request(nowMs: number): void {
    this.counts.add(false, nowMs);
  }

  /** True, and spent, where one more attempt is within the budget. */
  spend(nowMs: number): boolean {
    const { percentage, minimum } = this.settings;
    const allowed = Math.max(minimum, (this.counts.total(nowMs) * percentage) / 100);
    if (this.counts.hits(nowMs) + 1 > allowed) return false;
    this.counts.addHit(nowMs);
    return true;
  }
}
