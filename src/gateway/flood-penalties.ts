// Addresses whose connections were ended for a flood: for a while new ones from there are refused before
// anything is read of them, each time for twice as long. An address that has kept quiet is forgotten.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { clientNetwork } from "#kernel/client-network.ts";
import { defaultLimits } from "#kernel/limits.ts";

export type PenaltySettings = {
  /** The first refusal, and what it grows to, in ms; without a first there is none. */
  readonly penaltyMs: number;
  readonly maxPenaltyMs: number;
};

type Penalty = { readonly lengthMs: number; readonly endMs: number };

/** Of one listener in one worker. */
export class FloodPenalties {
  private readonly penalties = new BoundedCache<string, Penalty>(
    defaultLimits.listener.maxPenalizedAddresses,
  );

  /**
   * A connection of the address was ended for a flood. Those that it had open before the penalty began may
   * flood one after the other without making it longer.
   * @returns how long its new connections are refused from now on, in ms
   */
  begin(address: string, nowMs: number, { penaltyMs, maxPenaltyMs }: PenaltySettings): number {
    if (penaltyMs === 0) return 0;
    const key = clientNetwork(address);
    const before = this.penalties.get(key);
    if (before !== undefined && nowMs < before.endMs) return before.endMs - nowMs;
    const isRemembered = before !== undefined && nowMs < before.endMs + maxPenaltyMs;
    const lengthMs = Math.min(isRemembered ? before.lengthMs * 2 : penaltyMs, maxPenaltyMs);
    this.penalties.set(key, { lengthMs, endMs: nowMs + lengthMs });
    return lengthMs;
  }

  /** How long new connections of the address are still refused, in ms; 0 where they are not. */
  remainingMs(address: string, nowMs: number): number {
    if (this.penalties.size === 0) return 0;
    const penalty = this.penalties.get(clientNetwork(address));
    return penalty === undefined ? 0 : Math.max(0, penalty.endMs - nowMs);
  }
}
