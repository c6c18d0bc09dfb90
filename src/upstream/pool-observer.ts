// What a pool tells of its members to whoever counts.

import type { FaultCode } from "#kernel/fault-catalogue.ts";

export interface PoolObserver {
  /** A member answered; `ms` from the attempt's begin to the head of the response. */
  answered(member: string, ms: number): void;
  failed(member: string, code: FaultCode): void;
  /** Passive health took the member out of service for a while. */
  ejected(member: string): void;
}
