// Subscriptions that are made on the running node: kept in the store, their keys sealed, and told to the
// workers as digests. A change is durable, then told, then acknowledged; while the store fails, what is told
// goes on to count.

import { randomBytes } from "node:crypto";
import { type KeptSubscription, StoreError, type SubscriptionRepository } from "#store/store.ts";
import type {
  KeyDigest,
  KeyKind,
  Subscription,
  SubscriptionScope,
  SubscriptionState,
  SubscriptionTable,
} from "#subscription/subscription.ts";
import type { Log } from "#telemetry/log.ts";
import type { SubscriptionSecret } from "./subscription-secret.ts";

export type NewSubscription = Omit<Subscription, "createdAtMs">;

export type SubscriptionKeys = Readonly<Record<KeyKind, string>>;

export type SubscriptionKeeperOptions = {
  readonly log: Log;
  /** Throws a `StoreError` where there is no store for now. */
  readonly store: () => SubscriptionRepository;
  readonly secret: () => SubscriptionSecret;
  /** To every worker, and to those that come. */
  readonly publish: (table: SubscriptionTable) => void;
};

/** All of them go to every worker with each change. */
const MAX_KEPT_SUBSCRIPTIONS = 100_000;

type Known = { readonly kept: KeptSubscription; readonly subscription: Subscription };

export class SubscriptionKeeper {
  readonly #options: SubscriptionKeeperOptions;
  #known = new Map<string, Known>();
  /** Changes run one after the other, so that store, memory and workers see them in one order. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: SubscriptionKeeperOptions) {
    this.#options = options;
  }

  /** Takes over what the store holds, which was just opened. */
  async restore(store: SubscriptionRepository): Promise<void> {
    const all = await store.all();
    const secret = all.length === 0 ? undefined : this.#findSecret();
    const usable = all.filter((kept) => secret !== undefined && isSealedBy(kept, secret));
    if (usable.length < all.length) {
      this.#options.log.error(
        "subscriptions were sealed under another secret, and none of their keys counts: put back subscription-secret, or make them anew",
        { subscriptions: all.length - usable.length },
      );
    }
    this.#known = new Map(usable.map((kept) => [kept.id, { kept, subscription: subscriptionOf(kept) }]));
    this.#publish();
  }

  /** Without it the store is as good as before; only its subscriptions do not count. */
  #findSecret(): SubscriptionSecret | undefined {
    try {
      return this.#options.secret();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#options.log.error("subscriptions cannot be read", { error: error.message });
      return undefined;
    }
  }

  /** In the order of their ids. */
  get all(): readonly Subscription[] {
    return [...this.#known.values()].map(({ subscription }) => subscription).toSorted(byId);
  }

  find(id: string): Subscription | undefined {
    return this.#known.get(id)?.subscription;
  }

  /** Undefined where there is no such subscription. */
  keysOf(id: string): SubscriptionKeys | undefined {
    const known = this.#known.get(id);
    if (known === undefined) return undefined;
    const { primary, secondary } = known.kept.keys;
    const open = (key: typeof primary, kind: KeyKind): string =>
      this.#options.secret().open(key, placeOf(id, kind)) ?? "";
    return { primary: open(primary, "primary"), secondary: open(secondary, "secondary") };
  }

  /** Undefined where the id is taken. */
  create(
    asked: NewSubscription,
    nowMs: number,
  ): Promise<{ readonly subscription: Subscription; readonly keys: SubscriptionKeys } | undefined> {
    return this.#change(async () => {
      if (this.#known.size >= MAX_KEPT_SUBSCRIPTIONS)
        throw new StoreError("full", `there is room for ${MAX_KEPT_SUBSCRIPTIONS} subscriptions`);
      const subscription = { ...asked, createdAtMs: nowMs };
      const keys = { primary: newKey(), secondary: newKey() };
      const secret = this.#options.secret();
      const seal = (kind: KeyKind) => secret.seal(keys[kind], placeOf(asked.id, kind));
      const kept = keptOf(subscription, { primary: seal("primary"), secondary: seal("secondary") });
      if (!(await this.#options.store().add(kept))) return undefined;
      this.#remember(kept);
      return { subscription, keys };
    });
  }

  /** A new key in the place of that one; undefined where there is no such subscription. */
  rotate(id: string, kind: KeyKind): Promise<string | undefined> {
    return this.#change(async () => {
      const known = this.#known.get(id);
      if (known === undefined) return undefined;
      const key = newKey();
      const sealed = this.#options.secret().seal(key, placeOf(id, kind));
      const { keys } = known.kept;
      await this.#replace({ ...known.kept, keys: { ...keys, [kind]: sealed } });
      return key;
    });
  }

  setState(id: string, state: SubscriptionState): Promise<Subscription | undefined> {
    return this.#change(async () => {
      const known = this.#known.get(id);
      if (known === undefined) return undefined;
      return this.#replace({ ...known.kept, state });
    });
  }

  /** The one that is gone; undefined where there was none. */
  remove(id: string): Promise<Subscription | undefined> {
    return this.#change(async () => {
      const known = this.#known.get(id);
      if (known === undefined) return undefined;
      await this.#options.store().remove(id);
      this.#known.delete(id);
      this.#publish();
      return known.subscription;
    });
  }

  async #replace(kept: KeptSubscription): Promise<Subscription> {
    if (!(await this.#options.store().replace(kept)))
      throw new StoreError("corrupt", "the store has lost a subscription that this node knows");
    return this.#remember(kept);
  }

  #remember(kept: KeptSubscription): Subscription {
    const subscription = subscriptionOf(kept);
    this.#known.set(kept.id, { kept, subscription });
    this.#publish();
    return subscription;
  }

  #publish(): void {
    const known = [...this.#known.values()];
    const keys = known.flatMap(({ kept: { keys: own } }, index): KeyDigest[] => [
      { digest: own.primary.digest, kind: "primary", subscription: index },
      { digest: own.secondary.digest, kind: "secondary", subscription: index },
    ]);
    const digestKey = known.length === 0 ? "" : this.#options.secret().digestKey.toString("base64");
    this.#options.publish({ digestKey, subscriptions: known.map(({ subscription }) => subscription), keys });
  }

  #change<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(run);
    this.#changing = done.catch(() => undefined);
    return done;
  }
}

const byId = (a: Subscription, b: Subscription): number => (a.id < b.id ? -1 : 1);

const placeOf = (id: string, kind: KeyKind): string => `${kind} ${id}`;

/** 128 bits as 32 hexadecimal digits, which is what keys of Azure look like. */
const newKey = (): string => randomBytes(16).toString("hex");

function isSealedBy({ id, keys }: KeptSubscription, secret: SubscriptionSecret): boolean {
  const { primary, secondary } = keys;
  return (
    secret.open(primary, placeOf(id, "primary")) !== undefined &&
    secret.open(secondary, placeOf(id, "secondary")) !== undefined
  );
}

function keptOf({ scope, ...rest }: Subscription, keys: KeptSubscription["keys"]): KeptSubscription {
  return { ...rest, scopeKind: scope.kind, scopeName: scopeNameOf(scope), keys };
}

function scopeNameOf(scope: SubscriptionScope): string {
  if (scope.kind === "product") return scope.product;
  return scope.kind === "api" ? scope.api : "";
}

function subscriptionOf({ scopeKind, scopeName, keys: _, ...rest }: KeptSubscription): Subscription {
  return { ...rest, scope: scopeOf(scopeKind, scopeName) };
}

function scopeOf(kind: KeptSubscription["scopeKind"], name: string): SubscriptionScope {
  switch (kind) {
    case "product":
      return { kind, product: name };
    case "api":
      return { kind, api: name };
    case "all-apis":
      return { kind };
  }
}
