// What a driver of the store port gives to its conformance suite.

import type { Store } from "#store/store.ts";

export type StoreUnderTest = {
  /** Opens what is kept: the first time an empty store, after a `close` of the last one what it held. */
  readonly open: () => Promise<Store>;
  /** Removes everything. */
  readonly remove: () => Promise<void>;
};

export type StoreDriver = { readonly name: string; readonly make: () => Promise<StoreUnderTest> };
