import assert from "node:assert/strict";
import { test } from "node:test";
import { RestartDelay } from "./restart-delay.ts";

test("starts a thread again at once, then waits longer with every early death, ten seconds at most", () => {
  const delay = new RestartDelay(() => 0);
  const waits = Array.from({ length: 10 }, () => {
    delay.started();
    return delay.died();
  });
  assert.deepEqual(waits, [0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

test("forgets early deaths after a good life", () => {
  let nowMs = 0;
  const delay = new RestartDelay(() => nowMs);
  for (let i = 0; i < 5; i++) delay.died();
  delay.started();
  nowMs = 30_000;
  assert.equal(delay.died(), 0);
});
