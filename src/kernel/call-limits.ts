// What a call can be held to: units per sliding window (a rate), or units per fixed period (a quota). Several
// at once may hold one call. Plain data that says what is counted, and the port of whoever counts it.

import type { Answer } from "./answer.ts";
import type { FixedPeriod } from "./fixed-period.ts";

type Counted = {
  /** Names the limit to the caller, in `RateLimit` fields. */
  readonly name: string;
  /** What is counted together. Limits of one key and one window share a counter, whatever their `units`. */
  readonly key: string;
  /** What is granted in a window or period: whole, from 0 to 2^31 - 1. */
  readonly units: number;
  /** What this call takes of it: whole; 0 asks whether anything is left and takes nothing. */
  readonly cost: number;
  /** Whether the call passes or is refused where the counter cannot be reached. */
  readonly whenLost: "pass" | "block";
};

export type RateLimit = Counted & { readonly kind: "rate"; readonly windowMs: number };

export type QuotaLimit = Counted & {
  readonly kind: "quota";
  readonly period: FixedPeriod;
  readonly unit: "calls" | "kilobytes" | "tokens";
};

export type CallLimit = RateLimit | QuotaLimit;

export type LimitState = {
  readonly limit: CallLimit;
  readonly allowed: boolean;
  /** Units that would still be granted: at least 0. */
  readonly remaining: number;
  /** 0 where allowed; Infinity where waiting does not help. */
  readonly retryAfterMs: number;
  /** False where the counter could not be reached: `whenLost` has decided. */
  readonly counted: boolean;
};

export type CallVerdict = {
  readonly allowed: boolean;
  /** In the order in which the limits were given. */
  readonly states: readonly LimitState[];
  /** Of those that refuse, the one that does so for the longest time; undefined where the call is allowed. */
  readonly refusedBy: LimitState | undefined;
};

/** Never rejects: of a counter that cannot be reached, `whenLost` says what it decides. */
export interface CallLimits {
  /** Takes the cost of each, or of none. */
  take(limits: readonly CallLimit[]): Answer<CallVerdict>;

  /** Takes nothing: says whether each has a unit left. What the call costs is added at its end, by `add`. */
  check(limits: readonly CallLimit[]): Answer<CallVerdict>;

  /**
   * Adds to a counter what is known only afterwards, past the limit where it must be: later calls are
   * refused for it. A negative amount gives back.
   * @returns the units that are left
   */
  add(limit: CallLimit, amount: number): Answer<number>;

  /** The same in bytes, of a quota of kilobytes: what does not fill one is kept for the next call. */
  addBytes(limit: QuotaLimit, bytes: number): Answer<number>;
}
