// How far a thread is behind: by how much a timer comes too late while the thread is busy. Its level rises in
// three steps, each at twice the delay of the one before, and falls where the delay is half of what it was.

import { performance } from "node:perf_hooks";

export type LoadLevel = 0 | 1 | 2 | 3;

const INTERVAL_MS = 50;
/** A thread that was not busy was not late because of its work: the machine stood still. */
const BUSY = 0.9;
const SMOOTHING = 0.3;

export class LoadGauge {
  #level: LoadLevel = 0;
  #delayMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** 0: it keeps up. */
  get level(): LoadLevel {
    return this.#level;
  }

  /** Smoothed. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Starts a timer that keeps no process alive. @param limitMs where the first level begins; 0 for never */
  start(limitMs: () => number): void {
    let lastMs = performance.now();
    let last = performance.eventLoopUtilization();
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      this.measured(nowMs - lastMs - INTERVAL_MS, utilization, limitMs());
      lastMs = nowMs;
      last = now;
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @param utilization of the thread since the last time, from 0 to 1 */
  measured(lateMs: number, utilization: number, limitMs: number): void {
    const late = utilization >= BUSY ? Math.max(0, lateMs) : 0;
    this.#delayMs += (late - this.#delayMs) * SMOOTHING;
    if (limitMs === 0) this.#level = 0;
    else if (this.#delayMs >= limitMs * 2 ** this.#level) this.#level = levelAbove(this.#level);
    else if (this.#delayMs < (limitMs * 2 ** this.#level) / 4) this.#level = levelBelow(this.#level);
  }
}

const levelAbove = (level: LoadLevel): LoadLevel => (level === 0 ? 1 : level === 1 ? 2 : 3);
const levelBelow = (level: LoadLevel): LoadLevel => (level === 3 ? 2 : level === 2 ? 1 : 0);
