// The subscription keys that a worker knows: those of its snapshot and those that are kept in the store,
// which change apart from each other.

import type { SubscriptionTable } from "#subscription/subscription.ts";
import { SubscriptionLookup } from "#subscription/subscription-lookup.ts";

const none: SubscriptionTable = { digestKey: "", subscriptions: [], keys: [] };

export class SubscriptionKeys {
  private declared: SubscriptionTable = none;
  private kept: SubscriptionTable = none;
  private current = new SubscriptionLookup([]);

  /** Of the newest tables. */
  get lookup(): SubscriptionLookup {
    return this.current;
  }

  declare(table: SubscriptionTable): void {
    this.declared = table;
    this.renew();
  }

  keep(table: SubscriptionTable): void {
    this.kept = table;
    this.renew();
  }

  /** Where both have a key, what the configuration says of it holds. */
  private renew(): void {
    const tables = [this.declared, this.kept].filter(({ keys }) => keys.length > 0);
    this.current = new SubscriptionLookup(tables);
  }
}
