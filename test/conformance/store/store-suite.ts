// What every driver of the store port does.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptEntry, KeptGeneration, KeptSubscription, Store } from "#store/store.ts";
import { KEPT_GENERATIONS } from "#store/store.ts";
import type { StoreDriver } from "./store-driver.ts";

const ban = (subject: string, change: Partial<KeptEntry> = {}): Omit<KeptEntry, "id"> => ({
  list: "bans",
  kind: "prefix",
  subject,
  origin: "test",
  reason: "",
  createdAtMs: 1_790_000_000_000,
  untilMs: undefined,
  ...change,
});

const generation = (number: number): KeptGeneration => ({
  generation: number,
  acceptedAtMs: 1_790_000_000_000 + number,
  origin: "start",
  hash: "ab".repeat(32),
  text: `version: ${number}\n`,
});

const subscription = (id: string, change: Partial<KeptSubscription> = {}): KeptSubscription => ({
  id,
  name: `the subscription ${id}`,
  scopeKind: "product",
  scopeName: "starter",
  state: "active",
  owner: "somebody",
  createdAtMs: 1_790_000_000_000,
  startsAtMs: undefined,
  endsAtMs: undefined,
  allowsTracing: false,
  keys: {
    primary: { digest: `${id} primary`, sealed: "sealed 1" },
    secondary: { digest: `${id} secondary`, sealed: "sealed 2" },
  },
  ...change,
});

type Reopen = () => Promise<Store>;

type Case = readonly [claim: string, run: (store: Store, reopen: Reopen) => Promise<void>];

const cases: readonly Case[] = [
  [
    "keeps entries as they were put, over a restart",
    async (store, reopen) => {
      const first = await store.entries.put(
        ban("203.0.113.7/32", {
          reason: "it's \"odd\"; ünï — \0 -- '); drop table entries",
          untilMs: 1_790_000_009_000,
        }),
      );
      const second = await store.entries.put(ban("key:orders", { list: "allowed", kind: "key" }));
      assert.ok(second.id > first.id);
      assert.deepEqual(await store.entries.all(), [first, second]);
      assert.deepEqual(await (await reopen()).entries.all(), [first, second]);
    },
  ],

  [
    "has one entry of a list for a subject: the newest, with the id of the first",
    async (store) => {
      const first = await store.entries.put(ban("203.0.113.7/32", { reason: "one" }));
      const again = await store.entries.put(ban("203.0.113.7/32", { reason: "two", untilMs: 5 }));
      const allowed = await store.entries.put(ban("203.0.113.7/32", { list: "allowed" }));
      assert.deepEqual(again, { ...first, reason: "two", untilMs: 5 });
      assert.deepEqual(await store.entries.all(), [again, allowed]);
    },
  ],

  [
    "removes entries by their subject, and what has ended",
    async (store, reopen) => {
      const gone = await store.entries.put(ban("203.0.113.1/32"));
      assert.deepEqual(await store.entries.remove("bans", "203.0.113.1/32"), gone);
      assert.equal(await store.entries.remove("bans", "203.0.113.1/32"), undefined);
      assert.equal(await store.entries.remove("allowed", "203.0.113.1/32"), undefined);
      const ended = await store.entries.put(ban("203.0.113.2/32", { untilMs: 1000 }));
      const later = await store.entries.put(ban("203.0.113.3/32", { untilMs: 1001 }));
      const never = await store.entries.put(ban("203.0.113.4/32"));
      assert.deepEqual(await store.entries.removeEnded(1000), [ended.id]);
      assert.deepEqual(await (await reopen()).entries.all(), [later, never]);
    },
  ],

  [
    "never gives an id twice",
    async (store, reopen) => {
      const { id } = await store.entries.put(ban("203.0.113.1/32"));
      await store.entries.remove("bans", "203.0.113.1/32");
      const next = await (await reopen()).entries.put(ban("203.0.113.2/32"));
      assert.ok(next.id > id);
    },
  ],

  [
    "keeps every one of many writes at once, and answers each with its own",
    async (store, reopen) => {
      const subjects = Array.from({ length: 600 }, (_, i) => `10.0.${i >> 8}.${i & 255}/32`);
      const entries = await Promise.all(subjects.map((subject) => store.entries.put(ban(subject))));
      assert.deepEqual(
        entries.map(({ subject }) => subject),
        subjects,
      );
      assert.equal(new Set(entries.map(({ id }) => id)).size, subjects.length);
      assert.equal((await (await reopen()).entries.all()).length, subjects.length);
    },
  ],

  [
    "fails a write that cannot be, and none of those beside it",
    async (store) => {
      const wrong = ban("203.0.113.9/32", { reason: 5n as unknown as string });
      const results = await Promise.allSettled([
        store.entries.put(ban("203.0.113.1/32")),
        store.entries.put({ ...wrong, list: "nonsense" as "bans" }),
        store.entries.put(ban("203.0.113.2/32")),
      ]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
      assert.equal((await store.entries.all()).length, 2);
    },
  ],

  [
    "keeps the quotas of the last time they were put, all of them",
    async (store, reopen) => {
      const quotas = Array.from({ length: 2500 }, (_, i) => ({
        key: [i - 1000, ~i] as const,
        tag: -i,
        count: 2 ** 32 - 1 - i,
        endMs: i % 2 === 0 ? 1_790_000_000_000 + i : undefined,
      }));
      await store.quotas.replace(quotas);
      await store.quotas.replace(quotas.slice(1));
      const sorted = (rows: typeof quotas) => rows.toSorted((a, b) => a.key[0] - b.key[0]);
      assert.deepEqual(sorted([...(await (await reopen()).quotas.all())] as typeof quotas), quotas.slice(1));
    },
  ],

  [
    "keeps the newest generations, each as it was first told",
    async (store, reopen) => {
      assert.equal(await store.generations.last(), undefined);
      for (let number = 1; number <= KEPT_GENERATIONS + 5; number++)
        await store.generations.append(generation(number));
      await store.generations.append({ ...generation(KEPT_GENERATIONS + 5), text: "another" });
      const reopened = await reopen();
      assert.deepEqual(await reopened.generations.last(), generation(KEPT_GENERATIONS + 5));
      const recent = await reopened.generations.recent(1000);
      assert.equal(recent.length, KEPT_GENERATIONS);
      assert.deepEqual(recent.at(-1), generation(6));
      assert.equal((await reopened.generations.recent(3)).length, 3);
    },
  ],

  [
    "keeps settings",
    async (store, reopen) => {
      assert.equal(await store.settings.get("seed"), undefined);
      await store.settings.set("seed", "one");
      await store.settings.set("seed", "two");
      assert.equal(await (await reopen()).settings.get("seed"), "two");
    },
  ],

  [
    "keeps subscriptions in the order of their ids, over a restart",
    async (store, reopen) => {
      const second = subscription("b", { scopeKind: "all-apis", scopeName: "", allowsTracing: true });
      const first = subscription("a", { startsAtMs: 5, endsAtMs: 1_790_000_000_001, name: "ü \0 '" });
      assert.equal(await store.subscriptions.add(second), true);
      assert.equal(await store.subscriptions.add(first), true);
      assert.deepEqual(await (await reopen()).subscriptions.all(), [first, second]);
    },
  ],

  [
    "has one subscription of an id, and one with a key",
    async (store) => {
      const kept = subscription("a");
      await store.subscriptions.add(kept);
      assert.equal(await store.subscriptions.add(subscription("a", { name: "another" })), false);
      const { primary, secondary } = kept.keys;
      const swapped = { primary: secondary, secondary: { ...primary, digest: "new" } };
      assert.equal(await store.subscriptions.add(subscription("b", { keys: swapped })), false);
      assert.deepEqual(await store.subscriptions.all(), [kept]);
    },
  ],

  [
    "replaces and removes subscriptions by their id",
    async (store, reopen) => {
      await store.subscriptions.add(subscription("a"));
      await store.subscriptions.add(subscription("b"));
      const changed = subscription("a", { state: "suspended", endsAtMs: 7 });
      assert.equal(await store.subscriptions.replace(changed), true);
      assert.equal(await store.subscriptions.replace(subscription("c")), false);
      assert.equal(await store.subscriptions.remove("b"), true);
      assert.equal(await store.subscriptions.remove("b"), false);
      assert.deepEqual(await (await reopen()).subscriptions.all(), [changed]);
    },
  ],
];

export function storeSuite(driver: StoreDriver): void {
  for (const [claim, run] of cases)
    test(`${driver.name}: ${claim}`, async (t) => {
      const kept = await driver.make();
      let store = await kept.open();
      t.after(async () => {
        await store.close();
        await kept.remove();
      });
      await run(store, async () => {
        await store.close();
        store = await kept.open();
        return store;
      });
    });
}
