import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultLimits } from "#kernel/limits.ts";
import { FloodGuard } from "./flood-guard.ts";
import { FrameFlag, FrameType } from "./frame-scanner.ts";

const limits = {
  ...defaultLimits.http2,
  ...{ maxPingsPerSecond: 3, maxSettingsPerSecond: 2, maxResetsPerSecond: 4, maxEmptyFramesPerSecond: 1 },
  ...{ maxOtherFramesPerSecond: 2, maxWindowUpdatesPerSecond: 2, windowUpdateBytes: 100 },
  ...{ maxContinuationsPerHead: 2, encodedHeadBytes: 1000 },
};

/** Which of the frames, all in one second, is refused, and as what; 0 where none is among twenty. */
function refusedAt(type: number, lengthBytes: number, guard = new FloodGuard(limits)): string {
  for (let i = 1; i <= 20; i++) {
    const fault = guard.received(0, type, 0, lengthBytes);
    if (fault !== "") return `${i} ${fault}`;
  }
  return "0";
}

describe("the guard against floods", () => {
  for (const [name, type, length, expected] of [
    ["pings", FrameType.ping, 8, "4 http2-frame-flood"],
    ["settings", FrameType.settings, 6, "3 http2-frame-flood"],
    ["resets", FrameType.rstStream, 4, "5 http2-reset-flood"],
    ["empty data", FrameType.data, 0, "2 http2-frame-flood"],
    ["priorities", FrameType.priority, 5, "3 http2-frame-flood"],
    ["unknown frames", 0xee, 5, "3 http2-frame-flood"],
    ["windows", FrameType.windowUpdate, 4, "3 http2-frame-flood"],
    ["continuations", FrameType.continuation, 10, "3 http2-head-flood"],
    ["a head without end", FrameType.continuation, 600, "2 http2-head-flood"],
    ["data", FrameType.data, 10, "0"],
    ["heads", FrameType.headers, 900, "0"],
  ] as const) {
    it(`refuses ${name} by the limits that it was given`, () => {
      assert.equal(refusedAt(type, length), expected);
    });
  }

  it("counts anew in each second", () => {
    const guard = new FloodGuard(limits);
    for (let second = 0; second < 5; second++) {
      for (let i = 0; i < 3; i++) assert.equal(guard.received(second * 1000, FrameType.ping, 0, 8), "");
    }
  });

  it("counts resets on over the turn of a second, and forgets them at the pace that is allowed", () => {
    const guard = new FloodGuard(limits);
    guard.received(0, FrameType.ping, 0, 8);
    const at = (nowMs: number): string => guard.received(nowMs, FrameType.rstStream, 0, 4);
    assert.deepEqual([990, 990, 990].map(at), ["", "", ""]);
    assert.deepEqual([1010, 1010].map(at), ["", "http2-reset-flood"]);
    const paced = new FloodGuard(limits);
    for (let i = 0; i < 40; i++) assert.equal(paced.received(i * 250, FrameType.rstStream, 0, 4), "");
  });

  it("lets windows come for what was sent, and data without content that ends a stream", () => {
    const guard = new FloodGuard(limits);
    guard.received(0, FrameType.ping, 0, 8);
    guard.dataSent(1000);
    assert.equal(refusedAt(FrameType.windowUpdate, 4, guard), "13 http2-frame-flood");
    for (let i = 0; i < 9; i++) assert.equal(guard.received(0, FrameType.data, FrameFlag.endStream, 0), "");
  });
});
