// What every driver's client lists, generations and leader do.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListedClient, ListName, Subject } from "#fleet/client-lists.ts";
import { parsePrefix } from "#kernel/address.ts";
import type { FleetDriver, FleetUnderTest } from "./fleet-driver.ts";

function subjectOf(text: string): Subject {
  const prefix = parsePrefix(text);
  return "error" in prefix ? { kind: "key", key: text } : { kind: "prefix", prefix };
}

function entry(id: number, list: ListName, text: string, untilMs = Number.POSITIVE_INFINITY): ListedClient {
  return { id, list, subject: subjectOf(text), untilMs };
}

type Case = readonly [claim: string, run: (fleet: FleetUnderTest) => void | Promise<void>];

const cases: readonly Case[] = [
  [
    "bans addresses and prefixes of both families, and nobody else",
    ({ keeper, view }) => {
      const { lists } = view();
      assert.equal(lists.decide("203.0.113.7").kind, "none");
      assert.equal(keeper.lists.put(entry(1, "bans", "203.0.113.7")), true);
      keeper.lists.put(entry(2, "bans", "198.51.100.0/24"));
      keeper.lists.put(entry(3, "bans", "2001:db8:1::/48"));
      keeper.lists.put(entry(4, "bans", "2001:db8:2::1"));
      const decisions: readonly (readonly [string, number])[] = [
        ["203.0.113.7", 1],
        ["::ffff:203.0.113.7", 1],
        ["203.0.113.8", 0],
        ["198.51.100.255", 2],
        ["198.51.101.0", 0],
        ["2001:db8:1:ffff::9", 3],
        ["2001:db8:2::1", 4],
        ["2001:db8:2::2", 0],
        ["not an address", 0],
        ["", 0],
      ];
      for (const [address, id] of decisions) {
        assert.deepEqual(lists.decide(address), { kind: id === 0 ? "none" : "ban", id }, address);
      }
    },
  ],

  [
    "bans everybody by a prefix of no bits",
    ({ keeper, view }) => {
      keeper.lists.put(entry(1, "bans", "0.0.0.0/0"));
      assert.equal(view().lists.decide("255.255.255.255").kind, "ban");
      assert.equal(view().lists.decide("::1").kind, "none");
      keeper.lists.put(entry(2, "bans", "::/0"));
      assert.equal(view().lists.decide("ffff::").kind, "ban");
    },
  ],

  [
    "bans a client by its verified name, whatever its address",
    ({ keeper, view }) => {
      const { lists } = view();
      keeper.lists.put(entry(1, "bans", "key:orders-app"));
      assert.deepEqual(lists.decide("203.0.113.7", "key:orders-app"), { kind: "ban", id: 1 });
      assert.equal(lists.decide("203.0.113.7", "key:orders-ap").kind, "none");
      assert.equal(lists.decide("203.0.113.7").kind, "none");
    },
  ],

  [
    "lets an allowance win over every ban, narrower, wider or the same",
    ({ keeper, view }) => {
      const { lists } = view();
      keeper.lists.put(entry(1, "bans", "203.0.113.7"));
      keeper.lists.put(entry(2, "bans", "key:orders-app"));
      for (const allowed of ["203.0.113.7", "203.0.113.0/24"]) {
        keeper.lists.put(entry(3, "allowed", allowed));
        assert.deepEqual(lists.decide("203.0.113.7"), { kind: "allow", id: 3 }, allowed);
        assert.deepEqual(lists.decide("203.0.113.7", "key:orders-app"), { kind: "allow", id: 3 });
        assert.equal(keeper.lists.remove(3), true);
        assert.equal(lists.decide("203.0.113.7").kind, "ban");
      }
    },
  ],

  [
    "ends entries by itself, and a longer one of the same client goes on",
    (fleet) => {
      const { keeper, view } = fleet;
      const { lists } = view();
      const nowMs = fleet.wallMs();
      keeper.lists.put(entry(1, "bans", "203.0.113.7", nowMs + 5000));
      keeper.lists.put(entry(2, "bans", "203.0.113.0/24", nowMs + 20_000));
      keeper.lists.put(entry(3, "allowed", "203.0.113.9", nowMs + 1000));
      assert.equal(lists.decide("203.0.113.9").kind, "allow");
      fleet.advance(1000);
      assert.deepEqual(lists.decide("203.0.113.9"), { kind: "ban", id: 2 });
      fleet.advance(5000);
      assert.deepEqual(lists.decide("203.0.113.7"), { kind: "ban", id: 2 });
      fleet.advance(15_000);
      assert.equal(lists.decide("203.0.113.7").kind, "none");
    },
  ],

  [
    "takes entries back, changes them, and puts others in their place",
    (fleet) => {
      const { keeper, view } = fleet;
      const { lists } = view();
      keeper.lists.put(entry(1, "bans", "203.0.113.7"));
      keeper.lists.put(entry(1, "bans", "203.0.113.8"));
      assert.equal(lists.decide("203.0.113.7").kind, "none");
      assert.equal(lists.decide("203.0.113.8").kind, "ban");
      assert.equal(keeper.lists.size, 1);
      assert.equal(keeper.lists.remove(1), true);
      assert.equal(keeper.lists.remove(1), false);
      assert.equal(lists.decide("203.0.113.8").kind, "none");
      assert.equal(
        keeper.lists.replaceAll([entry(5, "bans", "192.0.2.1"), entry(6, "bans", "192.0.2.2")]),
        0,
      );
      assert.equal(lists.decide("192.0.2.2").id, 6);
      keeper.lists.replaceAll([]);
      assert.equal(lists.decide("192.0.2.2").kind, "none");
    },
  ],

  [
    "goes on deciding while thousands of entries come and go",
    ({ keeper, view }) => {
      const { lists } = view();
      keeper.lists.put(entry(1, "bans", "192.0.2.1"));
      const address = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
      for (let i = 2; i < 6000; i++) {
        keeper.lists.put(entry(i, "bans", address(i)));
        if (i > 300) keeper.lists.remove(i - 200);
        if (i % 97 === 0) assert.equal(lists.decide("192.0.2.1").id, 1, `after ${i}`);
      }
      for (let i = 2; i < 6000; i += 13) {
        const isListed = i < 101 || i >= 5800;
        assert.equal(lists.decide(address(i)).kind, isListed ? "ban" : "none", address(i));
      }
    },
  ],

  [
    "raises generations and never lowers them",
    ({ keeper }) => {
      assert.equal(keeper.generations.current("configuration"), 0);
      keeper.generations.raise("configuration", 7);
      keeper.generations.raise("configuration", 3);
      keeper.generations.raise("lists", 1);
      assert.equal(keeper.generations.current("configuration"), 7);
      assert.equal(keeper.generations.current("lists"), 1);
    },
  ],

  [
    "has a leader",
    ({ keeper }) => {
      assert.equal(keeper.leader.isLeader, true);
    },
  ],
];

export function listSuite(driver: FleetDriver): void {
  for (const [claim, run] of cases)
    test(`${driver.name}: ${claim}`, async (t) => {
      const fleet = await driver.open();
      t.after(() => fleet.close());
      await run(fleet);
    });
}
