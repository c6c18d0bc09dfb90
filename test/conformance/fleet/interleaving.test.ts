// What threads may do to each other in shared memory, without waiting for chance: at every atomic step of one
// view, another one does all that it has to do. So each order is tried in which two meet, and, of three and
// more, very many.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "#fleet/counters.ts";
import { allocateFleet, type FleetMemory, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { Permit } from "#fleet/permits.ts";

/** The places of 32 slots are places of every key. */
const SLOTS = 32;

function newFleet(seed: number): FleetMemory {
  const memory = allocateFleet({
    maxWindows: SLOTS,
    maxQuotas: SLOTS,
    maxListEntries: 16,
    maxPermitKeys: 64,
  });
  seedFleet(memory, [0x1234 + seed, 0x5678]);
  return memory;
}

/** Calls back before every atomic step that is done meanwhile. */
function atEveryStep(onStep: () => void, run: () => void): void {
  const { load, compareExchange } = Atomics;
  // Not the mocks of node:test, which keep every call.
  Object.assign(Atomics, {
    load: (...args: Parameters<typeof load>) => {
      onStep();
      return load(...args);
    },
    compareExchange: (...args: Parameters<typeof compareExchange>) => {
      onStep();
      return compareExchange(...args);
    },
  });
  try {
    run();
  } finally {
    Object.assign(Atomics, { load, compareExchange });
  }
}

/** Runs `outer`, and `inner` all at once before its step of that number; false where it has no such step. */
function meetAt(step: number, outer: () => void, inner: () => void): boolean {
  let steps = 0;
  atEveryStep(() => {
    if (steps++ === step) inner();
  }, outer);
  return steps > step;
}

/** How often it was granted; `ask` may run while another `ask` does. */
class Grants {
  count = 0;

  ask(isGranted: () => boolean): void {
    if (isGranted()) this.count++;
  }
}

function counterAt(memory: FleetMemory, worker: number, nowMs: number) {
  const { counters } = openFleetView(memory, worker, { wallMs: () => nowMs, monotonicMs: () => nowMs });
  return {
    take: (key: string, windowMs: number, limit = 1): boolean =>
      (counters.take(key, limit, windowMs, 1, "block") as Verdict).allowed,
    spend: (key: string, startMs: number, endMs: number): boolean =>
      (counters.spend(key, 1, { startMs, endMs }, 1, "block") as Verdict).allowed,
  };
}

test("a key that comes again keeps its slot, or has it no more: nobody takes it away under a count", () => {
  for (const isOuter of [true, false]) {
    let meetings = 0;
    for (let step = 0, isThere = true; isThere; step++) {
      const memory = newFleet(step);
      const before = counterAt(memory, 0, 0);
      for (let key = 0; key < SLOTS; key++) before.take(`key ${key}`, 1000);
      // All have ended, and all but one begin anew: that one and a new key want the one slot that may be had.
      const [a, b] = [counterAt(memory, 1, 5000), counterAt(memory, 2, 5000)];
      for (let key = 1; key < SLOTS; key++) assert.ok(a.take(`key ${key}`, 1000));
      const granted = new Grants();
      const returns = (): void => granted.ask(() => a.take("key 0", 1000));
      const comes = (): void => granted.ask(() => b.take("new", 1000));
      isThere = isOuter ? meetAt(step, returns, comes) : meetAt(step, comes, returns);
      if (!isThere) break;
      meetings++;
      for (let i = 0; i < 3; i++) {
        returns();
        comes();
      }
      assert.equal(granted.count, 1, `step ${step}`);
    }
    assert.ok(meetings > 3, `${meetings} meetings`);
  }
});

test("a key that is new to two threads at once has one slot, whichever places they see free", () => {
  let meetings = 0;
  for (let name = 0; name < 40; name++) {
    for (let step = 0; ; step++) {
      const memory = newFleet(name);
      const before = counterAt(memory, 0, 0);
      for (let key = 0; key < SLOTS / 2; key++) before.take(`key ${key}`, 1000);
      // To the one, half of the table is still in use; to the other it has ended.
      const [early, late] = [counterAt(memory, 1, 1999), counterAt(memory, 2, 2000)];
      const granted = new Grants();
      const one = (): void => granted.ask(() => early.take("new", 1e9));
      const other = (): void => granted.ask(() => late.take("new", 1e9));
      if (!(name % 2 === 0 ? meetAt(step, one, other) : meetAt(step, other, one))) break;
      meetings++;
      for (let i = 0; i < 3; i++) one();
      assert.equal(granted.count, 1, `name ${name}, step ${step}`);
    }
  }
  assert.ok(meetings > 100, `${meetings} meetings`);
});

test("a quota's slot is not taken away under a count, and its next owner begins at 0", () => {
  for (const isOuter of [true, false]) {
    for (let step = 0, isThere = true; isThere; step++) {
      const memory = newFleet(step);
      const before = counterAt(memory, 0, 0);
      // All begin with the day, as longer ones do that come after their end.
      for (let key = 0; key < SLOTS; key++) assert.ok(before.spend(`key ${key}`, 0, 1000));
      const [a, b] = [counterAt(memory, 1, 5000), counterAt(memory, 2, 5000)];
      for (let key = 1; key < SLOTS; key++)
        assert.ok(a.spend(`key ${key} of a month`, 0, 9000), `key ${key}`);
      const granted = new Grants();
      const first = (): void => granted.ask(() => a.spend("a", 0, 9000));
      const second = (): void => granted.ask(() => b.spend("b", 0, 9000));
      isThere = isOuter ? meetAt(step, first, second) : meetAt(step, second, first);
      first();
      second();
      assert.equal(granted.count, 1, `step ${step}`);
    }
  }
});

/** Park and Miller's: whole numbers below `below`, the same for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * below);
  };
}

/**
 * Lets four views act sixty times, and others at one of twelve atomic steps of what one does, and so on; how
 * often one acted while another did.
 */
function meetAtRandom<View>(
  views: readonly View[],
  random: (below: number) => number,
  act: (view: View) => void,
): number {
  let nested = 0;
  let depth = 0;
  const next = (): void => {
    const view = views[depth];
    if (view === undefined) return;
    depth++;
    if (depth > 1) nested++;
    act(view);
    depth--;
  };
  atEveryStep(
    () => {
      if (random(12) === 0) next();
    },
    () => {
      for (let i = 0; i < 60; i++) next();
    },
  );
  return nested;
}

test("however four views meet, no window of a key grants more than its limit", () => {
  const WINDOW_MS = 100;
  const LIMIT = 2;
  let nested = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const random = randomFrom(seed * 7919);
    const memory = newFleet(seed);
    let nowMs = 1000;
    const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
    const views = [0, 1, 2, 3].map((worker) => openFleetView(memory, worker, clock).counters);
    const granted = new Map<string, number>();
    nested += meetAtRandom(views, random, (view) => {
      if (random(3) === 0) nowMs += random(WINDOW_MS);
      const key = `key ${random(40)}`;
      const window = Math.floor(nowMs / WINDOW_MS);
      const { allowed } = view.take(key, LIMIT, WINDOW_MS, 1, "block") as Verdict;
      const name = `${key} in ${window}`;
      // Steps inside may have moved the clock on: then it is not known in which window it was granted.
      if (allowed && Math.floor(nowMs / WINDOW_MS) === window)
        granted.set(name, (granted.get(name) ?? 0) + 1);
    });
    for (const [name, count] of granted) assert.ok(count <= LIMIT, `seed ${seed}: ${count} of ${name}`);
  }
  assert.ok(nested > 1000, `${nested} meetings`);
});

test("however four views meet, of no key more permits are held than there are, and none is lost", () => {
  const LIMIT = 2;
  let nested = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const random = randomFrom(seed * 7919);
    // 16 slots are so few that keys take each other's places all the time.
    const memory = allocateFleet({
      maxListEntries: 16,
      maxWindows: SLOTS,
      maxQuotas: SLOTS,
      maxPermitKeys: 16,
    });
    seedFleet(memory, [seed, 0x5678]);
    const views = [0, 1, 2, 3].map((worker) => openFleetView(memory, worker).permits);
    const held = new Map<string, Permit[]>();
    nested += meetAtRandom(views, random, (view) => {
      const key = `key ${random(20)}`;
      const permits = held.get(key) ?? [];
      held.set(key, permits);
      if (random(2) === 0) permits.pop()?.release();
      else {
        const permit = view.acquire(key, LIMIT, "block");
        if (permit !== undefined) permits.push(permit);
        assert.ok(permits.length <= LIMIT, `seed ${seed}: ${permits.length} of ${key}`);
      }
    });
    for (const permits of held.values()) for (const permit of permits) permit.release();
    const [view] = views;
    assert.ok(view !== undefined);
    for (let key = 0; key < 16; key++) {
      assert.ok(view.acquire(`new ${key}`, 1, "block") !== undefined, `seed ${seed}: no room for ${key}`);
    }
  }
  assert.ok(nested > 1000, `${nested} meetings`);
});
