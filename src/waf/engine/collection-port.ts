// Where persistent collections (IP, SESSION …) live: behind a port, so that one process or a whole fleet can
// share them. Answers come at once, from memory. Beside it a driver for one thread, bounded in its number of
// collections.

import { BoundedCache } from "#kernel/bounded-cache.ts";

export type PersistentEntry = {
  /** As spelled where it was set. */
  readonly name: string;
  readonly value: string;
  /** Milliseconds since the epoch; Infinity for the collection's own end only. */
  readonly endsAtMs: number;
};

export type PersistentRecord = {
  readonly entries: ReadonlyMap<string, PersistentEntry>;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly endsAtMs: number;
  readonly updates: number;
};

export interface CollectionPort {
  load(collection: string, key: string): PersistentRecord | undefined;
  save(collection: string, key: string, record: PersistentRecord): void;
}

const DEFAULT_RECORDS = 65_536;

/** Kept in this thread's memory; the records used longest ago go first. */
export class MemoryCollections implements CollectionPort {
  private readonly records: BoundedCache<string, PersistentRecord>;

  constructor(maxRecords = DEFAULT_RECORDS) {
    this.records = new BoundedCache(maxRecords);
  }

  load(collection: string, key: string): PersistentRecord | undefined {
    return this.records.get(`${collection}\n${key}`);
  }

  save(collection: string, key: string, record: PersistentRecord): void {
    this.records.set(`${collection}\n${key}`, record);
  }
}
