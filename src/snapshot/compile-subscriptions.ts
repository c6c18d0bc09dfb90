// Subscriptions that the configuration declares → the table that keys are looked up in.

import type { Config, Subscription as Written } from "#config/config.ts";
import { digestOf } from "#subscription/key-digest.ts";
import type {
  KeyDigest,
  Subscription,
  SubscriptionScope,
  SubscriptionTable,
} from "#subscription/subscription.ts";

/** Their keys are in it as digests under `digestKey` only. */
export function compileSubscriptions(
  written: Config["subscriptions"],
  digestKey: Uint8Array,
): SubscriptionTable {
  const subscriptions = [...written].map(([id, subscription]) => subscriptionOf(id, subscription));
  const keys = [...written.values()].flatMap(({ primaryKey, secondaryKey }, index): KeyDigest[] => [
    ...(primaryKey === undefined ? [] : [keyOf(primaryKey, "primary", index, digestKey)]),
    ...(secondaryKey === undefined ? [] : [keyOf(secondaryKey, "secondary", index, digestKey)]),
  ]);
  return { digestKey: Buffer.from(digestKey).toString("base64"), subscriptions, keys };
}

const keyOf = (
  key: string,
  kind: KeyDigest["kind"],
  subscription: number,
  digestKey: Uint8Array,
): KeyDigest => ({ digest: digestOf(key, digestKey), kind, subscription });

function subscriptionOf(id: string, written: Written): Subscription {
  const { name = id, scope, state, owner, starts, ends, tracing } = written;
  return {
    id,
    name,
    scope: scopeOf(scope),
    state,
    owner,
    // Files do not say when they were first written.
    createdAtMs: starts ?? 0,
    startsAtMs: starts,
    endsAtMs: ends?.atMs,
    allowsTracing: tracing,
  };
}

function scopeOf(scope: Written["scope"]): SubscriptionScope {
  if (scope === "all-apis") return { kind: "all-apis" };
  const { product, api } = scope;
  return product === undefined ? { kind: "api", api: api ?? "" } : { kind: "product", product };
}
