// What every driver's buckets of bytes do.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FleetDriver, FleetUnderTest } from "./fleet-driver.ts";

type Case = readonly [claim: string, run: (fleet: FleetUnderTest) => void];

const terms = { key: "client", bytesPerSecond: 1000, capacityBytes: 5000 };

const cases: readonly Case[] = [
  [
    "are full at first, and give no more than is there",
    ({ view }) => {
      const bucket = view().buckets.bucket(terms);
      assert.equal(bucket.take(2000), 2000);
      assert.equal(bucket.levelBytes(), 3000);
      assert.equal(bucket.take(4000), 3000);
      assert.equal(bucket.take(1), 0);
    },
  ],
  [
    "are filled by time, up to what they hold",
    ({ view, advance }) => {
      const bucket = view().buckets.bucket(terms);
      bucket.take(5000);
      advance(250);
      assert.equal(bucket.levelBytes(), 250);
      assert.equal(bucket.take(5000), 250);
      advance(4000);
      assert.equal(bucket.take(1), 1);
      advance(3_600_000);
      assert.equal(bucket.take(100_000), 5000);
    },
  ],
  [
    "never give more in a time than what they hold and what flows in",
    ({ view, advance }) => {
      const bucket = view().buckets.bucket({ ...terms, bytesPerSecond: 1999 });
      let given = 0;
      for (let ms = 0; ms < 3000; ms++) {
        given += bucket.take(1 + (ms % 7));
        advance(1);
      }
      assert.ok(given <= 5000 + 3 * 1999, `${given} bytes`);
      assert.ok(given > 5000 + 2900, `${given} bytes`);
    },
  ],
  [
    "are one for all workers, and one for each key",
    ({ view }) => {
      const [a, b] = [view().buckets, view().buckets];
      assert.equal(a.bucket(terms).take(4000), 4000);
      assert.equal(b.bucket(terms).take(4000), 1000);
      assert.equal(b.bucket({ ...terms, key: "other" }).take(4000), 4000);
    },
  ],
  [
    "are shared by workers that wait, each in its turn",
    ({ view, advance }) => {
      const of = () => view().buckets.bucket(terms);
      const [a, b] = [of(), of()];
      a.waits(true);
      assert.deepEqual([a.othersWait(), b.othersWait()], [false, true]);
      b.waits(true);
      assert.equal(a.take(a.takeTurn()), 2500);
      assert.equal(a.takeTurn(), 0);
      assert.ok(b.take(b.takeTurn()) >= 1250);
      advance(100);
      assert.equal(a.takeTurn(), Math.floor(a.levelBytes() / 2));
      b.waits(false);
      assert.equal(a.takeTurn(), a.levelBytes());
      a.waits(false);
      assert.equal(b.othersWait(), false);
    },
  ],
  [
    "go on with what is there when their terms change",
    ({ view }) => {
      const { buckets } = view();
      buckets.bucket(terms).take(1000);
      assert.equal(buckets.bucket({ ...terms, capacityBytes: 3000 }).take(5000), 3000);
      assert.equal(buckets.bucket(terms).take(5000), 0);
    },
  ],
  [
    "give all that is asked for where there is no room for another key, and that is counted",
    ({ view, keeper }) => {
      const { buckets } = view();
      for (let i = 0; i < 4000; i++) buckets.bucket({ ...terms, key: `k${i}` }).take(5000);
      assert.ok(keeper.lostCounts().windows > 0);
      const late = buckets.bucket({ ...terms, key: "late" });
      const given = late.take(5000) + late.take(5000);
      assert.equal(given, 10_000);
    },
  ],
  [
    "find a full bucket in what another key left behind",
    ({ view, advance }) => {
      const { buckets } = view();
      for (let i = 0; i < 4000; i++) buckets.bucket({ ...terms, key: `k${i}` }).take(5000);
      advance(60_000);
      for (let i = 0; i < 500; i++) {
        assert.equal(buckets.bucket({ ...terms, key: `new${i}` }).take(9000), 5000);
      }
    },
  ],
];

export function bucketSuite(driver: FleetDriver): void {
  for (const [claim, run] of cases) {
    test(`buckets of the ${driver.name} driver ${claim}`, async () => {
      const fleet = await driver.open();
      try {
        run(fleet);
      } finally {
        await fleet.close();
      }
    });
  }
}
