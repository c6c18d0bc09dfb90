import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BoundedCache } from "./bounded-cache.ts";

const operation = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ kind: fc.constant("set" as const), key: fc.nat(20), value: fc.nat(1000) }),
  },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant("get" as const), key: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const) }) },
);

describe("a bounded cache", () => {
  it("gives the last value that was set, or nothing; never more entries than its limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(operation, { maxLength: 200, size: "max" }),
        (limit, operations) => {
          const cache = new BoundedCache<number, number>(limit);
          const model = new Map<number, number>();
          for (const step of operations) {
            if (step.kind === "clear") {
              cache.clear();
              model.clear();
            } else if (step.kind === "set") {
              cache.set(step.key, step.value);
              model.set(step.key, step.value);
              assert.equal(cache.get(step.key), step.value);
            } else {
              const value = cache.get(step.key);
              assert.ok(value === undefined || value === model.get(step.key));
            }
            assert.ok(cache.size <= limit && cache.size <= model.size);
          }
        },
      ),
    );
  });

  it("keeps the half of its entries that was used last", () => {
    const lastUsed = fc.uniqueArray(fc.nat(1000), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 100, size: "max" }), lastUsed, (before, last) => {
        const cache = new BoundedCache<number, number>(16);
        for (const key of [...before, ...last]) if (cache.get(key) === undefined) cache.set(key, key);
        for (const key of last) assert.equal(cache.get(key), key);
      }),
    );
  });

  it("keeps an entry that is in use while a flood of others passes", () => {
    const cache = new BoundedCache<string, string>(100);
    cache.set("hot", "value");
    for (let i = 0; i < 10_000; i++) {
      cache.set(`cold ${i}`, "");
      if (i % 40 === 0) assert.equal(cache.get("hot"), "value");
    }
    assert.equal(cache.get("cold 0"), undefined);
  });

  it("keeps values that count as false", () => {
    const cache = new BoundedCache<string, number | string | boolean>(10);
    for (const value of [0, "", false]) {
      cache.set("key", value);
      assert.equal(cache.get("key"), value);
    }
    assert.equal(cache.size, 1);
  });

  it("is empty after clear", () => {
    const cache = new BoundedCache<number, number>(4);
    for (let i = 0; i < 4; i++) cache.set(i, i);
    cache.clear();
    assert.equal(cache.size, 0);
    assert.deepEqual(
      [0, 1, 2, 3].map((key) => cache.get(key)),
      [undefined, undefined, undefined, undefined],
    );
  });
});
