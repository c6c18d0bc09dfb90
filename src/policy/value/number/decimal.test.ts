import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addDecimal,
  ClrDecimal,
  decimalMax,
  decimalOf,
  divideDecimal,
  multiplyDecimal,
  subtractDecimal,
} from "./decimal.ts";
import { decimalFromText } from "./decimal-text.ts";

/** Any decimal, and the smaller ones that leave room for arithmetic. */
const decimals = (bits: bigint): fc.Arbitrary<ClrDecimal> =>
  fc
    .tuple(fc.bigInt({ min: -(2n ** bits) + 1n, max: 2n ** bits - 1n }), fc.integer({ min: 0, max: 28 }))
    .map(([coefficient, scale]) => new ClrDecimal(coefficient, scale));

test("what a decimal prints is read as the same decimal, zeros and all", () => {
  fc.assert(
    fc.property(decimals(96n), (value) => {
      const read = decimalFromText(value.toString());
      assert.equal(read?.coefficient, value.coefficient);
      assert.equal(read?.scale, value.scale);
    }),
  );
});

test("what is added can be taken away", () => {
  fc.assert(
    fc.property(decimals(40n), decimals(40n), (a, b) => {
      fc.pre(Math.abs(a.scale - b.scale) < 15);
      assert(subtractDecimal(addDecimal(a, b), b).equals(a));
    }),
  );
});

test("a quotient times its divisor is the dividend, but for the last digit", () => {
  fc.assert(
    fc.property(decimals(30n), fc.bigInt({ min: 1n, max: 10n ** 9n }), (a, divisor) => {
      const small = new ClrDecimal(a.coefficient, a.scale % 10);
      const back = multiplyDecimal(divideDecimal(small, new ClrDecimal(divisor)), new ClrDecimal(divisor));
      const error = Math.abs(subtractDecimal(back, small).toNumber());
      assert(error <= 1e-9, `${small} / ${divisor} * ${divisor} = ${back}`);
    }),
  );
});

test("equal decimals share a hash key whatever their zeros", () => {
  assert.equal(new ClrDecimal(110n, 2).hashKey(), new ClrDecimal(11n, 1).hashKey());
  assert.notEqual(new ClrDecimal(11n, 1).hashKey(), new ClrDecimal(11n, 2).hashKey());
});

test("digits beyond 28 places are rounded half to even", () => {
  assert.equal(String(decimalOf(25n, 29)), "0.0000000000000000000000000002");
  assert.equal(String(decimalOf(35n, 29)), "0.0000000000000000000000000004");
  assert.equal(String(decimalOf(251n, 30)), "0.0000000000000000000000000003");
});

test("the largest decimal cannot be added to", () => {
  assert.throws(() => addDecimal(decimalMax, new ClrDecimal(1n)), { name: "System.OverflowException" });
});
