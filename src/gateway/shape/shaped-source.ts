// A body that comes no faster than a bucket lets it. Its end comes after its last byte; that it broke off is
// told at once.

import type { BodySink, BodySource } from "#http/body.ts";
import type { Field } from "#http/field.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { FlowBucket } from "./flow-bucket.ts";
import { type FlowSink, ShapedFlow } from "./shaped-flow.ts";

export class ShapedSource implements BodySource, BodySink, FlowSink {
  readonly waited: (ms: number) => void;
  readonly #source: BodySource;
  readonly #flow: ShapedFlow;
  #sink: BodySink | undefined;
  #trailers: readonly Field[] | undefined;
  #isSourceHeld = false;
  /** Nothing more is asked of the source: its connection may be another exchange's by now. */
  #hasEnded = false;

  /** @param waited told how long it waited, each time */
  constructor(source: BodySource, bucket: FlowBucket, waited: (ms: number) => void) {
    this.#source = source;
    this.waited = waited;
    this.#flow = new ShapedFlow(bucket, this);
  }

  // ── the side of whoever takes it ──

  start(sink: BodySink, isHeld = false): void {
    this.#sink = sink;
    this.#isSourceHeld = isHeld;
    if (isHeld) this.#flow.hold();
    this.#source.start(this, isHeld);
  }

  resume(): void {
    this.#flow.resume();
  }

  cancel(): void {
    this.#sink = undefined;
    this.#flow.drop();
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#source.cancel();
  }

  /** The request is over: it holds nothing, and waits for nothing. */
  close(): void {
    this.#sink = undefined;
    this.#flow.drop();
  }

  // ── the side of the source ──

  data(chunk: string): boolean {
    if (this.#sink === undefined) return true;
    const takesMore = this.#flow.push(chunk);
    this.#isSourceHeld = !takesMore;
    return takesMore;
  }

  end(trailers: readonly Field[]): void {
    this.#hasEnded = true;
    this.#trailers = trailers;
    if (this.#flow.isEmpty) this.#finish();
  }

  fail(reason: FaultCode): void {
    this.#hasEnded = true;
    this.#flow.drop();
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.fail(reason);
  }

  #finish(): void {
    const sink = this.#sink;
    const trailers = this.#trailers;
    this.#sink = undefined;
    if (trailers !== undefined) sink?.end(trailers);
  }

  // ── the side of the flow ──

  pass(bytes: string): boolean {
    return this.#sink?.data(bytes) ?? true;
  }

  emptied(): void {
    if (this.#hasEnded) {
      this.#finish();
      return;
    }
    if (!this.#isSourceHeld || !this.#flow.takesMore) return;
    this.#isSourceHeld = false;
    this.#source.resume();
  }
}
