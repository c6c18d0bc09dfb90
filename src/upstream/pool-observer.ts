// What a pool tells of its members to whoever counts.

import type { FaultCode } from "#kernel/fault-catalogue.ts";

export interface PoolObserver {
  /** A member answered; `ms` from the attempt's begin to the head of the response. */
  answered(member: string, ms: number): void;
  failed(member: string, code: FaultCode): void;
  /** Passive health took the member out of service for a while, and the while is over. */
  ejected(member: string): void;
  returned(member: string): void;
  /** The member's circuit breaker opened, and closed after a trial. */
  tripped(member: string, forMs: number): void;
  recovered(member: string): void;
  /** The member's name could not be resolved; what was known of it is kept. */
  unresolved(member: string, message: string): void;
  /** A request was signed, which then is sent, or cannot be. */
  signed(): void;
  /** The attempt is a further one of its request: after a failure, or because the first took long. */
  retried(isHedge: boolean): void;
  /** A further attempt was not made: the budget is spent. */
  retryDenied(): void;
}

const nothing = (): void => undefined;

/** For pools that nobody counts. */
export const noObserver: PoolObserver = {
  answered: nothing,
  failed: nothing,
  ejected: nothing,
  returned: nothing,
  tripped: nothing,
  recovered: nothing,
  unresolved: nothing,
  signed: nothing,
  retried: nothing,
  retryDenied: nothing,
};
