// Time as a port: what measures or waits takes a clock, so that its tests need not wait.

export interface Clock {
  /** Milliseconds since the epoch; may jump either way when somebody sets it. */
  wallMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/**
 * `performance.now()` counts from another moment on every thread; the monotonic time of this clock is the
 * machine's, the same on all of them.
 */
export function machineClock(): Clock {
  // A thread that is halted between the two clocks gets too little: of several tries the largest is right.
  let offsetMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    offsetMs = Math.max(offsetMs, Number(process.hrtime.bigint()) / 1e6 - performance.now());
  }
  return { monotonicMs: () => performance.now() + offsetMs, wallMs: () => systemClock.wallMs() };
}

/** Counts the turns of this thread's event loop: two moments of the same turn have the same number. */
export const loopTurn = (): number => performance.nodeTiming.uvMetricsInfo.loopCount;

/** Stands still until a test moves it. */
export class ManualClock implements Clock {
  #elapsedMs = 0;
  readonly #startMs: number;

  constructor(startMs = 0) {
    this.#startMs = startMs;
  }

  wallMs(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  advance(ms: number): void {
    this.#elapsedMs += ms;
  }
}

const OFFSET_AGE_MS = 1000;
let offsetMs = 0;
let offsetTakenMs = Number.NEGATIVE_INFINITY;

/**
 * The wall clock at a moment of the monotonic one, in ms since the epoch. Both are compared once a second, so
 * that most calls look at no clock; a step of the wall clock shows a second later.
 */
export function wallAt(monotonicMs: number): number {
  if (monotonicMs - offsetTakenMs > OFFSET_AGE_MS) {
    offsetMs = systemClock.wallMs() - systemClock.monotonicMs();
    offsetTakenMs = monotonicMs;
  }
  return monotonicMs + offsetMs;
}
