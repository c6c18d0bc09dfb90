import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { BodySink, BodySource } from "#http/body.ts";
import { ManualClock } from "#kernel/clock.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { FlowBucket } from "./flow-bucket.ts";
import { ShapedSource } from "./shaped-source.ts";

/** A backend that gives a piece for each time that it is asked to go on. */
class Pieces implements BodySource {
  given = 0;
  isCanceled = false;
  sink: BodySink | undefined;
  readonly #sizes: readonly number[];

  constructor(sizes: readonly number[]) {
    this.#sizes = sizes;
  }

  start(sink: BodySink): void {
    this.sink = sink;
    this.resume();
  }

  resume(): void {
    while (this.given < this.#sizes.length) {
      const size = this.#sizes[this.given++] ?? 0;
      if (this.sink?.data("x".repeat(size)) === false) break;
    }
    if (this.given === this.#sizes.length && this.sink !== undefined) {
      const { sink } = this;
      this.sink = undefined;
      sink.end([]);
    }
  }

  cancel(): void {
    this.isCanceled = true;
  }
}

class Taker implements BodySink {
  bytes = 0;
  takesMore = true;
  ending = "";

  data(chunk: string): boolean {
    assert.equal(this.ending, "");
    this.bytes += chunk.length;
    return this.takesMore;
  }

  end(): void {
    this.ending = "whole";
  }

  fail(reason: string): void {
    this.ending = reason;
  }
}

type World = {
  readonly bucket: FlowBucket;
  readonly deadlines: Deadlines;
  readonly counted: { delayed: number; seconds: number };
  /** Lets time pass, with a sweep every 100 ms. */
  readonly pass: (ms: number) => void;
  readonly shaped: (sizes: readonly number[]) => {
    readonly source: ShapedSource;
    readonly pieces: Pieces;
    readonly taker: Taker;
  };
};

function world(t: TestContext, bytesPerSecond: number, capacityBytes: number): World {
  const clock = new ManualClock();
  const sizes = { maxWindows: 64, maxQuotas: 64, maxListEntries: 64, maxPermitKeys: 64, maxPermitHolders: 2 };
  const memory = allocateFleet(sizes);
  seedFleet(memory, [1, 2]);
  const { buckets } = openFleetView(memory, 0, clock);
  const deadlines = new Deadlines({ clock });
  t.after(() => deadlines.close());
  const counted = { delayed: 0, seconds: 0 };
  const meter = {
    delayed: (bytes: number) => {
      counted.delayed += bytes;
    },
    waited: (seconds: number) => {
      counted.seconds += seconds;
    },
  };
  const ports = { buckets, deadlines, now: () => clock.monotonicMs() };
  const bucket = new FlowBucket({ key: "k", bytesPerSecond, capacityBytes }, meter, ports);
  return {
    bucket,
    deadlines,
    counted,
    pass: (ms) => {
      for (let passed = 0; passed < ms; passed += 100) {
        clock.advance(100);
        deadlines.sweep();
      }
    },
    shaped: (list) => {
      const pieces = new Pieces(list);
      const source = new ShapedSource(pieces, bucket, () => undefined);
      const taker = new Taker();
      source.start(taker);
      return { source, pieces, taker };
    },
  };
}

describe("a shaped body", () => {
  it("passes what the bucket holds at once and the rest as it fills, and ends after its last byte", (t) => {
    const { pass, shaped, counted, deadlines } = world(t, 10_000, 20_000);
    const { taker } = shaped([20_000, 20_000]);
    assert.equal(taker.bytes, 20_000);
    pass(1000);
    assert.equal(taker.bytes, 30_000);
    assert.equal(taker.ending, "");
    pass(1000);
    assert.equal(taker.bytes, 40_000);
    assert.equal(taker.ending, "whole");
    assert.equal(deadlines.size, 0);
    assert.deepEqual(counted, { delayed: 20_000, seconds: 2 });
  });

  it("asks its source for no more while a piece waits", (t) => {
    const { pass, shaped } = world(t, 10_000, 10_000);
    const { pieces, taker } = shaped(Array.from({ length: 100 }, () => 60_000));
    assert.equal(pieces.given, 1);
    for (let i = 0; i < 60; i++) {
      pass(1000);
      assert.ok(pieces.given * 60_000 - taker.bytes <= 60_000);
    }
    assert.equal(taker.bytes, 610_000);
  });

  it("shares a bucket evenly, and passes by nobody who waits", (t) => {
    const { pass, shaped } = world(t, 30_000, 30_000);
    const first = shaped([300_000]);
    const others = Array.from({ length: 2 }, () => shaped([300_000]));
    pass(6000);
    const late = shaped([1000]);
    assert.equal(late.taker.bytes, 0);
    const taken = [first, ...others].map(({ taker }) => taker.bytes);
    const sum = taken.reduce((a, b) => a + b, 0);
    assert.ok(sum <= 210_000 && sum > 200_000, `${sum}`);
    // The first one had the bucket for itself.
    for (const bytes of [(taken[0] ?? 0) - 30_000, taken[1] ?? 0, taken[2] ?? 0]) {
      assert.ok(Math.abs(bytes - 60_000) < 5000, `${taken}`);
    }
    pass(200);
    assert.equal(late.taker.ending, "whole");
  });

  it("lets many go forward where there is less than a segment for each", (t) => {
    const { pass, shaped } = world(t, 10_000, 10_000);
    const all = Array.from({ length: 50 }, () => shaped([5000]));
    pass(12_000);
    const left = all.filter(({ taker }) => taker.bytes === 0);
    assert.deepEqual(left, []);
    pass(20_000);
    assert.ok(all.every(({ taker }) => taker.ending === "whole"));
  });

  it("does not let small bodies go before a large one that waits", (t) => {
    const { pass, shaped } = world(t, 10_000, 10_000);
    const large = shaped([60_000]);
    for (let i = 0; i < 200; i++) {
      shaped([1000]);
      pass(100);
    }
    assert.ok(large.taker.bytes > 20_000, `${large.taker.bytes}`);
  });

  it("holds what its taker has no room for, though the bucket has", (t) => {
    const { pass, shaped, deadlines } = world(t, 10_000, 20_000);
    const { source, taker, pieces } = shaped([5000, 5000, 5000]);
    assert.equal(taker.ending, "whole");
    assert.equal(pieces.given, 3);
    const { taker: slow, source: held } = shaped([4000, 10_000]);
    slow.takesMore = false;
    pass(1000);
    const before = slow.bytes;
    pass(5000);
    assert.equal(slow.bytes, before);
    assert.equal(deadlines.size, 0, "it does not wait for the bucket");
    slow.takesMore = true;
    held.resume();
    assert.equal(slow.ending, "whole");
    assert.equal(slow.bytes, 14_000);
    source.cancel();
    assert.equal(pieces.isCanceled, false, "it has ended: its connection is another's by now");
  });

  it("that nobody wants any more waits for nothing and asks for nothing", (t) => {
    const { pass, shaped, deadlines, bucket } = world(t, 1000, 1000);
    const { source, pieces, taker } = shaped([10_000, 10_000]);
    assert.equal(deadlines.size, 1);
    source.cancel();
    assert.equal(deadlines.size, 0);
    assert.equal(bucket.waiting, 0);
    assert.ok(pieces.isCanceled);
    pass(60_000);
    assert.equal(taker.bytes, 1000);
  });

  it("breaks off at once where its source does", (t) => {
    const { shaped, deadlines } = world(t, 1000, 1000);
    const { pieces, taker } = shaped([10_000, 10_000]);
    pieces.sink?.fail("response-incomplete");
    assert.equal(taker.ending, "response-incomplete");
    assert.equal(taker.bytes, 1000);
    assert.equal(deadlines.size, 0);
  });
});
