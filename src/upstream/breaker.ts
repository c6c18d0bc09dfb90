// A circuit breaker of one member: counts failed answers in an interval, takes the member out of service when
// there are too many, and lets one request try it again after a while. Each worker has its own.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { RecentCounts } from "./recent-counts.ts";

export type BreakerSettings = {
  /** Trips at so many failures in the interval; 0 where `percentage` decides. */
  readonly failures: number;
  /** Trips where so many of a hundred answers in the interval failed; 0 where `failures` decides. */
  readonly percentage: number;
  /** With `percentage`: fewer answers than this decide nothing. */
  readonly minimumRequests: number;
  readonly intervalMs: number;
  /** Statuses that count as failures. */
  readonly statuses: readonly StatusRange[];
  /** Faults that count as failures. */
  readonly reasons: readonly FaultCode[];
  readonly tripMs: number;
  /** A member that says with Retry-After how long it needs is left alone for so long. */
  readonly acceptsRetryAfter: boolean;
  readonly maxTripMs: number;
};

export type StatusRange = { readonly from: number; readonly to: number };

export function isInRanges(status: number, ranges: readonly StatusRange[]): boolean {
  for (const { from, to } of ranges) if (status >= from && status <= to) return true;
  return false;
}

export interface BreakerObserver {
  tripped(forMs: number): void;
  recovered(): void;
}

/** Shorter trips are not worth their noise; it also bounds a `Retry-After: 0`. */
const MIN_RETRY_AFTER_MS = 1000;

export class Breaker {
  private readonly settings: BreakerSettings;
  private readonly observer: BreakerObserver;
  private readonly counts: RecentCounts;
  /** Monotonic ms at which a trial may begin; 0 while the circuit is closed. */
  private openUntilMs = 0;
  private isOnTrial = false;

  constructor(settings: BreakerSettings, observer: BreakerObserver) {
    this.settings = settings;
    this.observer = observer;
    this.counts = new RecentCounts(settings.intervalMs);
  }

  get isClosed(): boolean {
    return this.openUntilMs === 0;
  }

  /** May a request be sent? With an open circuit only one, when the trip is over. */
  admits(nowMs: number): boolean {
    return this.openUntilMs === 0 || (nowMs >= this.openUntilMs && !this.isOnTrial);
  }

  /** Ms until a trial may begin; 0 where it may begin now, or the circuit is closed. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.openUntilMs - nowMs);
  }

  /** An attempt begins. True: it is the trial, and exactly one of the three calls below must follow. */
  begin(): boolean {
    if (this.openUntilMs === 0) return false;
    this.isOnTrial = true;
    return true;
  }

  /** The attempt was called off and shows nothing. */
  calledOff(isTrial: boolean): void {
    if (isTrial) this.isOnTrial = false;
  }

  /**
   * @param retryAfter the field's value; empty where there is none
   * @param wallMs to read a date in `retryAfter` by
   */
  answered(status: number, retryAfter: string, isTrial: boolean, nowMs: number, wallMs: number): void {
    const hasFailed = isInRanges(status, this.settings.statuses);
    const asked = hasFailed && this.settings.acceptsRetryAfter ? retryAfterMs(retryAfter, wallMs) : undefined;
    this.note(hasFailed, asked, isTrial, nowMs);
  }

  failed(code: FaultCode, isTrial: boolean, nowMs: number): void {
    this.note(this.settings.reasons.includes(code), undefined, isTrial, nowMs);
  }

  private note(hasFailed: boolean, asked: number | undefined, isTrial: boolean, nowMs: number): void {
    if (isTrial) {
      this.isOnTrial = false;
      if (hasFailed) this.trip(asked, nowMs);
      else this.close();
      return;
    }
    // What was under way when the circuit opened says nothing new.
    if (this.openUntilMs !== 0) return;
    this.counts.add(hasFailed, nowMs);
    if (hasFailed && this.isTooMuch(nowMs)) this.trip(asked, nowMs);
  }

  private isTooMuch(nowMs: number): boolean {
    const { failures, percentage, minimumRequests } = this.settings;
    const failed = this.counts.hits(nowMs);
    if (failures > 0) return failed >= failures;
    const all = this.counts.total(nowMs);
    return all >= minimumRequests && failed * 100 >= percentage * all;
  }

  private trip(asked: number | undefined, nowMs: number): void {
    const { tripMs, maxTripMs } = this.settings;
    const forMs = asked === undefined ? tripMs : Math.min(maxTripMs, Math.max(MIN_RETRY_AFTER_MS, asked));
    this.openUntilMs = nowMs + forMs;
    this.observer.tripped(forMs);
  }

  private close(): void {
    this.openUntilMs = 0;
    this.counts.clear();
    this.observer.recovered();
  }
}

/** RFC 9110 §10.2.3: seconds or a date. Undefined where it is neither. */
function retryAfterMs(value: string, wallMs: number): number | undefined {
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1000;
  // A date of RFC 9110 begins with the name of a day; `Date.parse` alone would take much more.
  const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallMs);
}
