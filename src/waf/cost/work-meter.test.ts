import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Allowance, knownUnits, runWithin, spend, spendOnLearning, unlimited } from "./work-meter.ts";

const steps = (units: number): Allowance => ({ units, cpuMs: Number.POSITIVE_INFINITY });

/** Spends so much, piece by piece. */
const spendAll = (units: number, piece: number): void => {
  for (let left = units; left > 0; left -= piece) spend(Math.min(piece, left));
};

describe("an allowance", () => {
  it("is what it was, less what was spent, in whatever pieces", () => {
    for (const piece of [7, 1000, 249_999, 250_000, 250_001, 3_000_000]) {
      const allowance = steps(10_000_000);
      assert.equal(
        runWithin(allowance, () => spendAll(9_999_999, piece)),
        undefined,
      );
      assert.equal(allowance.units, 1, String(piece));
    }
  });

  it("is used up by one unit more than it has, and not before", () => {
    for (const piece of [1000, 3_000_000]) {
      assert.equal(
        runWithin(steps(600_000), () => spendAll(600_000, piece)),
        undefined,
      );
      const allowance = steps(600_000);
      assert.equal(
        runWithin(allowance, () => spendAll(600_001, piece)),
        "steps",
      );
      assert.equal(allowance.units, 0);
    }
  });

  it("lets other errors through, and is over after them", () => {
    const error = new Error("other");
    assert.throws(
      () =>
        runWithin(steps(10), () => {
          throw error;
        }),
      error,
    );
    spend(1000);
  });

  it("ends by the clock, from the second slice on, and what is left of the time goes with it", () => {
    const allowance: Allowance = { units: 1e12, cpuMs: 2 };
    const outcome = runWithin(allowance, () => {
      for (;;) spend(100);
    });
    assert.equal(outcome, "time");
    assert.equal(allowance.cpuMs, 0);
    const short: Allowance = { units: 1e12, cpuMs: 1000 };
    runWithin(short, () => spendAll(200_000, 100));
    assert.equal(short.cpuMs, 1000);
  });

  it("is without end where there is none", () => {
    assert.equal(
      runWithin(unlimited(), () => spendAll(1e9, 1e7)),
      undefined,
    );
  });
});

describe("what was spent between two readings", () => {
  it("is the same across slices, and leaves out what was learnt", () => {
    runWithin(steps(1e7), () => {
      const before = knownUnits();
      spendAll(700_000, 999);
      spendOnLearning(300_000);
      assert.equal(knownUnits() - before, 700_000);
    });
    const before = knownUnits();
    spend(5);
    assert.equal(knownUnits() - before, 5);
  });
});
