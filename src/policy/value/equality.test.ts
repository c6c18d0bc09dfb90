import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { charType, doubleType, floatType, intType, longType } from "../type/well-known.ts";
import { box, ClrArray } from "./boxed.ts";
import { Guid } from "./core/guid.ts";
import { ClrTuple } from "./core/tuple.ts";
import { compareValues, equalObjects, hashKeyOf } from "./equality.ts";
import { ClrDecimal } from "./number/decimal.ts";

/** Values in object representation, from few enough for equal ones to meet. */
const values = fc.oneof(
  fc.constantFrom(null, true, false, "", "1", "a"),
  fc.constantFrom(0, 1, -0, Number.NaN).map((value) => box(doubleType, value)),
  fc.constantFrom(0, 1).map((value) => box(intType, value)),
  fc.constantFrom(0, 1).map((value) => box(charType, value)),
  fc.constantFrom(0n, 1n).map((value) => box(longType, value)),
  fc.constantFrom(10n, 1n).map((value) => new ClrDecimal(value, 1)),
  fc.constantFrom("0", "1").map((digit) => new Guid(digit.repeat(32))),
  fc.constantFrom(0, 1).map((value) => new ClrTuple([intType], [value])),
);

test("values share a hash key exactly when they are equal", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      assert.equal(new Map([[hashKeyOf(a), true]]).has(hashKeyOf(b)), equalObjects(a, b));
    }),
    { numRuns: 1000 },
  );
});

test("equality is of type and value", () => {
  assert(equalObjects(box(intType, 1), box(intType, 1)));
  assert(!equalObjects(box(intType, 1), box(longType, 1n)));
  assert(!equalObjects(box(floatType, 1), box(doubleType, 1)));
  assert(equalObjects(box(doubleType, Number.NaN), box(doubleType, Number.NaN)));
  assert(!equalObjects(null, ""));
});

test("arrays are equal to themselves alone", () => {
  const array = new ClrArray(intType, [1]);
  assert(equalObjects(array, array));
  assert(!equalObjects(array, new ClrArray(intType, [1])));
});

test("null stands before all, NaN before all numbers, false before true", () => {
  assert(compareValues(null, "a") < 0);
  assert(compareValues("a", null) > 0);
  assert.equal(compareValues(null, null), 0);
  assert(compareValues(Number.NaN, Number.NEGATIVE_INFINITY) < 0);
  assert(compareValues(false, true) < 0);
});

test("values of different types, and those without an order, cannot be compared", () => {
  assert.throws(() => compareValues(box(intType, 1), box(longType, 1n)), /Object must be of type Int32\./);
  assert.throws(() => compareValues("a", box(longType, 1n)), /Object must be of type String\./);
  const array = new ClrArray(intType, []);
  assert.throws(() => compareValues(array, array), /At least one object must implement IComparable\./);
});
