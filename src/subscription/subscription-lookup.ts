// Whether a request may use an API, by the key that it shows: the rules of Azure API Management. Pure: who
// calls it reads the key from the request, and answers what is refused.

import { digestOf } from "./key-digest.ts";
import type { KeyKind, Subscription, SubscriptionTable } from "./subscription.ts";

/** A product that an API is in, as far as keys are concerned. */
export type ProductAccess = {
  readonly id: string;
  readonly isPublished: boolean;
  readonly isSubscriptionRequired: boolean;
};

export type ApiAccess = {
  readonly id: string;
  readonly isSubscriptionRequired: boolean;
  /** Those that hold the API, in the order of the configuration. */
  readonly products: readonly ProductAccess[];
};

export type RefusalReason = "SubscriptionKeyNotFound" | "SubscriptionKeyInvalid";

/** Under what a request goes on. `product` decides which product's policy document runs. */
export type Access =
  | {
      readonly kind: "subscription";
      readonly subscription: Subscription;
      readonly key: KeyKind;
      /** Undefined where the subscription is not a product's. */
      readonly product: string | undefined;
    }
  /** No key counted, and none was needed. */
  | { readonly kind: "open"; readonly product: string | undefined }
  | { readonly kind: "refused"; readonly reason: RefusalReason };

/** Longer than any key that can be made or declared: not worth hashing. */
const MAX_KEY_CHARS = 256;

type Found = { readonly subscription: Subscription; readonly key: KeyKind };

export class SubscriptionLookup {
  readonly #tables: readonly { readonly digestKey: Buffer; readonly found: ReadonlyMap<string, Found> }[];

  /** Of keys that several tables have, the first table's counts. */
  constructor(tables: readonly SubscriptionTable[]) {
    this.#tables = byDigestKey(tables);
  }

  /**
   * @param key what the request shows, from the API's header or else from its query parameter; undefined
   *   where it shows neither, and an empty text is none
   * @param nowMs wall clock, ms since the epoch
   */
  access(api: ApiAccess, key: string | undefined, nowMs: number): Access {
    const found = key === undefined || key === "" ? undefined : this.#find(key);
    const granted = found === undefined ? undefined : grant(found, api, nowMs);
    if (granted !== undefined) return granted;
    // A key that does not count takes nothing away from what everybody may do.
    const open = api.products.find((product) => product.isPublished && !product.isSubscriptionRequired);
    if (open !== undefined) return { kind: "open", product: open.id };
    if (key !== undefined && key !== "") return { kind: "refused", reason: "SubscriptionKeyInvalid" };
    if (!api.isSubscriptionRequired) return { kind: "open", product: undefined };
    return { kind: "refused", reason: "SubscriptionKeyNotFound" };
  }

  /**
   * Keys are found by their digest under a key that no client knows: how long the search takes tells
   * nothing of how much of a key was right.
   */
  #find(key: string): Found | undefined {
    if (key.length > MAX_KEY_CHARS) return undefined;
    for (const { digestKey, found } of this.#tables) {
      const entry = found.get(digestOf(key, digestKey));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }
}

function grant({ subscription, key }: Found, api: ApiAccess, nowMs: number): Access | undefined {
  if (!isInForce(subscription, nowMs)) return undefined;
  const { scope } = subscription;
  const granted = { kind: "subscription", subscription, key, product: undefined } as const;
  if (scope.kind === "all-apis") return granted;
  if (scope.kind === "api") return scope.api === api.id ? granted : undefined;
  // A product that is no longer published keeps its subscribers.
  const isIn = api.products.some(({ id }) => id === scope.product);
  return isIn ? { ...granted, product: scope.product } : undefined;
}

/** Active, and within its dates. */
function isInForce({ state, startsAtMs, endsAtMs }: Subscription, nowMs: number): boolean {
  if (state !== "active") return false;
  return (startsAtMs === undefined || nowMs >= startsAtMs) && (endsAtMs === undefined || nowMs < endsAtMs);
}

function byDigestKey(tables: readonly SubscriptionTable[]) {
  const merged = new Map<string, Map<string, Found>>();
  for (const { digestKey, subscriptions, keys } of tables) {
    const found = merged.get(digestKey) ?? new Map<string, Found>();
    merged.set(digestKey, found);
    for (const { digest, kind, subscription: index } of keys) {
      const subscription = subscriptions[index];
      if (subscription === undefined || found.has(digest)) continue;
      found.set(digest, { subscription, key: kind });
    }
  }
  return [...merged].map(([digestKey, found]) => ({ digestKey: Buffer.from(digestKey, "base64"), found }));
}
