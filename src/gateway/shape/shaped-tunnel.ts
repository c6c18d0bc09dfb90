// One side of a tunnel whose bytes come no faster than a bucket lets them. That the side ended, or closed
// after what it sent, is told after its last byte.

import type { Tunnel, TunnelListener } from "#http/tunnel.ts";
import type { FlowBucket } from "./flow-bucket.ts";
import { type FlowSink, ShapedFlow } from "./shaped-flow.ts";

export class ShapedTunnel implements Tunnel, FlowSink {
  readonly waited: (ms: number) => void;
  readonly #tunnel: Tunnel;
  readonly #flow: ShapedFlow;
  #listener: TunnelListener | undefined;
  #isHeld = false;
  #hasEnded = false;
  #isClosed = false;

  constructor(tunnel: Tunnel, bucket: FlowBucket, waited: (ms: number) => void) {
    this.#tunnel = tunnel;
    this.waited = waited;
    this.#flow = new ShapedFlow(bucket, this);
  }

  open(listener: TunnelListener): void {
    this.#listener = listener;
    this.#tunnel.open({
      data: (bytes) => {
        const takesMore = this.#flow.push(bytes);
        this.#isHeld = !takesMore;
        return takesMore;
      },
      ended: () => {
        this.#hasEnded = true;
        if (this.#flow.isEmpty) this.#tellEnded();
      },
      drained: () => listener.drained(),
      closed: () => {
        this.#isClosed = true;
        if (this.#flow.isEmpty) this.#tellClosed();
      },
    });
  }

  write(bytes: string): boolean {
    return this.#tunnel.write(bytes);
  }

  resume(): void {
    this.#flow.resume();
  }

  end(): void {
    this.#tunnel.end();
  }

  cut(): void {
    this.close();
    this.#tunnel.cut();
  }

  /** What it holds is wanted no more. */
  close(): void {
    this.#flow.drop();
    if (this.#isClosed) this.#tellClosed();
  }

  get isWaiting(): boolean {
    return this.#flow.isWaiting;
  }

  // ── the side of the flow ──

  pass(bytes: string): boolean {
    return this.#listener?.data(bytes) ?? true;
  }

  emptied(): void {
    if (this.#hasEnded) this.#tellEnded();
    if (this.#isClosed) this.#tellClosed();
    else if (this.#isHeld && this.#flow.takesMore) {
      this.#isHeld = false;
      this.#tunnel.resume();
    }
  }

  #tellEnded(): void {
    this.#hasEnded = false;
    this.#listener?.ended();
  }

  #tellClosed(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.closed();
  }
}
