// The port for counters that all workers, and later all nodes, share: rate limits over a sliding window, and
// quotas over a period. Drivers are in folders beside; test/conformance/fleet holds what each must do.

/** What a use of a counter wants where the counter cannot be reached: to go on uncounted, or to refuse. */
export type WhenLost = "pass" | "block";

export type Verdict = {
  readonly allowed: boolean;
  /** What would still be granted now: at least 0, a whole number. */
  readonly remaining: number;
  /** 0 where allowed; else how long until the same call succeeds if nobody else takes; Infinity for never. */
  readonly retryAfterMs: number;
  /** False where the counter could not be reached (no room, no connection): then `whenLost` has decided. */
  readonly counted: boolean;
};

/** Wall clock, ms since the epoch; `endMs` is Infinity for a quota that is never renewed. */
export type Period = { readonly startMs: number; readonly endMs: number };

/** A promise only where the driver really waits. */
export type Answer<T> = T | Promise<T>;

export interface Counters {
  /**
   * Takes `cost` units of `limit` per `windowMs`, all or none, by the weighted two-bucket sliding window:
   * what was taken in the last aligned window counts for the share of it that a window ending now covers.
   * So an aligned window never grants more than `limit`, and any other span of that length less than twice
   * as much. A cost of 0 takes nothing and says whether 1 would be granted. Units are whole, at most
   * 2^31; the same key with another window is another counter.
   */
  take(key: string, limit: number, windowMs: number, cost: number, whenLost: WhenLost): Answer<Verdict>;

  /** Gives back what `take` granted, from the newest bucket on and never below 0. */
  refund(key: string, windowMs: number, cost: number): Answer<void>;

  /** As `take`, of a quota: `limit` units in the whole of a fixed period (count bytes in KiB). */
  spend(key: string, limit: number, period: Period, cost: number, whenLost: WhenLost): Answer<Verdict>;

  /**
   * Adds to a quota without asking: what is known only afterwards (bytes sent), and may pass the limit.
   * A negative amount gives back, never below 0.
   */
  charge(key: string, period: Period, amount: number): Answer<void>;
}

/** Where a counter cannot be reached. */
export function lostVerdict(whenLost: WhenLost): Verdict {
  return whenLost === "pass" ? lostPass : lostBlock;
}

const LOST_RETRY_MS = 1000;
const lostPass: Verdict = { allowed: true, remaining: 0, retryAfterMs: 0, counted: false };
const lostBlock: Verdict = { allowed: false, remaining: 0, retryAfterMs: LOST_RETRY_MS, counted: false };
