import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Answer, Counters, Verdict } from "#fleet/counters.ts";
import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { CallLimit, CallVerdict, QuotaLimit, RateLimit } from "#kernel/call-limits.ts";
import { Limiter } from "./limiter.ts";

const WINDOW_MS = 60_000;
/** The begin of an aligned window. */
const START_MS = 1000 * WINDOW_MS;
const DAY = { startMs: 0, endMs: 86_400_000 };

type Bench = { readonly limiter: Limiter; readonly advance: (ms: number) => void };

function newBench(wrap: (counters: Counters) => Counters): Bench {
  const memory = allocateFleet({ maxWindows: 64, maxQuotas: 64 });
  seedFleet(memory, [3, 4]);
  let nowMs = START_MS;
  const { counters } = openFleetView(memory, 0, { monotonicMs: () => nowMs, wallMs: () => 1000 });
  return {
    limiter: new Limiter(wrap(counters)),
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** As a driver on another machine answers. */
const later = (counters: Counters): Counters => ({
  take: async (...args) => counters.take(...args),
  refund: async (...args) => counters.refund(...args),
  spend: async (...args) => counters.spend(...args),
  charge: async (...args) => counters.charge(...args),
});

const rate = (key: string, units: number, cost = 1): RateLimit => ({
  ...{ kind: "rate", name: key, key, units, windowMs: WINDOW_MS, cost, whenLost: "block" },
});

const quota = (key: string, units: number, cost = 1): QuotaLimit => ({
  ...{ kind: "quota", name: key, key, units, period: DAY, unit: "calls", cost, whenLost: "block" },
});

const remaining = ({ states }: CallVerdict): readonly number[] => states.map((state) => state.remaining);

/** How much is left of each, without taking any. */
const left = async (limiter: Limiter, ...limits: readonly CallLimit[]): Promise<readonly number[]> =>
  remaining(await limiter.check(limits));

for (const [driver, wrap] of [
  ["answers at once", (counters: Counters) => counters],
  ["answers later", later],
] as const) {
  describe(`limits over a driver that ${driver}`, () => {
    it("takes from all limits of a call, whichever the order", async () => {
      const { limiter } = newBench(wrap);
      const verdict = await limiter.take([rate("user", 5), quota("product", 100, 2), rate("operation", 3)]);
      assert.equal(verdict.allowed, true);
      assert.equal(verdict.refusedBy, undefined);
      assert.deepEqual(remaining(verdict), [4, 98, 2]);
    });

    it("takes nothing at all from a call that one limit refuses", async () => {
      const { limiter } = newBench(wrap);
      const limits = [rate("user", 5), quota("product", 100), rate("operation", 1)];
      await limiter.take(limits);
      const refused = await limiter.take(limits);
      assert.equal(refused.allowed, false);
      assert.equal(refused.refusedBy?.limit.name, "operation");
      assert.deepEqual(await left(limiter, ...limits), [4, 99, 0]);
      assert.deepEqual(remaining(refused), [4, 99, 0]);
    });

    it("gives back what was granted where a later limit has too little for the cost", async () => {
      const { limiter } = newBench(wrap);
      const limits = [rate("a", 10, 4), quota("b", 12, 9), rate("c", 7, 7)];
      assert.equal((await limiter.take(limits)).allowed, true);
      const refused = await limiter.take(limits);
      assert.equal(refused.allowed, false);
      assert.deepEqual(await left(limiter, rate("a", 10), quota("b", 12), rate("c", 7)), [6, 3, 0]);
    });

    it("names the limit that refuses for the longest time", async () => {
      const { limiter, advance } = newBench(wrap);
      const limits = [rate("short", 1), quota("long", 1)];
      await limiter.take(limits);
      advance(1000);
      const { refusedBy } = await limiter.take(limits);
      assert.equal(refusedBy?.limit.name, "long");
      assert.equal(refusedBy?.retryAfterMs, DAY.endMs - 1000);
    });

    it("checks without taking, and adds afterwards, past the limit where it must be", async () => {
      const { limiter } = newBench(wrap);
      const tokens = rate("tokens", 100, 0);
      for (let i = 0; i < 3; i++) assert.equal((await limiter.check([tokens])).allowed, true);
      assert.equal(await limiter.add(tokens, 60), 40);
      assert.equal(await limiter.add(tokens, 250), 0);
      const refused = await limiter.check([tokens]);
      assert.equal(refused.allowed, false);
      // 310 of 100 were used: one window later too much of them still counts.
      assert.ok((refused.refusedBy?.retryAfterMs ?? 0) > WINDOW_MS);
      assert.equal(await limiter.add(tokens, -250), 40);
    });

    it("adds to quotas and gives back to them", async () => {
      const { limiter } = newBench(wrap);
      assert.equal(await limiter.add(quota("q", 10), 4), 6);
      assert.equal(await limiter.add(quota("q", 10), -3), 9);
      assert.equal(await limiter.add(quota("q", 10), 30), 0);
      assert.equal((await limiter.take([quota("q", 10)])).allowed, false);
    });

    it("grants a call without limits", async () => {
      const { limiter } = newBench(wrap);
      assert.deepEqual(await limiter.take([]), { allowed: true, states: [], refusedBy: undefined });
    });

    it("tells where a limit of no units refuses for ever", async () => {
      const { limiter } = newBench(wrap);
      const { refusedBy } = await limiter.take([rate("nothing", 0)]);
      assert.equal(refusedBy?.retryAfterMs, Number.POSITIVE_INFINITY);
    });
  });
}

describe("a counter that cannot be reached", () => {
  const lost = (whenLost: string): Answer<Verdict> => ({
    ...{ allowed: whenLost === "pass", remaining: 0, retryAfterMs: whenLost === "pass" ? 0 : 1000 },
    counted: false,
  });
  const gone = newBench((counters) => ({
    ...later(counters),
    take: (key, limit, windowMs, cost, whenLost) =>
      key === "gone" ? lost(whenLost) : counters.take(key, limit, windowMs, cost, whenLost),
    refund: (key, windowMs, cost) => {
      assert.notEqual(key, "gone", "nothing is given back to what took nothing");
      return counters.refund(key, windowMs, cost);
    },
  }));

  it("passes or refuses as its limit says, and the other limits go on", async () => {
    const passing: RateLimit = { ...rate("gone", 5), whenLost: "pass" };
    const passed = await gone.limiter.take([passing, rate("user", 1)]);
    assert.deepEqual(
      passed.states.map(({ allowed, counted }) => [allowed, counted]),
      [
        [true, false],
        [true, true],
      ],
    );
    const second = await gone.limiter.take([passing, rate("user", 1)]);
    assert.equal(second.refusedBy?.limit.name, "user");
    const refused = await gone.limiter.take([rate("gone", 5), rate("other", 1)]);
    assert.equal(refused.refusedBy?.limit.name, "gone");
    assert.deepEqual(await left(gone.limiter, rate("other", 1)), [1]);
  });
});
