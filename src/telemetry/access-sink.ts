// Control's end of the access rings: moves what the workers wrote to standard output or to a file, one write
// at a time. Where that fails, lines stay in the rings and the write is tried again, so a full disk loses
// nothing until the workers' own patience ends.

import { close, open, write } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Log } from "./log.ts";

const openFile = promisify(open);
const closeFile = promisify(close);
const writeFile = promisify(write);

/** The consumer's side of a `ByteRing`. */
export type DrainableRing = {
  /** What was pushed and not yet consumed: at most two pieces, which end with a whole text. */
  peek(): readonly Uint8Array[];
  consume(bytes: number): void;
};

const STDOUT_SINK = "stdout";

const STDOUT = 1;
const FILE_MODE = 0o640;
const BUSY_WAIT_MS = 20;
const IDLE_WAIT_MS = 160;
const RETRY_WAIT_MS = 500;
/** The same failure is reported again only so often. */
const REPORT_EVERY_MS = 30_000;

export type AccessSinkOptions = {
  readonly log: Log;
  readonly onWriteError: () => void;
};

export class AccessSink {
  readonly #options: AccessSinkOptions;
  readonly #rings = new Map<number, DrainableRing>();
  #sink = "";
  #fd = -1;
  /** A ring whose piece was written in part: nothing else may be written before its rest. */
  #cutRing: DrainableRing | undefined;
  /** An opened sink that takes over between two rounds. */
  #next: { readonly sink: string; readonly fd: number } | undefined;
  #isReopenAsked = false;
  #isStopping = false;
  #isFailing = false;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(options: AccessSinkOptions) {
    this.#options = options;
  }

  /** Drains the ring of a worker; a replaced worker brings the ring of its predecessor. */
  addRing(worker: number, ring: DrainableRing): void {
    this.#rings.set(worker, ring);
  }

  /** Opens a sink (`stdout` or a path) to write to from now on; where it rejects, nothing has changed. */
  async use(sink: string): Promise<void> {
    if (sink === (this.#next?.sink ?? this.#sink)) return;
    const fd = sink === STDOUT_SINK ? STDOUT : await openFile(sink, "a", FILE_MODE);
    if (this.#next !== undefined) await this.#close(this.#next.fd);
    this.#next = { sink, fd };
    this.#wake?.();
    this.#running ??= this.#run();
  }

  /** Opens the file anew at the next occasion: it was renamed, and a new one is to take its place. */
  reopen(): void {
    this.#isReopenAsked = true;
    this.#wake?.();
  }

  /** Writes what is left, for as long as `timeoutMs`. Resolves to whether the rings are empty. */
  async stop(timeoutMs: number): Promise<boolean> {
    this.#isStopping = true;
    this.#wake?.();
    // A write to a pipe that nobody reads may never return.
    const outOfTime = new AbortController();
    const limit = sleep(timeoutMs, false, { signal: outOfTime.signal }).catch(() => false);
    const isFlushed = await Promise.race([this.#flush(outOfTime.signal), limit]);
    outOfTime.abort();
    return isFlushed;
  }

  async #flush(outOfTime: AbortSignal): Promise<boolean> {
    await this.#running;
    if (this.#cutRing === undefined || this.#isFailing) await this.#changeFile();
    while (!this.#isEmpty() && !outOfTime.aborted) {
      if (!(await this.#drain())) await sleep(BUSY_WAIT_MS);
    }
    await this.#close(this.#fd);
    return this.#isEmpty();
  }

  #isEmpty(): boolean {
    return [...this.#rings.values()].every((ring) => ring.peek().every((piece) => piece.length === 0));
  }

  async #run(): Promise<void> {
    let waitMs = BUSY_WAIT_MS;
    while (!this.#isStopping) {
      // Between two files no line is cut, unless the first one takes no more.
      if (this.#cutRing === undefined || this.#isFailing) await this.#changeFile();
      const hasWritten = await this.#drain();
      waitMs = hasWritten ? BUSY_WAIT_MS : Math.min(waitMs * 2, IDLE_WAIT_MS);
      if (this.#isStopping) return;
      await this.#sleep(this.#isFailing ? RETRY_WAIT_MS : waitMs);
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** One round over all rings. Resolves to whether anything was written. */
  async #drain(): Promise<boolean> {
    let hasWritten = false;
    const cut = this.#cutRing;
    const rings = cut === undefined ? [...this.#rings.values()] : [cut];
    try {
      for (const ring of rings) if (await this.#drainRing(ring)) hasWritten = true;
      if (this.#isFailing && hasWritten) this.#recovered();
    } catch (error) {
      this.#failed(error);
    }
    return hasWritten;
  }

  async #drainRing(ring: DrainableRing): Promise<boolean> {
    let hasWritten = false;
    for (const piece of ring.peek()) {
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await writeFile(this.#fd, piece, at, piece.length - at);
        ring.consume(bytesWritten);
        at += bytesWritten;
        hasWritten = true;
        this.#cutRing = ring;
      }
    }
    this.#cutRing = undefined;
    return hasWritten;
  }

  #recovered(): void {
    this.#isFailing = false;
    this.#options.log.info("the access log is written again", { sink: this.#sink });
  }

  #failed(error: unknown): void {
    // A pipe whose reader is slow: it only has to be tried again.
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return;
    this.#isFailing = true;
    this.#options.onWriteError();
    if (performance.now() - this.#reportedAtMs < REPORT_EVERY_MS) return;
    this.#reportedAtMs = performance.now();
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.error("the access log cannot be written; lines wait in memory", {
      sink: this.#sink,
      error: reason,
    });
  }

  async #changeFile(): Promise<void> {
    if (this.#isReopenAsked) await this.#openAnew();
    if (this.#next === undefined) return;
    const { sink, fd } = this.#next;
    this.#next = undefined;
    await this.#close(this.#fd);
    this.#fd = fd;
    this.#sink = sink;
  }

  async #openAnew(): Promise<void> {
    this.#isReopenAsked = false;
    if (this.#sink === STDOUT_SINK || this.#next !== undefined) return;
    try {
      this.#next = { sink: this.#sink, fd: await openFile(this.#sink, "a", FILE_MODE) };
      this.#options.log.info("reopened the access log", { sink: this.#sink });
    } catch (error) {
      this.#failed(error);
    }
  }

  async #close(fd: number): Promise<void> {
    if (fd > STDOUT) await closeFile(fd).catch((error: unknown) => this.#failed(error));
  }
}
