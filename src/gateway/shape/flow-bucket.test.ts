import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { BodySink, BodySource } from "#http/body.ts";
import { ManualClock } from "#kernel/clock.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { FlowBucket } from "./flow-bucket.ts";
import { ShapedSource } from "./shaped-source.ts";

const READ = "x".repeat(65_536);

/** A body without end, read by read. */
class Endless implements BodySource {
  #sink: BodySink | undefined;

  start(sink: BodySink): void {
    this.#sink = sink;
    this.resume();
  }

  resume(): void {
    while (this.#sink?.data(READ) === true);
  }

  cancel(): void {
    this.#sink = undefined;
  }
}

type Worker = {
  readonly bucket: FlowBucket;
  readonly sweep: () => void;
  /** Gives what counts its bytes, and ends it. */
  readonly flow: () => { bytes: number; readonly stop: () => void };
};

/** Workers of one node, whose sweeps come every 100 ms one after the other, always in the same order. */
function node(t: TestContext, workers: number, bytesPerSecond: number, capacityBytes: number) {
  const clock = new ManualClock();
  const sizes = { maxWindows: 64, maxQuotas: 64, maxListEntries: 64, maxPermitKeys: 64, maxPermitHolders: 8 };
  const memory = allocateFleet(sizes);
  seedFleet(memory, [1, 2]);
  const all = Array.from({ length: workers }, (_, number): Worker => {
    const deadlines = new Deadlines({ clock });
    t.after(() => deadlines.close());
    const { buckets } = openFleetView(memory, number, clock);
    const meter = { delayed: () => undefined, waited: () => undefined };
    const ports = { buckets, deadlines, now: () => clock.monotonicMs() };
    const bucket = new FlowBucket({ key: "k", bytesPerSecond, capacityBytes }, meter, ports);
    const flow = () => {
      const source = new ShapedSource(new Endless(), bucket, () => undefined);
      const counted = { bytes: 0, stop: () => source.cancel() };
      const data = (chunk: string) => {
        counted.bytes += chunk.length;
        return true;
      };
      source.start({ data, end: () => undefined, fail: () => undefined });
      return counted;
    };
    return { bucket, sweep: () => deadlines.sweep(), flow };
  });
  const pass = (seconds: number) => {
    for (let sweeps = 0; sweeps < 10 * seconds; sweeps++) {
      clock.advance(100 - workers);
      for (const { sweep } of all) {
        clock.advance(1);
        sweep();
      }
    }
  };
  return { all, pass };
}

const cases = [
  { workers: 2, rate: 1_000_000, capacity: 1_000_000, flows: 1 },
  { workers: 3, rate: 1_000_000, capacity: 250_000, flows: 1 },
  { workers: 3, rate: 50_000_000, capacity: 50_000_000, flows: 1 },
  { workers: 3, rate: 13_000, capacity: 13_000, flows: 1 },
  { workers: 3, rate: 1000, capacity: 250, flows: 1 },
  { workers: 8, rate: 100_000, capacity: 100_000, flows: 3 },
];

describe("workers that wait for one bucket", () => {
  for (const { workers, rate, capacity, flows } of cases) {
    it(`get even parts of ${rate} bytes a second: ${workers} with ${flows} flows each`, (t) => {
      const { all, pass } = node(t, workers, rate, capacity);
      const counts = all.map(({ flow }) => Array.from({ length: flows }, () => flow()));
      const bytes = () => counts.map((each) => each.reduce((sum, { bytes: own }) => sum + own, 0));
      pass(20);
      const before = bytes();
      pass(60);
      const taken = bytes().map((now, place) => now - (before[place] ?? 0));
      const sum = taken.reduce((a, b) => a + b, 0);
      assert.ok(sum <= 60 * rate + capacity && sum >= 58 * rate, `${sum} bytes: ${taken}`);
      for (const own of taken) assert.ok(own > (0.7 * sum) / workers, `${taken}`);
    });
  }

  it("leave all of it to the one that is left, at once", (t) => {
    const { all, pass } = node(t, 3, 100_000, 25_000);
    const counts = all.map(({ flow }) => flow());
    pass(10);
    counts[0]?.stop();
    counts[2]?.stop();
    const before = counts[1]?.bytes ?? 0;
    pass(10);
    const taken = (counts[1]?.bytes ?? 0) - before;
    assert.ok(taken >= 980_000 && taken <= 1_025_000, `${taken}`);
  });

  it("do not wait for long for one that is gone without a word", (t) => {
    const { all, pass } = node(t, 3, 100_000, 25_000);
    const counts = all.slice(0, 2).map(({ flow }) => flow());
    all[2]?.bucket.join();
    pass(10);
    const sum = counts.reduce((a, { bytes }) => a + bytes, 0);
    assert.ok(sum >= 960_000, `${sum}`);
  });

  it("are not passed by a body that comes to a worker where none waits", (t) => {
    const { all, pass } = node(t, 2, 10_000, 10_000);
    const first = all[0]?.flow();
    pass(0.3);
    const before = first?.bytes;
    const late = all[1]?.flow();
    assert.equal(late?.bytes, 0);
    assert.equal(all[1]?.bucket.hasRoomFor(1), false);
    assert.equal(first?.bytes, before);
  });
});
