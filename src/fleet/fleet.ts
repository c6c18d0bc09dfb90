// What replicas share, as two views: a worker's, which only decides, and control's, which also writes and
// keeps. The memory driver is one node; its leader is itself.

import type { ByteBuckets } from "./byte-buckets.ts";
import type { ClientLists, ClientListWriter } from "./client-lists.ts";
import type { Counters } from "./counters.ts";
import type { Permits } from "./permits.ts";

/** What each worker has of the fleet. */
export type FleetView = {
  readonly counters: Counters;
  readonly lists: ClientLists;
  readonly permits: Permits;
  readonly buckets: ByteBuckets;
};

/** Numbers that rise with each change of what they are named after, and never fall. */
export interface Generations {
  current(of: GenerationName): number;
  /** Raises the number to this one; one that is not above it changes nothing. */
  raise(of: GenerationName, generation: number): void;
}

export type GenerationName = "configuration" | "lists";

/** Of all replicas one leads: it alone does what must be done once (sweeping what has ended). */
export interface Leader {
  readonly isLeader: boolean;
}

/** A quota as it is kept over a restart: its key's hash, under the fleet's seed. */
export type QuotaRow = {
  readonly key: readonly [number, number];
  readonly tag: number;
  readonly count: number;
  readonly endMs: number;
};

export interface QuotaKeeper {
  /** Every quota whose period has not ended. */
  rows(): Iterable<QuotaRow>;
  /** Before any worker starts. Gives how many found no room. */
  restore(rows: Iterable<QuotaRow>): number;
}

/** What control has of the fleet. */
export type FleetKeeper = {
  readonly lists: ClientListWriter;
  readonly quotas: QuotaKeeper;
  readonly generations: Generations;
  readonly leader: Leader;
  /** Times that a counter found no room, by what it was for. */
  readonly lostCounts: () => { readonly windows: number; readonly quotas: number };
};
