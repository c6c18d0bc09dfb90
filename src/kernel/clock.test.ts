import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock, systemClock, wallAt } from "./clock.ts";

describe("the system clock", () => {
  it("tells the time of the platform", () => {
    assert.ok(Math.abs(systemClock.wallMs() - Date.now()) < 1000);
    assert.ok(Math.abs(systemClock.monotonicMs() - performance.now()) < 1000);
  });
});

describe("the wall clock at a monotonic moment", () => {
  it("is the wall clock now, and as much earlier or later as the moment is", () => {
    const nowMs = systemClock.monotonicMs();
    assert.ok(Math.abs(wallAt(nowMs) - Date.now()) < 100);
    assert.ok(Math.abs(wallAt(nowMs) - wallAt(nowMs - 500) - 500) < 1e-3);
  });
});

describe("a manual clock", () => {
  it("moves both times when it is told to, and only then", () => {
    const clock = new ManualClock(1000);
    assert.deepEqual([clock.wallMs(), clock.monotonicMs()], [1000, 0]);
    clock.advance(250);
    assert.deepEqual([clock.wallMs(), clock.monotonicMs()], [1250, 250]);
  });
});
