import assert from "node:assert/strict";
import { test } from "node:test";
import { largeBody, sumOf } from "./large-body.ts";

test("a large body has the length asked for, and the same sum each time", async () => {
  const sum = await sumOf(largeBody(200_001));
  assert.equal(sum.bytes, 200_001);
  assert.deepEqual(await sumOf(largeBody(200_001)), sum);
});

test("two pieces that changed places change the sum", async () => {
  const pieces = [...largeBody(3 * 65_536)];
  const swapped = [pieces[1], pieces[0], pieces[2]].filter((piece) => piece !== undefined);
  const [sum, other] = [await sumOf(pieces), await sumOf(swapped)];
  assert.equal(other.bytes, sum.bytes);
  assert.notEqual(other.sha256, sum.sha256);
});
