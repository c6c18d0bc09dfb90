// Shared memory under several threads at once: nothing is granted twice, nothing is decided wrongly.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { ListedClient } from "#fleet/client-lists.ts";
import type { Verdict } from "#fleet/counters.ts";
import {
  allocateFleet,
  type FleetMemory,
  openFleetKeeper,
  openFleetView,
  seedFleet,
} from "#fleet/memory-fleet.ts";
import { parsePrefix } from "#kernel/address.ts";
import type { Seed } from "#kernel/keyed-hash.ts";
import type { HammerData, HammerResult, HammerTask } from "./hammer-thread.ts";

const THREADS = 4;

function newFleet(maxWindows = 1024, seed: Seed = [randomInt(2 ** 31), randomInt(2 ** 31)]): FleetMemory {
  const memory = allocateFleet({ maxWindows, maxQuotas: 1024, maxListEntries: 256 });
  seedFleet(memory, seed);
  return memory;
}

/** Runs the task on all threads, meanwhile `during`, and adds up what they got. */
async function hammer(
  memory: FleetMemory,
  task: HammerTask,
  during: () => Promise<void>,
): Promise<HammerResult> {
  const gate = new SharedArrayBuffer(8);
  const signal = new Int32Array(gate);
  const threads = Array.from({ length: THREADS }, (_, index) => {
    const data: HammerData = { memory, task, gate, index };
    const worker = new Worker(new URL("hammer-thread.ts", import.meta.url), { workerData: data });
    return new Promise<HammerResult>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  });
  while (Atomics.load(signal, 0) < THREADS) await sleep(5);
  Atomics.store(signal, 1, 1);
  Atomics.notify(signal, 1);
  await during();
  Atomics.store(signal, 1, 2);
  const results = await Promise.all(threads);
  const sum = (of: keyof HammerResult): number => results.reduce((total, one) => total + one[of], 0);
  return { granted: sum("granted"), refunded: sum("refunded"), asked: sum("asked"), wrong: sum("wrong") };
}

/** Waits until a call is refused, and a moment more: on a machine that is busy, some time is no measure. */
async function untilRefused(isAllowed: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 30_000; isAllowed(); await sleep(10)) {
    assert.ok(performance.now() < endMs, "the limit is not reached in 30 s");
  }
  await sleep(200);
}

test("four threads on one window get its limit, what they gave back again, and not one unit more", async (t) => {
  const memory = newFleet();
  const limit = 50_000;
  // One window that is as long as the machine has run: no boundary falls into the test.
  const windowMs = 2 ** 46;
  const task: HammerTask = { kind: "take", key: "client", limit, windowMs };
  const { counters } = openFleetView(memory, THREADS);
  const { granted, refunded, asked } = await hammer(memory, task, () =>
    untilRefused(() => (counters.take("client", limit, windowMs, 0, "block") as Verdict).allowed),
  );
  assert.ok(asked > limit, `only ${asked} tries`);
  assert.equal(granted - refunded, limit);
  t.diagnostic(`${asked} tries, ${granted} granted, ${refunded} given back`);
});

test("four threads on one quota get what it holds", async () => {
  const memory = newFleet();
  const { counters } = openFleetView(memory, THREADS);
  const forever = { startMs: 0, endMs: Number.POSITIVE_INFINITY };
  const task: HammerTask = { kind: "spend", key: "client", limit: 40_000 };
  const { granted, asked } = await hammer(memory, task, () =>
    untilRefused(() => (counters.spend("client", 40_000, forever, 0, "block") as Verdict).allowed),
  );
  assert.ok(asked > 40_000, `only ${asked} tries`);
  assert.equal(granted, 40_000);
});

test("over many windows each grants at most its limit", async (t) => {
  const limit = 500;
  const windowMs = 50;
  const startedAt = performance.now();
  const task: HammerTask = { kind: "take", key: "client", limit, windowMs };
  const { granted, refunded } = await hammer(newFleet(), task, () => sleep(1000));
  const windows = Math.ceil((performance.now() - startedAt) / windowMs) + 1;
  // A taker that is late at a boundary may not be seen by the others: at most one unit per thread and window.
  assert.ok(granted - refunded <= windows * (limit + THREADS), `${granted - refunded} in ${windows} windows`);
  t.diagnostic(`${granted - refunded} units in about ${windows} windows of ${limit}`);
});

test("new keys of all threads at once are counted once each, also where the table is nearly full", async () => {
  // Of 1024 slots: at 600 keys not one seed in 10^10 leaves a key without a place (places.ts).
  const seed: Seed = [randomInt(2 ** 31), randomInt(2 ** 31)];
  const memory = newFleet(1024, seed);
  const keys = 600;
  const { granted } = await hammer(memory, { kind: "churn", keys, rounds: 1 }, () => sleep(500));
  const { windows } = openFleetKeeper(memory).lostCounts();
  assert.deepEqual({ windows, granted }, { windows: 0, granted: keys }, `with the seed ${seed}`);
});

test("a table that is filled to three quarters has room for every key, to nine tenths for nearly all", () => {
  const share = (keys: number): number => {
    let lost = 0;
    for (let seed = 0; seed < 100; seed++) {
      const memory = newFleet(1024, [seed, 0x5678]);
      const { counters } = openFleetView(memory, 0);
      for (let i = 0; i < keys; i++) void counters.take(`key ${i}`, 5, 86_400_000, 1, "block");
      lost += openFleetKeeper(memory).lostCounts().windows;
    }
    return lost / (100 * keys);
  };
  assert.equal(share(768), 0);
  assert.ok(share(921) < 1e-3, `${share(921)}`);
});

test("a table without room refuses or passes as it was asked, and counts that", () => {
  const memory = newFleet(32);
  const { counters } = openFleetView(memory, 0);
  for (let i = 0; i < 32; i++) void counters.take(`key ${i}`, 5, 60_000, 1, "block");
  const blocked = counters.take("one more", 5, 60_000, 1, "block");
  const passed = counters.take("one more", 5, 60_000, 1, "pass");
  assert.deepEqual(blocked, { allowed: false, remaining: 0, retryAfterMs: 1000, counted: false });
  assert.deepEqual(passed, { allowed: true, remaining: 0, retryAfterMs: 0, counted: false });
  // Those that have a slot keep it: nobody flushes a counter by making others.
  assert.deepEqual(counters.take("key 3", 5, 60_000, 4, "block"), {
    allowed: true,
    remaining: 0,
    retryAfterMs: 0,
    counted: true,
  });
  assert.equal(openFleetKeeper(memory).lostCounts().windows, 2);
});

test("of no key more permits are held at a time than there are, and all go back", async (t) => {
  const memory = newFleet();
  const limit = 2;
  const keys = 3;
  const held = new SharedArrayBuffer(4 * keys);
  const result = await hammer(memory, { kind: "hold", keys, limit, held }, () => sleep(500));
  t.diagnostic(`${result.granted} permits in ${result.asked} tries`);
  assert.ok(result.granted > 1000);
  assert.equal(result.wrong, 0);
  const { permits } = openFleetView(memory, THREADS);
  for (let key = 0; key < keys; key++) {
    for (let i = 0; i < limit; i++) assert.ok(permits.acquire(`key ${key}`, limit, "block") !== undefined);
    assert.equal(permits.acquire(`key ${key}`, limit, "block"), undefined);
  }
});

test("readers never miss a ban and never see one that is not there while the lists change", async (t) => {
  const memory = newFleet();
  const { lists } = openFleetKeeper(memory);
  lists.put(banned(1, "203.0.113.7"));
  let changes = 0;
  const task: HammerTask = { kind: "decide", always: "203.0.113.7", never: "203.0.113.8" };
  const { asked, wrong } = await hammer(memory, task, async () => {
    const endMs = performance.now() + 800;
    for (let i = 0; performance.now() < endMs; i++) {
      for (let id = 2; id < 40; id++) {
        lists.put(banned(id, `10.${i & 255}.${id}.${(i * 7) & 255}`));
        if (id % 3 === 0) lists.remove(id - 1);
        changes++;
      }
      lists.put(banned(1, i % 2 === 0 ? "203.0.113.0/29" : "203.0.113.7"));
      if (i % 2 === 0) lists.put(banned(1, "203.0.113.7"));
      if (i % 16 === 0) await sleep(0);
    }
  });
  t.diagnostic(`${changes} changes under ${asked} decisions, ${wrong} wrong`);
  assert.ok(asked > 1000);
  assert.equal(wrong, 0);
});

test("a writer that replaces a dead one goes on from what the memory holds", () => {
  const memory = newFleet();
  const first = openFleetKeeper(memory).lists;
  first.put(banned(1, "203.0.113.7"));
  first.put({
    id: 2,
    list: "allowed",
    subject: { kind: "key", key: "key:a" },
    untilMs: Number.POSITIVE_INFINITY,
  });
  const second = openFleetKeeper(memory).lists;
  assert.equal(second.size, 2);
  assert.equal(second.remove(1), true);
  const { lists } = openFleetView(memory, 0);
  assert.equal(lists.decide("203.0.113.7").kind, "none");
  assert.deepEqual(lists.decide("203.0.113.7", "key:a"), { kind: "allow", id: 2 });
});

function banned(id: number, text: string): ListedClient {
  const prefix = parsePrefix(text);
  assert.ok(!("error" in prefix));
  return { id, list: "bans", subject: { kind: "prefix", prefix }, untilMs: Number.POSITIVE_INFINITY };
}
