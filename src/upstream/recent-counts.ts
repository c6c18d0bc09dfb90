// How many events, and how many of them were hits, in the last stretch of time. Ten buckets take turns, so an
// event is forgotten between nine and ten tenths of the interval after it came.

const BUCKETS = 10;

export class RecentCounts {
  private readonly bucketMs: number;
  private readonly totals = new Int32Array(BUCKETS);
  private readonly hitCounts = new Int32Array(BUCKETS);
  private newest = 0;
  private totalSum = 0;
  private hitSum = 0;

  constructor(intervalMs: number) {
    this.bucketMs = Math.max(1, intervalMs / BUCKETS);
  }

  /** @param nowMs monotonic */
  add(isHit: boolean, nowMs: number): void {
    const at = this.advance(nowMs) % BUCKETS;
    this.totals[at] = (this.totals[at] ?? 0) + 1;
    this.totalSum++;
    if (isHit) this.addHit(nowMs);
  }

  /** Counts a hit of an event that was counted before. */
  addHit(nowMs: number): void {
    const at = this.advance(nowMs) % BUCKETS;
    this.hitCounts[at] = (this.hitCounts[at] ?? 0) + 1;
    this.hitSum++;
  }

  total(nowMs: number): number {
    this.advance(nowMs);
    return this.totalSum;
  }

  hits(nowMs: number): number {
    this.advance(nowMs);
    return this.hitSum;
  }

  clear(): void {
    this.totals.fill(0);
    this.hitCounts.fill(0);
    this.totalSum = 0;
    this.hitSum = 0;
  }

  /** The number of the bucket that `nowMs` falls into; what the buckets in between held is forgotten. */
  private advance(nowMs: number): number {
    const number = Math.floor(nowMs / this.bucketMs);
    if (number <= this.newest) return this.newest;
    const steps = Math.min(BUCKETS, number - this.newest);
    for (let i = 0; i < steps; i++) {
      const at = (number - i) % BUCKETS;
      this.totalSum -= this.totals[at] ?? 0;
      this.hitSum -= this.hitCounts[at] ?? 0;
      this.totals[at] = 0;
      this.hitCounts[at] = 0;
    }
    this.newest = number;
    return number;
  }
}
