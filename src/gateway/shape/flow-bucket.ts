// A shared bucket as the flows of one worker share it: who waits for it, and how much of it is each one's.

import { type BucketTerms, type ByteBucket, type ByteBuckets, SEGMENT_BYTES } from "#fleet/byte-buckets.ts";
import { type Deadlines, SWEEP_INTERVAL_MS } from "#kernel/deadlines.ts";
import type { ShapeMeter } from "../gateway-port.ts";

/** Less than the time between two sweeps, so that each is a round of its own. */
const ROUND_MS = 10;
/** What a worker may have of a round is its own so long. */
const SHARE_MS = SWEEP_INTERVAL_MS;

export class FlowBucket {
  readonly meter: ShapeMeter;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  /** Requests that use it. */
  users = 0;
  /** Flows of this worker that wait for it. */
  #waiting = 0;
  readonly #bucket: ByteBucket;
  readonly #bytesPerMs: number;
  readonly #leastBytes: number;
  #roundMs = Number.NEGATIVE_INFINITY;
  /** What each flow may have of this round, and what the worker still may. */
  #share = 0;
  #left = 0;

  constructor(terms: BucketTerms, meter: ShapeMeter, ports: FlowPorts) {
    this.#bucket = ports.buckets.bucket(terms);
    this.#bytesPerMs = terms.bytesPerSecond / 1000;
    // A bucket that had to be full for it would run over between two sweeps.
    this.#leastBytes = Math.min(SEGMENT_BYTES, Math.floor(terms.capacityBytes / 2));
    this.meter = meter;
    this.deadlines = ports.deadlines;
    this.now = ports.now;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** A flow begins to wait. */
  join(): void {
    if (this.#waiting++ === 0) this.#bucket.waits(true);
  }

  leave(): void {
    if (--this.#waiting === 0) this.#bucket.waits(false);
  }

  /** So many bytes may pass at once, before nobody who waits. */
  hasRoomFor(bytes: number): boolean {
    return this.#waiting === 0 && this.#bucket.levelBytes() >= bytes && !this.#bucket.othersWait();
  }

  /** What may pass at once where no flow of this worker waits: while others' do, what its share has left. */
  take(bytes: number): number {
    if (!this.#bucket.othersWait()) return this.#bucket.take(bytes);
    return this.now() - this.#roundMs < SHARE_MS ? this.#takeLeft(bytes) : 0;
  }

  #takeLeft(bytes: number): number {
    const most = Math.min(bytes, this.#left);
    if (most === 0) return 0;
    const taken = this.#bucket.take(most);
    this.#left -= taken;
    return taken;
  }

  /** Takes what a flow that has waited may have in this round: those that wait share what is there. */
  takeShare(bytes: number): number {
    const nowMs = this.now();
    const level = this.#bucket.levelBytes();
    const isEnough = level >= this.#enoughFor(bytes);
    if (nowMs - this.#roundMs >= ROUND_MS) {
      this.#roundMs = nowMs;
      this.#beginRound(isEnough);
    }
    return isEnough ? this.#takeLeft(Math.min(bytes, Math.max(this.#leastBytes, this.#share))) : 0;
  }

  #beginRound(isEnough: boolean): void {
    this.#left = 0;
    if (!isEnough) {
      this.#bucket.waits(true);
      return;
    }
    const turn = this.#bucket.takeTurn();
    if (turn === 0) return;
    this.#left = Math.max(this.#leastBytes, turn);
    this.#share = Math.floor(this.#left / Math.max(1, this.#waiting));
  }

  /** Drops are not worth a write; and of several, whoever wants little must not go before the others. */
  #enoughFor(bytes: number): number {
    return this.#waiting > 1 ? this.#leastBytes : Math.min(bytes, this.#leastBytes);
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
