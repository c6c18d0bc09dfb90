import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { unitsUnderRisk } from "./risk.ts";

const cases: readonly (readonly [
  units: number,
  floor: number,
  factor: number,
  risk: number,
  expected: number,
])[] = [
  [100, 10, 1, 0, 100],
  [100, 10, 1, 0.25, 75],
  [100, 10, 1, 0.5, 50],
  [100, 10, 1, 0.95, 10],
  [100, 10, 1, 1, 10],
  [100, 0, 1, 1, 0],
  [100, 10, 0.5, 0, 50],
  [100, 10, 0.5, 0.5, 25],
  [5, 10, 1, 0.5, 5],
  [100, 10, 1, -3, 100],
  [100, 10, 1, 7, 10],
  [100, 10, 1, Number.NaN, 100],
];

for (const [units, floor, factor, risk, expected] of cases) {
  it(`makes ${expected} of ${units} at risk ${risk} (floor ${floor}, factor ${factor})`, () => {
    assert.equal(unitsUnderRisk(units, { floor, factor }, risk), expected);
  });
}

it("never grants more for more risk, never less than the floor, never more than the limit", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e6), share, share, (units, floor, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const scale = { floor, factor: 1 };
      const [more, less] = [unitsUnderRisk(units, scale, low), unitsUnderRisk(units, scale, high)];
      assert.ok(less <= more && more <= units && less >= Math.min(floor, units));
    }),
  );
});
