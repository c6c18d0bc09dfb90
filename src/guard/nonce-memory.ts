// The nonces of assertions that were accepted, for as long as one could be accepted again. Bounded: where it
// is full, it says so, and nothing is forgotten early.

export type NonceOutcome = "new" | "seen" | "full";

/** Two generations, each for one window: what is older than both can have no assertion that still holds. */
export class NonceMemory {
  private readonly windowMs: number;
  private readonly capacity: number;
  private current = new Set<string>();
  private previous = new Set<string>();
  private beganMs = Number.NEGATIVE_INFINITY;

  /**
   * @param windowMs at least as long as an assertion can hold from the moment that it is accepted
   * @param capacity nonces of one window
   */
  constructor(windowMs: number, capacity: number) {
    this.windowMs = windowMs;
    this.capacity = capacity;
  }

  note(nonce: string, nowMs: number): NonceOutcome {
    const age = nowMs - this.beganMs;
    if (age >= this.windowMs) {
      this.previous = age >= 2 * this.windowMs ? new Set() : this.current;
      this.current = new Set();
      this.beganMs = nowMs;
    }
    if (this.current.has(nonce) || this.previous.has(nonce)) return "seen";
    if (this.current.size >= this.capacity) return "full";
    this.current.add(nonce);
    return "new";
  }
}
