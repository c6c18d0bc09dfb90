import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { SemanticCache } from "./semantic-cache.ts";

const response = (body: string) => ({ status: 200, reasonPhrase: "", fields: [], body });

const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

function newCache(limits: Partial<ConstructorParameters<typeof SemanticCache>[0]> = {}) {
  const clock = new ManualClock();
  const cache = new SemanticCache(
    { keptBytes: 1_000_000, maxEntries: 100, maxEntriesPerCaller: 100, ...limits },
    clock,
  );
  const found = (caller: string, to: Float32Array, maxDistance = 0.1) =>
    cache.nearest(caller, to, maxDistance)?.response.body;
  return { cache, clock, found };
}

test("the nearest within the distance is found, whatever the length of its vector", () => {
  const { cache, found } = newCache();
  cache.keep("a", vector(1, 0), response("east"), 1000);
  cache.keep("a", vector(0, 1), response("north"), 1000);
  assert.equal(found("a", vector(50, 1)), "east");
  assert.equal(found("a", vector(0.01, 0.5)), "north");
  assert.equal(found("a", vector(1, 1)), undefined);
  // cos 45° is 0.7071.
  assert.equal(found("a", vector(1, 1.001), 0.2925), undefined);
  assert.equal(found("a", vector(1, 1.001), 0.293), "north");
  assert.equal(found("a", vector(-1, 0), 1), "north");
  assert.equal(found("a", vector(3, 0), 0), "east");
});

test("what another caller asked, and vectors of another model, are never near", () => {
  const { cache, found } = newCache();
  cache.keep("a", vector(1, 0), response("east"), 1000);
  assert.equal(found("b", vector(1, 0), 2), undefined);
  assert.equal(found("a", vector(1, 0, 0), 2), undefined);
});

test("an answer whose time is over is gone, and its memory with it", () => {
  const { cache, clock, found } = newCache();
  cache.keep("a", vector(1, 0), response("east"), 1000);
  clock.advance(999);
  assert.equal(cache.nearest("a", vector(1, 0), 0)?.ageMs, 999);
  clock.advance(1);
  assert.equal(found("a", vector(1, 0)), undefined);
  assert.deepEqual([cache.size, cache.bytes], [0, 0]);
});

test("of one caller, of all, and of bytes there are so many; those used longest ago go first", () => {
  const own = newCache({ maxEntriesPerCaller: 2 });
  own.cache.keep("b", vector(1, 0), response("b"), 1000);
  own.cache.keep("a", vector(1, 0), response("1"), 1000);
  own.cache.keep("a", vector(0, 1), response("2"), 1000);
  assert.equal(own.found("a", vector(1, 0)), "1");
  own.cache.keep("a", vector(-1, 0), response("3"), 1000);
  assert.equal(own.found("a", vector(0, 1)), undefined);
  assert.deepEqual([own.found("a", vector(1, 0)), own.found("b", vector(1, 0))], ["1", "b"]);

  const all = newCache({ maxEntries: 2 });
  for (const caller of ["a", "b", "c"]) all.cache.keep(caller, vector(1, 0), response(caller), 1000);
  assert.deepEqual([all.cache.size, all.found("a", vector(1, 0))], [2, undefined]);

  const bytes = newCache({ keptBytes: 8000 });
  for (let i = 0; i < 40; i++) bytes.cache.keep(`${i}`, vector(1, 0), response("x".repeat(400)), 1000);
  assert.ok(bytes.cache.bytes <= 8000 && bytes.cache.size > 5);
  assert.equal(bytes.cache.keep("a", vector(1, 0), response("x".repeat(1000)), 1000), false);
  assert.equal(bytes.cache.keep("a", vector(1, 0), response("x"), 0), false);
});
