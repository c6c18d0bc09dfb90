// A shared bucket as the flows of one worker share it: who waits for it, and how much of it is each one's.

import type { BucketTerms, ByteBucket, ByteBuckets } from "#fleet/byte-buckets.ts";
import type { Deadlines } from "#kernel/deadlines.ts";
import type { ShapeMeter } from "../gateway-port.ts";

/** About a segment of TCP: less is not worth a write. */
const LEAST_BYTES = 1460;
/** Less than the time between two sweeps, so that each is a round of its own. */
const ROUND_MS = 10;

export class FlowBucket {
  readonly meter: ShapeMeter;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  /** Requests that use it. */
  users = 0;
  /** Flows that wait for it. */
  waiting = 0;
  readonly #bucket: ByteBucket;
  readonly #bytesPerMs: number;
  readonly #leastBytes: number;
  #roundMs = Number.NEGATIVE_INFINITY;
  #share = 0;

  constructor(terms: BucketTerms, meter: ShapeMeter, ports: FlowPorts) {
    this.#bucket = ports.buckets.bucket(terms);
    this.#bytesPerMs = terms.bytesPerSecond / 1000;
    // A bucket that had to be full for it would run over between two sweeps.
    this.#leastBytes = Math.min(LEAST_BYTES, Math.floor(terms.capacityBytes / 2));
    this.meter = meter;
    this.deadlines = ports.deadlines;
    this.now = ports.now;
  }

  /** So many bytes may pass at once, before nobody who waits. */
  hasRoomFor(bytes: number): boolean {
    return this.waiting === 0 && this.#bucket.levelBytes() >= bytes;
  }

  take(bytes: number): number {
    return this.#bucket.take(bytes);
  }

  /** Takes what a flow that has waited may have in this round: those that wait share what is there. */
  takeShare(bytes: number): number {
    const nowMs = this.now();
    const level = this.#bucket.levelBytes();
    if (nowMs - this.#roundMs >= ROUND_MS) {
      this.#roundMs = nowMs;
      this.#share = Math.floor(level / Math.max(1, this.waiting));
    }
    const share = Math.min(bytes, Math.max(this.#leastBytes, this.#share));
    return level < this.#enoughFor(bytes) ? 0 : this.#bucket.take(share);
  }

  /** Drops are not worth a write; and of several, whoever wants little must not go before the others. */
  #enoughFor(bytes: number): number {
    return this.waiting > 1 ? this.#leastBytes : Math.min(bytes, this.#leastBytes);
  }

  /** When there may be enough for a flow that has so many bytes to pass. */
  waitMs(bytes: number): number {
    const missing = this.#enoughFor(bytes) - this.#bucket.levelBytes();
    return Math.max(0, missing / this.#bytesPerMs);
  }
}

export type FlowPorts = {
  readonly buckets: ByteBuckets;
  readonly deadlines: Deadlines;
  readonly now: () => number;
};
