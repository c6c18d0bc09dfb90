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
