// How long to wait before a thread that died is started again: at once where it lived well, longer and longer
// where it dies in a loop, so that a defect costs log lines and not the machine.

const FIRST_MS = 100;
const MAX_MS = 10_000;
const GOOD_LIFE_MS = 30_000;

export class RestartDelay {
  readonly #now: () => number;
  #startedAtMs = 0;
  #nextMs = 0;

  /** @param now monotonic ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  started(): void {
    this.#startedAtMs = this.#now();
  }

  /** To be asked once per death. */
  died(): number {
    if (this.#now() - this.#startedAtMs >= GOOD_LIFE_MS) this.#nextMs = 0;
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(Math.max(waitMs * 2, FIRST_MS), MAX_MS);
    return waitMs;
  }
}
