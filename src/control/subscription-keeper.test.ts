import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type KeptSubscription, StoreError, type SubscriptionRepository } from "#store/store.ts";
import type { SubscriptionTable } from "#subscription/subscription.ts";
import { SubscriptionLookup } from "#subscription/subscription-lookup.ts";
import { type NewSubscription, SubscriptionKeeper } from "./subscription-keeper.ts";
import { SubscriptionSecret } from "./subscription-secret.ts";

const NOW = Date.UTC(2026, 10, 1);
const API = { id: "orders", isSubscriptionRequired: true, products: [] };

const asked = (id: string): NewSubscription => ({
  id,
  name: id,
  scope: { kind: "api", api: "orders" },
  state: "active",
  owner: "somebody",
  startsAtMs: undefined,
  endsAtMs: undefined,
  allowsTracing: false,
});

/** The repository of a store, in memory, that can fail. */
class MemoryRepository implements SubscriptionRepository {
  readonly kept = new Map<string, KeptSubscription>();
  isFailing = false;

  async add(subscription: KeptSubscription): Promise<boolean> {
    this.#fail();
    if (this.kept.has(subscription.id)) return false;
    this.kept.set(subscription.id, subscription);
    return true;
  }

  async replace(subscription: KeptSubscription): Promise<boolean> {
    this.#fail();
    if (!this.kept.has(subscription.id)) return false;
    this.kept.set(subscription.id, subscription);
    return true;
  }

  async remove(id: string): Promise<boolean> {
    this.#fail();
    return this.kept.delete(id);
  }

  async all(): Promise<readonly KeptSubscription[]> {
    return [...this.kept.values()];
  }

  #fail(): void {
    if (this.isFailing) throw new StoreError("full", "the disk is full");
  }
}

type Keeping = {
  readonly keeper: SubscriptionKeeper;
  readonly repository: MemoryRepository;
  readonly folder: string;
  readonly errors: string[];
  /** How the workers would judge a request with the key. */
  readonly judge: (key: string) => string;
  readonly table: () => SubscriptionTable | undefined;
};

function keeping(t: TestContext, before?: Keeping, path = join(newFolder(t), "store.sqlite")): Keeping {
  const repository = before?.repository ?? new MemoryRepository();
  const errors: string[] = [];
  let table: SubscriptionTable | undefined;
  const silent = () => undefined;
  const keeper = new SubscriptionKeeper({
    log: { debug: silent, info: silent, warn: silent, error: (message) => errors.push(message) },
    store: () => repository,
    secret: () => SubscriptionSecret.ensure(path),
    publish: (newest) => {
      table = newest;
    },
  });
  const judge = (key: string): string => {
    const access = new SubscriptionLookup(table === undefined ? [] : [table]).access(API, key, NOW);
    return access.kind === "subscription" ? `${access.subscription.id} ${access.key}` : access.kind;
  };
  return { keeper, repository, folder: join(path, ".."), errors, judge, table: () => table };
}

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-subscriptions-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a subscription that was made counts with both of its keys", async (t) => {
  const { keeper, judge, repository } = keeping(t);
  const made = await keeper.create(asked("mobile"), NOW);
  assert.match(made?.keys.primary ?? "", /^[0-9a-f]{32}$/);
  assert.equal(judge(made?.keys.primary ?? ""), "mobile primary");
  assert.equal(judge(made?.keys.secondary ?? ""), "mobile secondary");
  assert.equal(judge("0".repeat(32)), "refused");
  assert.deepEqual(keeper.find("mobile"), made?.subscription);
  assert.equal(repository.kept.size, 1);
  assert.equal(await keeper.create(asked("mobile"), NOW), undefined, "its id is taken");
});

test("no key lies in the store or in what workers are told", async (t) => {
  const { keeper, repository, table } = keeping(t);
  const made = await keeper.create(asked("mobile"), NOW);
  const texts = JSON.stringify([[...repository.kept.values()], table()]);
  for (const key of [made?.keys.primary, made?.keys.secondary]) assert.ok(!texts.includes(key ?? ""));
  assert.deepEqual(keeper.keysOf("mobile"), made?.keys);
});

test("a rotated key counts no more, and the other one goes on to", async (t) => {
  const { keeper, judge } = keeping(t);
  const made = await keeper.create(asked("mobile"), NOW);
  const fresh = await keeper.rotate("mobile", "primary");
  assert.equal(judge(fresh ?? ""), "mobile primary");
  assert.equal(judge(made?.keys.primary ?? ""), "refused");
  assert.equal(judge(made?.keys.secondary ?? ""), "mobile secondary");
  assert.equal(await keeper.rotate("nobody", "primary"), undefined);
});

test("a suspended subscription counts again when it is active", async (t) => {
  const { keeper, judge } = keeping(t);
  const key = (await keeper.create(asked("mobile"), NOW))?.keys.primary ?? "";
  assert.equal((await keeper.setState("mobile", "suspended"))?.state, "suspended");
  assert.equal(judge(key), "refused");
  await keeper.setState("mobile", "active");
  assert.equal(judge(key), "mobile primary");
  assert.equal((await keeper.remove("mobile"))?.id, "mobile");
  assert.equal(judge(key), "refused");
  assert.equal(await keeper.remove("mobile"), undefined);
});

test("what the store held is in force again after a restart", async (t) => {
  const first = keeping(t);
  const key = (await first.keeper.create(asked("mobile"), NOW))?.keys.primary ?? "";
  const second = keeping(t, first, join(first.folder, "store.sqlite"));
  await second.keeper.restore(second.repository);
  assert.equal(second.judge(key), "mobile primary");
  assert.deepEqual(second.errors, []);
});

test("under another secret no key counts, and it is told", async (t) => {
  const first = keeping(t);
  const key = (await first.keeper.create(asked("mobile"), NOW))?.keys.primary ?? "";
  const second = keeping(t, first);
  await second.keeper.restore(second.repository);
  assert.equal(second.judge(key), "refused");
  assert.match(second.errors.join(), /sealed under another secret/);
});

test("a secret that cannot be read is told, and keeps nobody from opening the store", async (t) => {
  const first = keeping(t);
  await first.keeper.create(asked("mobile"), NOW);
  const folder = newFolder(t);
  writeFileSync(join(folder, "subscription-secret"), "too short\n");
  const keeper = new SubscriptionKeeper({
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    store: () => first.repository,
    secret: () => {
      throw new StoreError("unavailable", "no secret");
    },
    publish: () => undefined,
  });
  await keeper.restore(first.repository);
  assert.deepEqual(keeper.all, []);
  assert.throws(() => SubscriptionSecret.ensure(join(folder, "store.sqlite")), /holds no secret/);
});

test("a change that the store refuses changes nothing", async (t) => {
  const { keeper, judge, repository } = keeping(t);
  const key = (await keeper.create(asked("mobile"), NOW))?.keys.primary ?? "";
  repository.isFailing = true;
  const isFull = (error: unknown): boolean => error instanceof StoreError && error.failure === "full";
  await assert.rejects(keeper.create(asked("other"), NOW), isFull);
  await assert.rejects(keeper.rotate("mobile", "primary"), isFull);
  await assert.rejects(keeper.setState("mobile", "suspended"), isFull);
  await assert.rejects(keeper.remove("mobile"), isFull);
  assert.equal(judge(key), "mobile primary");
  assert.deepEqual(
    keeper.all.map(({ id }) => id),
    ["mobile"],
  );
});

test("a seal counts for its place only, and not when a bit of it was changed", (t) => {
  const secret = SubscriptionSecret.ensure(join(newFolder(t), "store.sqlite"));
  const kept = secret.seal("a key", "primary mobile");
  assert.equal(secret.open(kept, "primary mobile"), "a key");
  assert.equal(secret.open(kept, "secondary mobile"), undefined);
  const bytes = Buffer.from(kept.sealed, "base64");
  for (const index of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    assert.equal(secret.open({ ...kept, sealed: changed.toString("base64") }, "primary mobile"), undefined);
  }
  assert.equal(secret.open({ ...kept, sealed: "" }, "primary mobile"), undefined);
});

test("only the node's user can read the secret", (t) => {
  const folder = newFolder(t);
  SubscriptionSecret.ensure(join(folder, "data", "store.sqlite"));
  const file = join(folder, "data", "subscription-secret");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, "utf8"), /^[A-Za-z0-9_-]{43}\n$/);
});
