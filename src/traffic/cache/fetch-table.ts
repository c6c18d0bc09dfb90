// Who is fetching what at the moment, and who waits for it: of the requests that miss the same response at
// the same time one asks the backend. Keys whose responses turned out not to be for others are remembered
// for a while, so that nobody waits for those.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { Clock } from "#kernel/clock.ts";

export type FetchLimits = {
  /** How long a request waits for the fetch of another before it goes to the backend itself. */
  readonly waitMs: number;
  /** Requests that wait for one key; one more goes to the backend itself. */
  readonly maxWaiters: number;
  /** For how long nobody waits for a key whose response could not be kept. */
  readonly unsharedMs: number;
};

/** `kept`: look again. `unshared`: nobody else can use it. `abandoned`: somebody else must fetch it. */
export type FetchEnd = "kept" | "unshared" | "abandoned";

/** Those who wait, each to be told whether the fetch has ended. */
type Flight = { readonly waiters: Set<(hasEnded: boolean) => void> };

const REMEMBERED_KEYS = 4096;

export class FetchTable {
  readonly #flights = new Map<string, Flight>();
  readonly #unshared = new BoundedCache<string, number>(REMEMBERED_KEYS);
  readonly #limits: FetchLimits;
  readonly #clock: Pick<Clock, "monotonicMs">;

  constructor(limits: FetchLimits, clock: Pick<Clock, "monotonicMs">) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** True: the caller fetches, and must call `end`. False where another does, or where waiting is no use. */
  begin(key: string): boolean {
    if (this.#flights.has(key) || this.isUnshared(key)) return false;
    this.#flights.set(key, { waiters: new Set() });
    return true;
  }

  /** Waiting is of no use: responses of the key were not for others a short time ago. */
  isUnshared(key: string): boolean {
    return (this.#unshared.get(key) ?? 0) > this.#clock.monotonicMs();
  }

  get deadlineMs(): number {
    return this.#clock.monotonicMs() + this.#limits.waitMs;
  }

  /**
   * Waits for the end of the fetch under way, until the deadline at the latest.
   * @returns whether it has ended; undefined where there is nothing to wait for, or no time or room left
   */
  wait(key: string, deadlineMs: number): Promise<boolean> | undefined {
    const flight = this.#flights.get(key);
    const leftMs = deadlineMs - this.#clock.monotonicMs();
    if (flight === undefined || leftMs <= 0 || flight.waiters.size >= this.#limits.maxWaiters)
      return undefined;
    return new Promise((resolve) => {
      const wake = (hasEnded: boolean): void => {
        clearTimeout(timer);
        flight.waiters.delete(wake);
        resolve(hasEnded);
      };
      const timer = setTimeout(wake, leftMs, false);
      flight.waiters.add(wake);
    });
  }

  /** By whom `begin` let fetch, once. */
  end(key: string, how: FetchEnd): void {
    const flight = this.#flights.get(key);
    this.#flights.delete(key);
    if (how === "unshared") this.#unshared.set(key, this.#clock.monotonicMs() + this.#limits.unsharedMs);
    // A waiter takes itself out of the set.
    for (const wake of [...(flight?.waiters ?? [])]) wake(true);
  }
}
