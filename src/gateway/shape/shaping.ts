// What shaping rules do with one exchange: its buckets, by direction, and what waits for them until the
// request is over. Each rule shapes what the one before let pass, so that the strictest holds.

import type { BodySink, BodySource, RequestBody, ResponseBody } from "#http/body.ts";
import type { Tunnel } from "#http/tunnel.ts";
import { WatchedSource } from "#http/watched-source.ts";
import type { FlowBucket } from "./flow-bucket.ts";
import { ReadBody } from "./read-body.ts";
import { ShapedSource } from "./shaped-source.ts";
import { ShapedTunnel } from "./shaped-tunnel.ts";

export type Direction = "download" | "upload";

/** A bucket that an exchange uses until it is released. */
export type UsedBucket = {
  readonly bucket: FlowBucket;
  readonly direction: Direction;
  /** Only counts what it would slow. */
  readonly isDryRun: boolean;
  readonly release: () => void;
};

/** A body up to this length may go out in one piece. */
const WHOLE_BYTES = 65_536;

/** What a rule holds the exchange to, for whoever asks. */
export type ShapeTerms = {
  readonly rule: string;
  readonly isDryRun: boolean;
  /** Bytes per second; 0 where that direction is not shaped. */
  readonly downloadBytes: number;
  readonly uploadBytes: number;
};

export class Shaping {
  readonly terms: ShapeTerms[] = [];
  /** How long bodies and tunnels waited, ms. */
  waitedMs = 0;
  readonly #used: UsedBucket[] = [];
  readonly #open: { close(): void }[] = [];
  readonly #tunnels: ShapedTunnel[] = [];

  use(used: UsedBucket): void {
    this.#used.push(used);
  }

  *#of(direction: Direction): IterableIterator<UsedBucket> {
    for (const used of this.#used) if (used.direction === direction) yield used;
  }

  readonly #waited = (ms: number): void => {
    this.waitedMs += ms;
  };

  #shaped(source: BodySource, { bucket, isDryRun }: UsedBucket): BodySource {
    if (isDryRun) return new WatchedSource(source, (chunk) => countDry(bucket, chunk.length));
    const shaped = new ShapedSource(source, bucket, this.#waited);
    this.#open.push(shaped);
    return shaped;
  }

  /**
   * Slows what is still to come of a request's body. The request goes on once what came with its head has
   * passed, too: the promise, where that is later, is never settled if the request ends before.
   */
  shapeUpload(body: RequestBody, used: UsedBucket): Paid {
    if (body.rest !== undefined) body.rest = this.#shaped(body.rest, used);
    const { bucket, isDryRun } = used;
    if (body.prefix === "") return undefined;
    if (isDryRun) countDry(bucket, body.prefix.length);
    else return this.#pay(bucket, body.prefix);
    return undefined;
  }

  #pay(bucket: FlowBucket, bytes: string): Paid {
    let isPaid = false;
    let settle = (): void => undefined;
    const toll = new ShapedSource(bytesOnly(bytes), bucket, this.#waited);
    toll.start({
      data: () => true,
      end: () => {
        isPaid = true;
        settle();
      },
      fail: () => undefined,
    });
    if (isPaid) return undefined;
    this.#open.push(toll);
    return new Promise((resolve) => {
      settle = resolve;
    });
  }

  /** True where a whole body may be sent at once: it is paid for. */
  admitsWhole(bytes: number): boolean {
    if (bytes === 0) return true;
    // Another worker may take between the look and ours; so that is never much.
    if (bytes > WHOLE_BYTES && this.#used.some(({ isDryRun }) => !isDryRun)) return false;
    for (const { bucket, isDryRun } of this.#of("download")) {
      if (!isDryRun && !bucket.hasRoomFor(bytes)) return false;
    }
    for (const { bucket, isDryRun } of this.#of("download")) {
      if (isDryRun) countDry(bucket, bytes);
      else bucket.take(bytes);
    }
    return true;
  }

  /** A response's body as it may come: what was read of it, too. */
  shapeDownload(body: ResponseBody): BodySource {
    let source: BodySource = new ReadBody(body);
    for (const used of this.#of("download")) source = this.#shaped(source, used);
    return source;
  }

  /** One side of a tunnel: what comes from the client is upload. */
  shapeTunnel(tunnel: Tunnel, direction: Direction): Tunnel {
    let shaped = tunnel;
    for (const { bucket, isDryRun } of this.#of(direction)) {
      if (isDryRun) continue;
      const next = new ShapedTunnel(shaped, bucket, this.#waited);
      this.#tunnels.push(next);
      shaped = next;
    }
    return shaped;
  }

  /** Counts what a tunnel carries for rules on trial. */
  tunnelled(direction: Direction, bytes: number): void {
    for (const { bucket, isDryRun } of this.#of(direction)) if (isDryRun) countDry(bucket, bytes);
  }

  /** A tunnel is silent for a bucket, and not because of its ends. */
  get holdsTunnel(): boolean {
    return this.#tunnels.some(({ isWaiting }) => isWaiting);
  }

  /** The request is over. */
  close(): void {
    for (const each of this.#open.splice(0)) each.close();
    for (const each of this.#tunnels.splice(0)) each.close();
    for (const { release } of this.#used.splice(0)) release();
  }
}

/** Undefined where nothing has to be waited for. */
export type Paid = Promise<void> | undefined;

function countDry(bucket: FlowBucket, bytes: number): void {
  bucket.meter.delayed(bytes - bucket.take(bytes));
}

const bytesOnly = (bytes: string): BodySource => ({
  start: (sink: BodySink) => {
    sink.data(bytes);
    sink.end([]);
  },
  resume: () => undefined,
  cancel: () => undefined,
});
