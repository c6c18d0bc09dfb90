// Control's end of the access rings: moves what the workers wrote into every sink, a batch of whole lines
// at a time. A batch leaves its ring when all sinks took it; until then it is tried again, so a full disk
// loses nothing until the workers' own patience ends. After control died, at most one batch is written twice.

import { setTimeout as sleep } from "node:timers/promises";
import { FailureReport, LINE_FEED, type LineSink, type SinkTools } from "./sink/line-sink.ts";
import { openSink } from "./sink/sink-table.ts";
import type { SinkSpec } from "./sink-spec.ts";

/** The consumer's side of a `ByteRing`. */
export type DrainableRing = {
  /** What was pushed and not yet consumed: at most two pieces, which end with a whole text. */
  peek(): readonly Uint8Array[];
  consume(bytes: number): void;
};

// Few large batches cost less than many small ones, and few looks less than many: what fills a sixteenth of
// a ring or less may wait longer for the next look, and what fills a quarter of it must not wait as long.
const BATCH_BYTES = 256 * 1024;
const MUCH_BYTES = 1024 * 1024;
const BUSY_WAIT_MS = 20;
const IDLE_WAIT_MS = 160;
const RETRY_WAIT_MS = 500;

/** Some lines on their way from a ring into the sinks, and how much of them each sink took. */
type Batch = { readonly ring: DrainableRing; readonly lines: Buffer; readonly taken: Map<LineSink, number> };

type Sinks = ReadonlyMap<string, LineSink>;

export type AccessDrainOptions = SinkTools & {
  /** Sees each batch once, when it has been written. */
  readonly onLines?: (lines: Buffer) => void;
};

export class AccessDrain {
  readonly #options: AccessDrainOptions;
  readonly #rings = new Map<number, DrainableRing>();
  readonly #reports = new WeakMap<LineSink, FailureReport>();
  /** By what they were opened for. */
  #sinks: Sinks = new Map();
  /** Opened sinks that take over between two batches. */
  #next: Sinks | undefined;
  #batch: Batch | undefined;
  /** Every batch lies here, one after the other: fresh memory for each would be work for the collector. */
  readonly #memory = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #room = this.#memory;
  /** Of the last round, in the ring that held most. */
  #foundBytes = 0;
  #isFailing = false;
  #isStopping = false;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(options: AccessDrainOptions) {
    this.#options = options;
  }

  /** Drains the ring of a worker; a replaced worker brings the ring of its predecessor. */
  addRing(worker: number, ring: DrainableRing): void {
    this.#rings.set(worker, ring);
  }

  /** Opens the sinks to write to from now on, and keeps those it has. Rejects with nothing changed. */
  async use(specs: readonly SinkSpec[]): Promise<void> {
    const current = this.#next ?? this.#sinks;
    const next = new Map<string, LineSink>();
    const opened: LineSink[] = [];
    try {
      for (const spec of specs) {
        const id = JSON.stringify(spec);
        const sink = current.get(id) ?? this.#sinks.get(id) ?? (await openSink(spec, this.#options));
        if (![...current.values(), ...this.#sinks.values()].includes(sink)) opened.push(sink);
        next.set(id, sink);
      }
    } catch (error) {
      await closeAll(opened, AbortSignal.abort());
      throw error;
    }
    const passedOver = [...current.values()].filter(
      (sink) => !keeps(next, sink) && !keeps(this.#sinks, sink),
    );
    await closeAll(passedOver, AbortSignal.abort());
    this.#next = next;
    this.#room = this.#memory.subarray(0, batchBytesFor(specs));
    this.#wake?.();
    this.#running ??= this.#run();
  }

  /** Opens files anew at the next occasion: they were renamed, and new ones are to take their place. */
  reopen(): void {
    for (const sink of (this.#next ?? this.#sinks).values()) sink.reopen();
    this.#wake?.();
  }

  /** Writes what is left, for as long as `timeoutMs`. Resolves to whether everything was written. */
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
    await this.#changeSinks();
    while (!this.#isEmpty() && !outOfTime.aborted) {
      if (!(await this.#drain())) await sleep(BUSY_WAIT_MS);
    }
    await closeAll(this.#sinks.values(), outOfTime);
    return this.#isEmpty();
  }

  #isEmpty(): boolean {
    return [...this.#rings.values()].every((ring) => ring.peek().every((piece) => piece.length === 0));
  }

  async #run(): Promise<void> {
    let waitMs = BUSY_WAIT_MS;
    while (!this.#isStopping) {
      await this.#changeSinks();
      await this.#drain();
      waitMs = nextWait(waitMs, this.#foundBytes);
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

  /** Between two batches; inside one only where a sink takes no more of it. */
  async #changeSinks(): Promise<void> {
    if (this.#batch !== undefined && !this.#isFailing) return;
    const next = this.#next;
    if (next !== undefined) {
      const left = [...this.#sinks.values()].filter((sink) => !keeps(next, sink));
      this.#sinks = next;
      this.#next = undefined;
      // What a sink that drops still holds goes out beside the others.
      void closeAll(left, AbortSignal.timeout(RETRY_WAIT_MS * 10));
    }
    if (this.#batch === undefined)
      await Promise.all([...this.#sinks.values()].map((sink) => sink.maintain()));
  }

  /** One round over all rings. Resolves to whether anything was written. */
  async #drain(): Promise<boolean> {
    let hasWritten = false;
    this.#foundBytes = 0;
    for (const ring of this.#rings.values()) {
      if (this.#batch !== undefined && this.#batch.ring !== ring) continue;
      let left = ring.peek().reduce((sum, piece) => sum + piece.length, 0);
      this.#foundBytes = Math.max(this.#foundBytes, left);
      while (left > 0) {
        const batch = this.#batch ?? nextBatch(ring, this.#room);
        if (batch === undefined) break;
        this.#batch = batch;
        if (!(await this.#deliver(batch))) return hasWritten;
        hasWritten = true;
        left -= batch.lines.length;
        this.#batch = undefined;
        if (this.#next !== undefined) return hasWritten;
      }
    }
    return hasWritten;
  }

  /** Resolves to whether every sink took the whole of it. */
  async #deliver(batch: Batch): Promise<boolean> {
    const sinks = [...this.#sinks.values()];
    const outcomes = await Promise.all(sinks.map((sink) => this.#give(sink, batch)));
    const wasFailing = this.#isFailing;
    this.#isFailing = outcomes.includes("failed");
    if (!outcomes.every((outcome) => outcome === "done")) return false;
    if (wasFailing) {
      const names = sinks.map(({ name }) => name).join(" ");
      this.#options.log.info("the access log is written again", { sink: names });
    }
    batch.ring.consume(batch.lines.length);
    this.#options.onLines?.(batch.lines);
    return true;
  }

  async #give(sink: LineSink, { lines, taken }: Batch): Promise<"done" | "busy" | "failed"> {
    let at = taken.get(sink) ?? 0;
    try {
      while (at < lines.length) {
        const bytes = await sink.take(lines, at);
        if (bytes === 0) return "busy";
        at += bytes;
        taken.set(sink, at);
      }
    } catch (error) {
      const report = this.#reportOf(sink);
      report.failed(error, "the access log cannot be written; lines wait in memory");
      return "failed";
    }
    return "done";
  }

  #reportOf(sink: LineSink): FailureReport {
    const known = this.#reports.get(sink);
    if (known !== undefined) return known;
    const report = new FailureReport(sink.name, this.#options);
    this.#reports.set(sink, report);
    return report;
  }
}

/** What a sink takes whole or not at all: no batch may be larger than a spool, or than a file is to be. */
function batchBytesFor(specs: readonly SinkSpec[]): number {
  let bytes = BATCH_BYTES;
  for (const spec of specs) {
    if (spec.whenFull === "drop") bytes = Math.min(bytes, spec.spoolBytes);
    if (spec.kind === "file" && spec.rotate !== undefined) bytes = Math.min(bytes, spec.rotate.sizeBytes);
  }
  return bytes;
}

function nextWait(waitMs: number, foundBytes: number): number {
  if (foundBytes < BATCH_BYTES) return Math.min(waitMs * 2, IDLE_WAIT_MS);
  return foundBytes < MUCH_BYTES ? waitMs : Math.max(waitMs / 2, BUSY_WAIT_MS);
}

const keeps = (sinks: Sinks, sink: LineSink): boolean => [...sinks.values()].includes(sink);

async function closeAll(sinks: Iterable<LineSink>, outOfTime: AbortSignal): Promise<void> {
  await Promise.allSettled([...sinks].map((sink) => sink.close(outOfTime)));
}

/** Whole lines in a copy, for a ring ends inside one; it lies in `room` unless a single line is larger. */
function nextBatch(ring: DrainableRing, room: Buffer): Batch | undefined {
  const pieces = ring.peek().filter((piece) => piece.length > 0);
  if (pieces.length === 0) return undefined;
  const lines =
    wholeLines(gather(pieces, room)) ?? wholeLines(Buffer.concat(pieces)) ?? Buffer.concat(pieces);
  return { ring, lines, taken: new Map() };
}

/** As much of the pieces as there is room for. */
function gather(pieces: readonly Uint8Array[], room: Buffer): Buffer {
  let at = 0;
  for (const piece of pieces) {
    const fitting = piece.subarray(0, room.length - at);
    room.set(fitting, at);
    at += fitting.length;
  }
  return room.subarray(0, at);
}

function wholeLines(bytes: Buffer): Buffer | undefined {
  const end = bytes.lastIndexOf(LINE_FEED);
  return end < 0 ? undefined : bytes.subarray(0, end + 1);
}
