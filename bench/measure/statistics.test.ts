import assert from "node:assert/strict";
import { test } from "node:test";
import { median, spread } from "./statistics.ts";

test("the median is the middle figure, or the mean of the two in the middle", () => {
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([]), Number.NaN);
});

test("a spread names the median and both ends", () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3 });
});
