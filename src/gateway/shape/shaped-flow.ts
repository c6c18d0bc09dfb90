// Bytes on their way through a bucket: what it gives passes at once, the rest is held while the source is
// told to hold, so that there is never more than one of its reads here. A flow that waits hangs on the sweep
// that all time-outs hang on.

import { type Deadline, SWEEP_INTERVAL_MS } from "#kernel/deadlines.ts";
import type { FlowBucket } from "./flow-bucket.ts";

/** Takes what passes. */
export interface FlowSink {
  /** False asks to hold until `resume`. */
  pass(bytes: string): boolean;
  /** Nothing is held any more. */
  emptied(): void;
  /** The flow has waited for so long. */
  waited(ms: number): void;
}

export class ShapedFlow implements Deadline {
  deadlineMs = Number.POSITIVE_INFINITY;
  readonly #bucket: FlowBucket;
  readonly #sink: FlowSink;
  #held = "";
  #isSinkHeld = false;
  #isPassing = false;
  #isWaiting = false;
  #waitedFromMs = 0;

  constructor(bucket: FlowBucket, sink: FlowSink) {
    this.#bucket = bucket;
    this.#sink = sink;
  }

  get isEmpty(): boolean {
    return this.#held === "";
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  get takesMore(): boolean {
    return this.#held === "" && !this.#isSinkHeld;
  }

  /** The sink takes nothing before `resume`. */
  hold(): void {
    this.#isSinkHeld = true;
  }

  /** Takes bytes, always; false asks to hold until the sink hears `emptied`, or asks for more itself. */
  push(bytes: string): boolean {
    this.#held = this.#held === "" ? bytes : this.#held + bytes;
    this.#pump();
    return this.takesMore;
  }

  /** The sink takes more. */
  resume(): void {
    this.#isSinkHeld = false;
    if (this.#isPassing) return;
    if (this.#held !== "") this.#pump();
    if (this.#held === "") this.#sink.emptied();
  }

  /** What is held is wanted no more. */
  drop(): void {
    this.#held = "";
    this.#stopWaiting();
  }

  /** Those that wait already are first. */
  #pump(): void {
    if (this.#isWaiting || this.#isSinkHeld || this.#isPassing) return;
    if (this.#bucket.waiting === 0) this.#pass(this.#bucket.take(this.#held.length));
    if (this.#held !== "" && !this.#isSinkHeld) this.#wait();
  }

  #pass(bytes: number): void {
    if (bytes === 0) return;
    const piece = bytes === this.#held.length ? this.#held : this.#held.slice(0, bytes);
    this.#held = this.#held.slice(bytes);
    this.#isPassing = true;
    // Before: the sink may have room again by the time that it has said no.
    this.#isSinkHeld = true;
    if (this.#sink.pass(piece)) this.#isSinkHeld = false;
    this.#isPassing = false;
  }

  #wait(): void {
    const { deadlines, now } = this.#bucket;
    this.#isWaiting = true;
    this.#bucket.join();
    this.#waitedFromMs = now();
    this.#setDeadline();
    deadlines.add(this);
  }

  #setDeadline(): void {
    const { deadlines } = this.#bucket;
    // What is due before the next sweep is due at it.
    this.deadlineMs = deadlines.after(this.#bucket.waitMs(this.#held.length) - SWEEP_INTERVAL_MS);
  }

  #stopWaiting(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#bucket.leave();
    this.#bucket.deadlines.delete(this);
    const waitedMs = this.#bucket.now() - this.#waitedFromMs;
    this.#bucket.meter.waited(waitedMs / 1000);
    this.#sink.waited(waitedMs);
  }

  onDeadline(): void {
    const taken = this.#bucket.takeShare(this.#held.length);
    this.#bucket.meter.delayed(taken);
    this.#pass(taken);
    // The sink may have dropped the rest.
    if (!this.#isWaiting) return;
    if (this.#held === "" || this.#isSinkHeld) {
      this.#stopWaiting();
      if (this.#held === "") this.#sink.emptied();
      return;
    }
    this.#setDeadline();
    if (taken === 0) return;
    // Those that got nothing in this round come first in the next one.
    this.#bucket.deadlines.delete(this);
    this.#bucket.deadlines.add(this);
  }
}
