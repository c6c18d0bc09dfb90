// The subscription keys that a runtime knows: those of its snapshot, and those that are kept in the store,
// which change without a new snapshot.

import type { SubscriptionTable } from "#subscription/subscription.ts";
import { SubscriptionLookup } from "#subscription/subscription-lookup.ts";

/** What control told last of the subscriptions in the store; undefined before it told anything. */
export type KeptSubscriptions = { table: SubscriptionTable | undefined };

export class SubscriptionKeys {
  private readonly declared: SubscriptionTable;
  private readonly kept: KeptSubscriptions;
  private seen: SubscriptionTable | undefined;
  private newest: SubscriptionLookup;

  constructor(declared: SubscriptionTable, kept: KeptSubscriptions) {
    this.declared = declared;
    this.kept = kept;
    this.seen = kept.table;
    this.newest = this.build();
  }

  /** Of the newest tables: asked for anew with each request. */
  get lookup(): SubscriptionLookup {
    if (this.seen !== this.kept.table) {
      this.seen = this.kept.table;
      this.newest = this.build();
    }
    return this.newest;
  }

  /** Where both have a key, what the configuration says of it holds. */
  private build(): SubscriptionLookup {
    const tables = [this.declared, ...(this.seen === undefined ? [] : [this.seen])];
    return new SubscriptionLookup(tables.filter(({ keys }) => keys.length > 0));
  }
}
