// A sink that nobody waits for: lines go into a bounded spool, and from there into the sink itself, at its
// own pace. What finds no room is counted, and a line says how many are missing where they are missing.

import { setTimeout as sleep } from "node:timers/promises";
import { droppedLinesLine, jsonString } from "../access-line.ts";
import { FailureReport, LINE_FEED, type LineSink, type SinkTools } from "./line-sink.ts";

const RETRY_WAIT_MS = 500;
const BUSY_WAIT_MS = 20;

export class SpooledSink implements LineSink {
  readonly name: string;
  readonly #sink: LineSink;
  readonly #limitBytes: number;
  readonly #tools: SinkTools;
  readonly #report: FailureReport;
  readonly #spool: Buffer[] = [];
  readonly #closing = new AbortController();
  #spoolBytes = 0;
  #dropped = 0;
  #droppedSinceMs = 0;
  /** One after the other: writing, rotating. */
  #work: Promise<void> = Promise.resolve();
  #isPumping = false;

  constructor(sink: LineSink, limitBytes: number, tools: SinkTools) {
    this.name = sink.name;
    this.#sink = sink;
    this.#limitBytes = limitBytes;
    this.#tools = tools;
    this.#report = new FailureReport(sink.name, tools);
  }

  async take(lines: Buffer, from: number): Promise<number> {
    if (this.#spoolBytes + lines.length > this.#limitBytes) this.#drop(lines);
    else {
      if (this.#dropped > 0) this.#push(this.#droppedLine());
      // A copy: what was taken may wait here for long.
      this.#push(Buffer.from(lines));
    }
    this.#pump();
    return lines.length - from;
  }

  #push(lines: Buffer): void {
    this.#spool.push(lines);
    this.#spoolBytes += lines.length;
  }

  #drop(lines: Buffer): void {
    if (this.#dropped === 0) this.#droppedSinceMs = Date.now();
    const count = countLines(lines);
    this.#dropped += count;
    this.#tools.onDropped(this.name, count);
  }

  #droppedLine(): Buffer {
    const origin = `"sink":${jsonString(this.name)}`;
    const line = droppedLinesLine(Date.now(), origin, this.#dropped, this.#droppedSinceMs);
    this.#dropped = 0;
    return Buffer.from(line, "latin1");
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#work = this.#work.then(() => this.#write());
  }

  async #write(): Promise<void> {
    for (let lines = this.#spool[0]; lines !== undefined; lines = this.#spool[0]) {
      for (let at = 0; at < lines.length; ) {
        if (this.#closing.signal.aborted) return;
        at += await this.#writeSome(lines, at);
      }
      this.#spool.shift();
      this.#spoolBytes -= lines.length;
    }
    this.#isPumping = false;
    if (this.#dropped === 0 || this.#closing.signal.aborted) return;
    // The last of them may have been the last for long.
    this.#push(this.#droppedLine());
    this.#pump();
  }

  async #writeSome(lines: Buffer, at: number): Promise<number> {
    const { signal } = this.#closing;
    try {
      const taken = await this.#sink.take(lines, at);
      if (taken === 0) await sleep(BUSY_WAIT_MS, undefined, { signal }).catch(() => undefined);
      else this.#report.recovered();
      return taken;
    } catch (error) {
      this.#report.failed(error, "the access log cannot be written; lines wait in the sink's spool");
      await sleep(RETRY_WAIT_MS, undefined, { signal }).catch(() => undefined);
      return 0;
    }
  }

  async maintain(): Promise<void> {
    if (!this.#isPumping) this.#work = this.#work.then(() => this.#sink.maintain());
  }

  reopen(): void {
    this.#sink.reopen();
  }

  async close(outOfTime: AbortSignal): Promise<void> {
    outOfTime.addEventListener("abort", () => this.#closing.abort(), { once: true });
    if (outOfTime.aborted) this.#closing.abort();
    while (this.#isPumping && !this.#closing.signal.aborted) await this.#work;
    this.#closing.abort();
    await this.#work;
    const lost = this.#spool.reduce((sum, lines) => sum + countLines(lines), 0);
    if (lost > 0) this.#tools.onDropped(this.name, lost);
    await this.#sink.close(outOfTime);
  }
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(LINE_FEED); at >= 0; at = lines.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
