import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentCounts } from "./recent-counts.ts";
import { RetryBudget } from "./retry-budget.ts";

test("events are forgotten once the interval is over, a tenth at a time", () => {
  const counts = new RecentCounts(1000);
  for (let ms = 0; ms < 1000; ms += 100) counts.add(ms % 200 === 0, ms);
  assert.deepEqual([counts.total(999), counts.hits(999)], [10, 5]);
  assert.deepEqual([counts.total(1000), counts.hits(1000)], [9, 4]);
  assert.deepEqual([counts.total(1450), counts.hits(1450)], [5, 2]);
  assert.deepEqual([counts.total(60_000), counts.hits(60_000)], [0, 0]);
  counts.add(true, 60_000);
  counts.clear();
  assert.deepEqual([counts.total(60_000), counts.hits(60_000)], [0, 0]);
});

test("a budget allows its minimum, then a share of the requests of the last ten seconds", () => {
  const budget = new RetryBudget({ percentage: 10, minimum: 2 });
  const spend = (times: number, atMs: number) =>
    Array.from({ length: times }, () => budget.spend(atMs)).filter(Boolean).length;
  assert.equal(spend(5, 0), 2);
  for (let i = 0; i < 100; i++) budget.request(1000);
  assert.equal(spend(50, 1000), 8);
  assert.equal(spend(50, 30_000), 2, "what was spent is forgotten, and so are the requests");
});
