// Counts what a server writes to its access log. Lines come a little after their answers: in batches, and
// later where the machine is busy. So a log is counted, and cut, only once it is at rest.

import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LINE_FEED = 10;
const PIECE_BYTES = 1024 * 1024;
const POLL_MS = 50;

/** Longer than any server here keeps lines in memory while it gets its core. */
const REST_MS = 2_500;
/** A server whose log has stood still for so long has no more to write, however busy the machine is. */
const PATIENCE_MS = 15_000;

export type LogPatience = { readonly restMs: number; readonly patienceMs: number };

export class AccessLog {
  readonly #file: string;
  readonly #patience: LogPatience;
  readonly #piece = Buffer.allocUnsafe(PIECE_BYTES);
  /** How far the lines are counted. */
  #at = 0;
  #lines = 0;

  constructor(file: string, patience: LogPatience = { restMs: REST_MS, patienceMs: PATIENCE_MS }) {
    this.#file = file;
    this.#patience = patience;
  }

  /** Lines since it was emptied, as soon as it rests with at least so many, or stays too short. */
  async settledLines(least: number): Promise<number> {
    const { restMs, patienceMs } = this.#patience;
    const sinceMs = Date.now();
    for (;;) {
      const lines = this.#countOn();
      const { mtimeMs } = statSync(this.#file);
      const isEnough = lines >= least;
      const restedMs = Date.now() - (isEnough ? mtimeMs : Math.max(mtimeMs, sinceMs));
      if (restedMs >= (isEnough ? restMs : patienceMs)) return lines;
      await sleep(POLL_MS);
    }
  }

  /** Only at rest: what comes between the counting and the cut is lost here, not at the server. */
  empty(): void {
    // Servers append, so they go on from the start of a file that was cut to nothing.
    truncateSync(this.#file);
    this.#at = 0;
    this.#lines = 0;
  }

  #countOn(): number {
    const file = openSync(this.#file, "r");
    try {
      const { size } = fstatSync(file);
      while (this.#at < size) {
        const read = readSync(file, this.#piece, 0, Math.min(PIECE_BYTES, size - this.#at), this.#at);
        if (read === 0) break;
        this.#at += read;
        this.#lines += lineFeeds(this.#piece.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
    return this.#lines;
  }
}

function lineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
