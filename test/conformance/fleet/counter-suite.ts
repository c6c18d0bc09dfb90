// What every driver's counters do.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Verdict } from "#fleet/counters.ts";
import type { FleetDriver, FleetUnderTest } from "./fleet-driver.ts";

const WINDOW_MS = 60_000;

/** To the begin of an aligned window, wherever the driver's clock stands. */
async function toWindowStart(fleet: FleetUnderTest): Promise<void> {
  const { counters } = fleet.view();
  await counters.take("probe", 1, WINDOW_MS, 1, "block");
  const { retryAfterMs } = await counters.take("probe", 1, WINDOW_MS, 1, "block");
  fleet.advance(retryAfterMs - WINDOW_MS);
}

type Case = readonly [claim: string, run: (fleet: FleetUnderTest) => Promise<void>];

const cases: readonly Case[] = [
  [
    "grants the limit and no more, to all views together",
    async (fleet) => {
      const views = [fleet.view(), fleet.view(), fleet.view()];
      const verdicts: Verdict[] = [];
      for (let i = 0; i < 12; i++) {
        const view = views[i % views.length];
        assert.ok(view !== undefined);
        verdicts.push(await view.counters.take("a", 10, WINDOW_MS, 1, "block"));
      }
      assert.deepEqual(
        verdicts.map(({ allowed }) => allowed),
        [...Array.from({ length: 10 }, () => true), false, false],
      );
      assert.deepEqual(
        verdicts.slice(0, 10).map(({ remaining }) => remaining),
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
      );
      assert.ok(verdicts.every(({ counted }) => counted));
    },
  ],

  [
    "keeps keys apart, and the windows of one key",
    async (fleet) => {
      const { counters } = fleet.view();
      for (const key of ["a", "b", "ä", "\u0141", ""]) {
        assert.equal((await counters.take(key, 1, WINDOW_MS, 1, "block")).allowed, true, key);
        assert.equal((await counters.take(key, 1, WINDOW_MS, 1, "block")).allowed, false, key);
        assert.equal((await counters.take(key, 1, WINDOW_MS * 2, 1, "block")).allowed, true, key);
      }
    },
  ],

  [
    "takes all of a cost or none, and never what is above the limit",
    async (fleet) => {
      const { counters } = fleet.view();
      assert.equal((await counters.take("a", 10, WINDOW_MS, 7, "block")).remaining, 3);
      assert.equal((await counters.take("a", 10, WINDOW_MS, 4, "block")).allowed, false);
      assert.equal((await counters.take("a", 10, WINDOW_MS, 3, "block")).remaining, 0);
      const never = await counters.take("b", 10, WINDOW_MS, 11, "block");
      assert.deepEqual([never.allowed, never.retryAfterMs], [false, Number.POSITIVE_INFINITY]);
    },
  ],

  [
    "answers a cost of 0 without taking",
    async (fleet) => {
      const { counters } = fleet.view();
      for (let i = 0; i < 5; i++)
        assert.equal((await counters.take("a", 1, WINDOW_MS, 0, "block")).allowed, true);
      await counters.take("a", 1, WINDOW_MS, 1, "block");
      assert.equal((await counters.take("a", 1, WINDOW_MS, 0, "block")).allowed, false);
    },
  ],

  [
    "lets the last window sink as time passes",
    async (fleet) => {
      const { counters } = fleet.view();
      await toWindowStart(fleet);
      for (let i = 0; i < 100; i++) await counters.take("a", 100, WINDOW_MS, 1, "block");
      fleet.advance(WINDOW_MS);
      assert.equal((await counters.take("a", 100, WINDOW_MS, 1, "block")).allowed, false);
      fleet.advance(WINDOW_MS / 4);
      let granted = 0;
      while ((await counters.take("a", 100, WINDOW_MS, 1, "block")).allowed) granted++;
      assert.ok(granted === 25 || granted === 24, `${granted} a quarter into the window`);
      fleet.advance(2 * WINDOW_MS);
      assert.equal((await counters.take("a", 100, WINDOW_MS, 100, "block")).allowed, true);
    },
  ],

  [
    "says when the same call succeeds: then, and not sooner",
    async (fleet) => {
      const { counters } = fleet.view();
      let number = 0;
      const cases = fc.sample(
        fc.record({
          limit: fc.integer({ min: 1, max: 50 }),
          moves: fc.array(fc.nat(30_000), { maxLength: 9 }),
        }),
        { numRuns: 60, seed: 7 },
      );
      for (const { limit, moves } of cases) {
        const key = `key ${number++}`;
        const cost = 1 + (number % limit);
        for (const move of moves) {
          fleet.advance(move);
          await counters.take(key, limit, WINDOW_MS, 1 + (move % limit), "block");
        }
        const verdict = await counters.take(key, limit, WINDOW_MS, cost, "block");
        if (verdict.allowed) continue;
        fleet.advance(verdict.retryAfterMs - 3);
        if (verdict.retryAfterMs > 3)
          assert.equal((await counters.take(key, limit, WINDOW_MS, cost, "block")).allowed, false, key);
        fleet.advance(4);
        assert.equal((await counters.take(key, limit, WINDOW_MS, cost, "block")).allowed, true, key);
      }
    },
  ],

  [
    "gives back what was taken, from this window and the last, and never more",
    async (fleet) => {
      const { counters } = fleet.view();
      await toWindowStart(fleet);
      await counters.take("a", 10, WINDOW_MS, 6, "block");
      fleet.advance(WINDOW_MS);
      await counters.take("a", 10, WINDOW_MS, 3, "block");
      await counters.refund("a", WINDOW_MS, 5);
      const { remaining } = await counters.take("a", 10, WINDOW_MS, 0, "block");
      assert.ok(remaining === 6 || remaining === 5, `${remaining} remain`);
      await counters.refund("a", WINDOW_MS, 1000);
      assert.equal((await counters.take("a", 10, WINDOW_MS, 10, "block")).allowed, true);
      await counters.refund("nobody took of it", WINDOW_MS, 1);
    },
  ],

  [
    "grants a quota once in its period, and anew in the next",
    async (fleet) => {
      const { counters } = fleet.view();
      const startMs = fleet.wallMs();
      const first = { startMs, endMs: startMs + 3_600_000 };
      assert.equal((await counters.spend("q", 5, first, 4, "block")).remaining, 1);
      const refused = await counters.spend("q", 5, first, 2, "block");
      assert.deepEqual([refused.allowed, refused.remaining], [false, 1]);
      assert.ok(refused.retryAfterMs > 3_500_000 && refused.retryAfterMs <= 3_600_000);
      await counters.charge("q", first, 10);
      assert.equal((await counters.spend("q", 5, first, 0, "block")).allowed, false);
      await counters.charge("q", first, -14);
      assert.equal((await counters.spend("q", 5, first, 5, "block")).allowed, true);
      fleet.advance(3_600_001);
      const second = { startMs: first.endMs, endMs: first.endMs + 3_600_000 };
      assert.equal((await counters.spend("q", 5, second, 5, "block")).allowed, true);
      const forever = { startMs: 0, endMs: Number.POSITIVE_INFINITY };
      assert.equal((await counters.spend("q", 2 ** 32 - 1, forever, 2 ** 32 - 2, "block")).remaining, 1);
      assert.equal(
        (await counters.spend("q", 2 ** 32 - 1, forever, 2, "block")).retryAfterMs,
        Number.POSITIVE_INFINITY,
      );
    },
  ],

  [
    "keeps quotas over a restart",
    async (fleet) => {
      const { counters } = fleet.view();
      const startMs = fleet.wallMs();
      const day = { startMs, endMs: startMs + 86_400_000 };
      await counters.spend("kept", 10, day, 7, "block");
      await counters.spend("ended", 10, { startMs, endMs: startMs + 1000 }, 7, "block");
      fleet.advance(2000);
      const rows = [...fleet.keeper.quotas.rows()];
      assert.deepEqual(
        rows.map(({ count, endMs }) => [count, endMs]),
        [[7, day.endMs]],
      );
      await counters.charge("kept", day, 2);
      assert.equal(fleet.keeper.quotas.restore(rows), 0);
      assert.equal((await counters.spend("kept", 10, day, 0, "block")).remaining, 3);
    },
  ],
];

export function counterSuite(driver: FleetDriver): void {
  for (const [claim, run] of cases)
    test(`${driver.name}: ${claim}`, async (t) => {
      const fleet = await driver.open();
      t.after(() => fleet.close());
      await run(fleet);
    });
}
