import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { MemoryCache } from "./memory-cache.ts";

const LIMIT_BYTES = 16_384;

describe("a cache in memory", () => {
  it("gives what was put, with its age and the time it has left, until that is over", () => {
    const clock = new ManualClock();
    const cache = new MemoryCache<string>(LIMIT_BYTES, clock);
    assert.equal(cache.put("k", "v", 1, 1000), true);
    clock.advance(400);
    assert.deepEqual(cache.get("k"), { value: "v", ageMs: 400, leftMs: 600 });
    clock.advance(600);
    assert.equal(cache.get("k"), undefined);
    assert.deepEqual([cache.size, cache.bytes], [0, 0]);
  });

  it("puts a value in the place of the last, and removes it", () => {
    const cache = new MemoryCache<string>(LIMIT_BYTES, new ManualClock());
    cache.put("k", "first", 500, 1000);
    const { bytes } = cache;
    cache.put("k", "second", 500, 1000);
    assert.equal(cache.bytes, bytes);
    assert.equal(cache.get("k")?.value, "second");
    assert.equal(cache.remove("k"), true);
    assert.equal(cache.remove("k"), false);
    assert.equal(cache.get("k"), undefined);
    assert.equal(cache.bytes, 0);
  });

  it("lets what was used longest ago go, and never holds more than its limit", () => {
    const cache = new MemoryCache<number>(LIMIT_BYTES, new ManualClock());
    for (let i = 0; i < 200; i++) {
      cache.put(`key ${i}`, i, 1000, 1000);
      cache.get("key 0");
      assert.ok(cache.bytes <= LIMIT_BYTES);
    }
    assert.equal(cache.get("key 0")?.value, 0);
    assert.equal(cache.get("key 1"), undefined);
    assert.equal(cache.get("key 199")?.value, 199);
  });

  it("does not keep what is too large, nor what ends at once, and forgets what the key had", () => {
    const cache = new MemoryCache<string>(LIMIT_BYTES, new ManualClock());
    cache.put("k", "small", 10, 1000);
    assert.equal(cache.put("k", "large", LIMIT_BYTES / 8, 1000), false);
    assert.equal(cache.get("k"), undefined);
    assert.equal(cache.put("k", "now", 10, 0), false);
    assert.equal(cache.size, 0);
  });
});
