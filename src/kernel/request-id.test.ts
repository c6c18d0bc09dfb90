import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { newRequestId, newSpanId, parseTraceparent } from "./request-id.ts";

describe("newRequestId", () => {
  it("is 32 lower-case hex chars, 12 of them the wall clock, and never the same", (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: 0x0123_4567_89ab });
    const ids = Array.from({ length: 5000 }, newRequestId);
    for (const id of ids) assert.match(id, /^0123456789ab[0-9a-f]{20}$/);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("sorts by the time at which it was made", (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: 0 });
    const ids: string[] = [];
    for (let i = 0; i < 48; i++) {
      ids.push(newRequestId());
      t.mock.timers.setTime(2 ** i);
    }
    assert.deepEqual(ids.toSorted(), ids);
  });

  it("leaves no hex digit of its random part out", () => {
    const counts = new Map<string, number>();
    const ids = Array.from({ length: 2000 }, () => newRequestId().slice(12));
    for (const digit of ids.join("")) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    assert.equal(counts.size, 16);
    // 2,500 of each are expected; nine standard deviations off is a defect.
    for (const count of counts.values()) assert.ok(Math.abs(count - 2500) < 440, `${count}`);
  });
});

describe("newSpanId", () => {
  it("is 16 lower-case hex chars, and never the same", () => {
    const ids = Array.from({ length: 5000 }, newSpanId);
    for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
    assert.equal(new Set(ids).size, ids.length);
  });
});

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

describe("parseTraceparent", () => {
  it("reads version 00", () => {
    const expected = { traceId: TRACE, parentId: PARENT, flags: "01" };
    assert.deepEqual(parseTraceparent(`00-${TRACE}-${PARENT}-01`), expected);
  });

  it("reads the beginning of a higher version, where a dash or nothing follows it", () => {
    const expected = { traceId: TRACE, parentId: PARENT, flags: "09" };
    for (const rest of ["", "-", "-what the future-will bring"]) {
      assert.deepEqual(parseTraceparent(`cc-${TRACE}-${PARENT}-09${rest}`), expected);
    }
  });

  it("refuses everything else", () => {
    const refused = [
      "",
      `00-${TRACE}-${PARENT}`,
      `00-${TRACE}-${PARENT}-1`,
      `00-${TRACE}-${PARENT}-011`,
      `00-${TRACE}-${PARENT}-01-`,
      `00-${TRACE}-${PARENT}-01-more`,
      `00-${TRACE}-${PARENT}-01\n`,
      `cc-${TRACE}-${PARENT}-01.`,
      `ff-${TRACE}-${PARENT}-01`,
      `0-${TRACE}-${PARENT}-01`,
      `00-${"0".repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${"0".repeat(16)}-01`,
      `00-${TRACE.toUpperCase()}-${PARENT}-01`,
      `00-${TRACE.slice(1)}-${PARENT}-01`,
      `00-${TRACE}0-${PARENT}-01`,
      `00-${TRACE}-${PARENT}-0g`,
      `00_${TRACE}_${PARENT}_01`,
      ` 00-${TRACE}-${PARENT}-01`,
    ];
    for (const value of refused) assert.equal(parseTraceparent(value), undefined, JSON.stringify(value));
  });

  it("reads what our own ids make", () => {
    const flags = fc.stringMatching(/^[0-9a-f]{2}$/);
    fc.assert(
      fc.property(flags, (flags) => {
        const traceId = newRequestId();
        const parentId = newSpanId();
        const value = `00-${traceId}-${parentId}-${flags}`;
        assert.deepEqual(parseTraceparent(value), { traceId, parentId, flags });
      }),
    );
  });
});
