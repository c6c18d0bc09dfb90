// What every kind of sink offers to whoever moves access lines into it, and what it is given to report with.

import type { Log } from "../log.ts";

export interface LineSink {
  readonly name: string;
  /**
   * Takes what it can of whole lines from byte `from` on. Resolves to how many it took, 0 where it is busy;
   * rejects where it cannot take any, and is asked again later. The memory is the caller's again once this is
   * settled: who keeps lines copies them.
   */
  take(lines: Buffer, from: number): Promise<number>;
  /** Between two batches, whether there are lines or not: files rotate here. Never rejects. */
  maintain(): Promise<void>;
  /** The file was renamed: a new one is to take its place. */
  reopen(): void;
  /** Writes what it holds back, until `outOfTime`, and lets go of everything. */
  close(outOfTime: AbortSignal): Promise<void>;
}

export type SinkTools = {
  readonly log: Log;
  readonly onWriteError: (sink: string) => void;
  readonly onDropped: (sink: string, lines: number) => void;
};

export const LINE_FEED = 0x0a;

/** The same failure is reported again only so often. */
const REPORT_EVERY_MS = 30_000;

/** Counts the failures of one sink, and reports them now and then. */
export class FailureReport {
  readonly #tools: Pick<SinkTools, "log" | "onWriteError">;
  readonly #sink: string;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  constructor(sink: string, tools: Pick<SinkTools, "log" | "onWriteError">) {
    this.#sink = sink;
    this.#tools = tools;
  }

  failed(error: unknown, message: string): void {
    this.#isFailing = true;
    this.#tools.onWriteError(this.#sink);
    if (performance.now() - this.#reportedAtMs < REPORT_EVERY_MS) return;
    this.#reportedAtMs = performance.now();
    const reason = error instanceof Error ? error.message : String(error);
    this.#tools.log.error(message, { sink: this.#sink, error: reason });
  }

  recovered(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#tools.log.info("the access log is written again", { sink: this.#sink });
  }
}
