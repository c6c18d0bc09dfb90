// Time-outs of ten thousands of connections by one timer: each writes the moment when it is due into a field
// of its own, and a coarse sweep looks at all of them. Moving a deadline costs one store; no timer is made.

import { type Clock, systemClock } from "./clock.ts";

/** Something that is due at a moment of the monotonic clock; Infinity means never. */
export interface Deadline {
  deadlineMs: number;
  /** Called at every sweep until the deadline is moved or the member deleted. */
  onDeadline(): void;
}

export type DeadlinesOptions = {
  /** Between two sweeps: a deadline comes up to two of them late. */
  readonly intervalMs?: number;
  readonly clock?: Clock;
};

/** Between two sweeps, unless told otherwise: what waits for one is looked at so often. */
export const SWEEP_INTERVAL_MS = 100;

/** What members that are due may take before others' events have their turn: a crowd may be due at once. */
const SLICE_MS = 1;

export class Deadlines {
  readonly #members = new Set<Deadline>();
  readonly #timer: NodeJS.Timeout;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #sweptMs: number;
  /** Where a sweep goes on in the next turn of the event loop, and how many members it has still to see. */
  #rest: Iterator<Deadline, undefined> | undefined;
  #left = 0;

  /** Starts a timer that keeps no process alive. */
  constructor(options: DeadlinesOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#intervalMs = options.intervalMs ?? SWEEP_INTERVAL_MS;
    this.#sweptMs = this.#clock.monotonicMs();
    this.#timer = setInterval(() => this.sweep(), this.#intervalMs);
    this.#timer.unref();
  }

  get size(): number {
    return this.#members.size;
  }

  /** The moment so many ms from now, never too early: reckoned from the last sweep, not from a clock. */
  after(ms: number): number {
    return this.#sweptMs + this.#intervalMs + ms;
  }

  add(member: Deadline): void {
    this.#members.add(member);
  }

  delete(member: Deadline): void {
    this.#members.delete(member);
  }

  /**
   * Calls every member that is due; where that takes long, some of them in the turns that follow. Callbacks
   * may add and delete members, themselves included.
   */
  sweep(): void {
    this.#sweptMs = this.#clock.monotonicMs();
    if (this.#rest !== undefined) return; // the one before goes on
    // A member that deletes itself and comes back, due already, must not make the sweep endless.
    this.#left = this.#members.size;
    this.#sweepSlice(this.#members.values());
  }

  #sweepSlice(members: Iterator<Deadline, undefined>): void {
    this.#rest = undefined;
    const nowMs = this.#clock.monotonicMs();
    while (this.#left-- > 0) {
      const next = members.next();
      if (next.done === true) return;
      if (next.value.deadlineMs > nowMs) continue;
      next.value.onDeadline();
      if (this.#clock.monotonicMs() - nowMs < SLICE_MS) continue;
      this.#rest = members;
      setImmediate(() => {
        if (this.#rest === members) this.#sweepSlice(members);
      });
      return;
    }
  }

  /** Stops sweeping and forgets every member, without calling it. */
  close(): void {
    clearInterval(this.#timer);
    this.#rest = undefined;
    this.#members.clear();
  }
}
