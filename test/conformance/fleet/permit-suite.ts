// What every driver's permits do.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permit } from "#fleet/permits.ts";
import type { FleetDriver, FleetUnderTest } from "./fleet-driver.ts";

type Case = readonly [claim: string, run: (fleet: FleetUnderTest) => void];

/** Takes as many as there are. */
function takeAll({ view }: FleetUnderTest, key: string, limit: number): readonly Permit[] {
  const { permits } = view(9);
  const taken: Permit[] = [];
  for (;;) {
    const permit = permits.acquire(key, limit, "block");
    if (permit === undefined) return taken;
    taken.push(permit);
  }
}

const cases: readonly Case[] = [
  [
    "gives a key's permits to all workers together, and each again once it is released",
    (fleet) => {
      const [a, b] = [fleet.view(0).permits, fleet.view(1).permits];
      const first = a.acquire("k", 2, "block");
      const second = b.acquire("k", 2, "block");
      assert.ok(first !== undefined && second !== undefined);
      assert.equal(a.acquire("k", 2, "block"), undefined);
      assert.equal(b.acquire("k", 2, "block"), undefined);
      first.release();
      assert.ok(b.acquire("k", 2, "block") !== undefined);
      assert.equal(a.acquire("k", 2, "block"), undefined);
    },
  ],
  [
    "takes a second release of one permit for none",
    (fleet) => {
      const { permits } = fleet.view(0);
      const first = permits.acquire("k", 2, "block");
      permits.acquire("k", 2, "block");
      first?.release();
      first?.release();
      assert.equal(takeAll(fleet, "k", 2).length, 1);
    },
  ],
  [
    "keeps keys apart",
    (fleet) => {
      const { permits } = fleet.view(0);
      for (const key of ["a", "b", "", "ä"]) {
        assert.ok(permits.acquire(key, 1, "block") !== undefined, key);
        assert.equal(permits.acquire(key, 1, "block"), undefined, key);
      }
    },
  ],
  [
    "gives back what a worker held when another takes its place, and nothing else",
    (fleet) => {
      const dead = fleet.view(3).permits;
      const alive = fleet.view(4).permits;
      for (let i = 0; i < 4; i++) dead.acquire("k", 10, "block");
      for (let i = 0; i < 3; i++) alive.acquire("k", 10, "block");
      fleet.view(3);
      assert.equal(takeAll(fleet, "k", 10).length, 7);
    },
  ],
  [
    "has room for other keys once those that were in use are released",
    (fleet) => {
      const { permits } = fleet.view(0);
      for (let round = 0; round < 5000; round++) {
        const permit = permits.acquire(`key ${round}`, 1, "block");
        assert.ok(permit !== undefined, `round ${round}`);
        permit.release();
      }
    },
  ],
];

export function permitSuite(driver: FleetDriver): void {
  for (const [claim, run] of cases)
    test(`${driver.name}: ${claim}`, async (t) => {
      const fleet = await driver.open();
      t.after(() => fleet.close());
      run(fleet);
    });
}
