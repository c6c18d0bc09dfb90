import assert from "node:assert/strict";
import { it } from "node:test";
import { runWithin } from "../cost/work-meter.ts";
import { findTransformation } from "../transformation/transformation-table.ts";
import { TransformedValues } from "./transformed-values.ts";

const settings = { unicodeMap: undefined };
const [lowercase, urlDecode] = ["lowercase", "urlDecode"].map((name) => {
  const definition = findTransformation(name);
  assert.ok(definition !== undefined);
  return definition.apply;
});

it("gives what each transformation makes of a value, however often it is asked", () => {
  const values = new TransformedValues();
  for (const value of ["A%41", "A%41".repeat(1000), "B%42".repeat(1000)]) {
    for (const transform of [lowercase, urlDecode, lowercase, urlDecode]) {
      assert.ok(transform !== undefined);
      assert.equal(values.apply(transform, value, settings), transform(value, settings));
    }
  }
});

it("has a long value paid for once", () => {
  const values = new TransformedValues();
  const value = "A%41".repeat(1000);
  const costs = [1, 2].map(() => {
    const allowance = { units: 1_000_000, cpuMs: Number.POSITIVE_INFINITY };
    runWithin(allowance, () => lowercase && values.apply(lowercase, value, settings));
    return 1_000_000 - allowance.units;
  });
  assert.ok((costs[1] ?? 0) < (costs[0] ?? 0) / 10, costs.join());
});
