import assert from "node:assert/strict";
import { test } from "node:test";
import { ScanHits } from "./scan-hits.ts";

const bits = (...set: readonly number[]): Uint32Array =>
  Uint32Array.of(set.reduce((sum, bit) => sum | (1 << bit), 0));

test("what was found is told by rule and value, however many values there are", () => {
  const hits = new ScanHits(8);
  for (let n = 0; n < 60; n++) hits.add(`value ${n}`, bits(n % 4));
  hits.add("value 3", bits(5));
  hits.add("value 50", bits(6));
  for (let n = 0; n < 60; n++) {
    for (let bit = 0; bit < 8; bit++) {
      const isFound = bit === n % 4 || (n === 3 && bit === 5) || (n === 50 && bit === 6);
      assert.equal(hits.mayMatch(bit, `value ${n}`), isFound, `${bit} on ${n}`);
    }
  }
  assert.equal(hits.mayMatch(0, "other"), false);
  assert.deepEqual([...hits.rules], [...bits(0, 1, 2, 3, 5, 6)]);
});

test("nothing is left of a request, and sets that were handed over stay as they are", () => {
  const hits = new ScanHits(8);
  const first = bits(1);
  for (let round = 0; round < 2; round++) {
    hits.add("a", first);
    hits.add("a", bits(2));
    assert.deepEqual([...first], [...bits(1)]);
    assert.equal(hits.mayMatch(2, "a"), true);
    hits.clear();
    assert.equal(hits.mayMatch(1, "a"), false);
    assert.equal(hits.mayMatch(1, ""), false);
    assert.deepEqual([...hits.rules], [0]);
  }
});
