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

const DEFAULT_INTERVAL_MS = 100;

export class Deadlines {
  readonly #members = new Set<Deadline>();
  readonly #timer: NodeJS.Timeout;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #sweptMs: number;

  /** Starts a timer that keeps no process alive. */
  constructor(options: DeadlinesOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#intervalMs = options.intervalMs ?? DEFAULT_INTERVAL_MS;
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

  /** Calls every member that is due. Callbacks may add and delete members, themselves included. */
  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#sweptMs = nowMs;
    // A member that deletes itself and comes back, due already, must not make the sweep endless.
    let left = this.#members.size;
    for (const member of this.#members) {
      if (left-- === 0) return;
      if (member.deadlineMs <= nowMs) member.onDeadline();
    }
  }

  /** Stops sweeping and forgets every member, without calling it. */
  close(): void {
    clearInterval(this.#timer);
    this.#members.clear();
  }
}
