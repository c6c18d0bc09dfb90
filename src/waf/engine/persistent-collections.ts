// The persistent collections that a transaction has opened by initcol: loaded once, changed in memory, saved
// at the end where something changed. Entries end by expirevar, and a whole record by SecCollectionTimeout.

import type { Pairs } from "../body/parsed-body.ts";
import type { CollectionPort, PersistentEntry, PersistentRecord } from "./collection-port.ts";
import { NO_PAIRS } from "./pairs.ts";

type Open = {
  readonly key: string;
  readonly entries: Map<string, PersistentEntry>;
  readonly createdAtMs: number;
  readonly updates: number;
  isChanged: boolean;
};

export class PersistentCollections {
  private readonly port: CollectionPort;
  private readonly timeoutMs: number;
  private readonly nowMs: () => number;
  private readonly open = new Map<string, Open>();

  constructor(port: CollectionPort, timeoutMs: number, nowMs: () => number) {
    this.port = port;
    this.timeoutMs = timeoutMs;
    this.nowMs = nowMs;
  }

  /** A collection that is open already stays as it is. */
  init(collection: string, key: string): void {
    if (this.open.has(collection) || key === "") return;
    const now = this.nowMs();
    const found = this.port.load(collection, key);
    const record: PersistentRecord | undefined =
      found !== undefined && found.endsAtMs > now ? found : undefined;
    const entries = new Map<string, PersistentEntry>();
    for (const [lower, entry] of record?.entries ?? []) if (entry.endsAtMs > now) entries.set(lower, entry);
    const { createdAtMs = now, updates = 0 } = record ?? {};
    this.open.set(collection, { key, entries, createdAtMs, updates, isChanged: record === undefined });
  }

  isOpen(collection: string): boolean {
    return this.open.has(collection);
  }

  keyOf(collection: string): string {
    return this.open.get(collection)?.key ?? "";
  }

  get(collection: string, key: string): string | undefined {
    const found = this.open.get(collection);
    if (found === undefined) return undefined;
    return found.entries.get(key.toLowerCase())?.value ?? this.builtIn(found, key.toLowerCase());
  }

  set(collection: string, key: string, value: string): void {
    const found = this.open.get(collection);
    if (found === undefined) return;
    const lower = key.toLowerCase();
    const endsAtMs = found.entries.get(lower)?.endsAtMs ?? Number.POSITIVE_INFINITY;
    found.entries.set(lower, { name: key, value, endsAtMs });
    found.isChanged = true;
  }

  remove(collection: string, key: string): void {
    const found = this.open.get(collection);
    if (found?.entries.delete(key.toLowerCase()) === true) found.isChanged = true;
  }

  expire(collection: string, key: string, seconds: number): void {
    const found = this.open.get(collection);
    const lower = key.toLowerCase();
    const entry = found?.entries.get(lower);
    if (found === undefined || entry === undefined) return;
    found.entries.set(lower, { ...entry, endsAtMs: this.nowMs() + seconds * 1000 });
    found.isChanged = true;
  }

  pairs(collection: string): Pairs {
    const found = this.open.get(collection);
    if (found === undefined) return NO_PAIRS;
    const entries = [...found.entries.values()];
    return { names: entries.map(({ name }) => name), values: entries.map(({ value }) => value) };
  }

  /** Writes back what changed. */
  save(): void {
    const endsAtMs = this.nowMs() + this.timeoutMs;
    for (const [collection, { key, entries, createdAtMs, updates, isChanged }] of this.open) {
      if (!isChanged) continue;
      this.port.save(collection, key, { entries, createdAtMs, endsAtMs, updates: updates + 1 });
    }
  }

  /** CREATE_TIME and the rest of what ModSecurity keeps of a record by itself. */
  private builtIn(found: Open, lower: string): string | undefined {
    switch (lower) {
      case "create_time":
        return String(Math.trunc(found.createdAtMs / 1000));
      case "key":
        return found.key;
      case "update_counter":
        return String(found.updates);
      case "is_new":
        return found.updates === 0 ? "1" : "0";
      default:
        return undefined;
    }
  }
}
