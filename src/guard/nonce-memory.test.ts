import assert from "node:assert/strict";
import { it } from "node:test";
import { NonceMemory } from "./nonce-memory.ts";

it("knows a nonce for a window at least, and forgets it after two", () => {
  for (const firstMs of [0, 1, 500, 999]) {
    const memory = new NonceMemory(1000, 10);
    memory.note("begins the first window", 0);
    assert.equal(memory.note("a", firstMs), "new");
    for (const laterMs of [0, 1, 500, 1000]) assert.equal(memory.note("a", firstMs + laterMs), "seen");
    assert.equal(memory.note("a", firstMs + 2001), "new");
  }
});

it("is full rather than forgetful, and has room again with the next window", () => {
  const memory = new NonceMemory(1000, 2);
  assert.deepEqual(
    ["a", "b", "c", "a"].map((nonce) => memory.note(nonce, 0)),
    ["new", "new", "full", "seen"],
  );
  assert.equal(memory.note("c", 1000), "new");
  assert.equal(memory.note("a", 1000), "seen");
});
