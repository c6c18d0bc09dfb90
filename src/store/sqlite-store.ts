// The SQLite driver of the store port. Its calls block the thread that they run on: it belongs on one that
// serves nobody.

import { Kysely, type Selectable, sql } from "kysely";
import type { Access } from "./sqlite/access.ts";
import { nodeSqliteDialect } from "./sqlite/dialect.ts";
import { type OpenedDatabase, openDatabase } from "./sqlite/open-database.ts";
import { storeError } from "./sqlite/sqlite-error.ts";
import { lockStore } from "./sqlite/store-lock.ts";
import { subscriptionRepository } from "./sqlite/subscription-repository.ts";
import type { EntryTable, GenerationTable, QuotaTable, Tables } from "./sqlite/table.ts";
import { WriteQueue } from "./sqlite/write-queue.ts";
import {
  type EntryRepository,
  type GenerationRepository,
  KEPT_GENERATIONS,
  type KeptEntry,
  type KeptGeneration,
  type KeptQuota,
  type QuotaRepository,
  type Renewal,
  type SettingRepository,
  type Store,
  type SubscriptionRepository,
} from "./store.ts";

export type SqliteOptions = {
  /** The most pages that the file may have; 0 for as many as there is room for. */
  readonly maxPages?: number;
};

export class SqliteStore implements Store {
  readonly #db: Kysely<Tables>;
  readonly #writes: WriteQueue<Tables>;
  readonly #close: () => void;
  readonly renewal: Renewal | undefined;
  readonly entries: EntryRepository;
  readonly quotas: QuotaRepository;
  readonly generations: GenerationRepository;
  readonly settings: SettingRepository;
  readonly subscriptions: SubscriptionRepository;

  /** Throws a `StoreError` where the file cannot be used, or where somebody else has it as a store. */
  constructor(path: string, { maxPages = 0 }: SqliteOptions = {}) {
    const { database, renewal, close } = openLocked(path);
    if (maxPages > 0) database.exec(`pragma max_page_count = ${maxPages}`);
    this.renewal = renewal;
    this.#close = close;
    this.#db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
    this.#writes = new WriteQueue(this.#db);
    const access: Access = {
      write: (run) => this.#writes.add(run),
      read: (run) => run(this.#db).catch((error: unknown) => Promise.reject(storeError(error))),
    };
    this.entries = entryRepository(access);
    this.quotas = quotaRepository(access);
    this.generations = generationRepository(access);
    this.settings = settingRepository(access);
    this.subscriptions = subscriptionRepository(access);
  }

  async close(): Promise<void> {
    await this.#writes.settled();
    this.#close();
  }
}

function openLocked(path: string): OpenedDatabase & { readonly close: () => void } {
  const lock = lockStore(path);
  try {
    const opened = openDatabase(path);
    const close = (): void => {
      opened.database.close();
      lock.close();
    };
    return { ...opened, close };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function entryRepository({ read, write }: Access): EntryRepository {
  return {
    put: (entry) =>
      write(async (db) => {
        const { list, kind, subject, origin, reason } = entry;
        const values = {
          kind,
          origin,
          reason,
          created_at_ms: entry.createdAtMs,
          until_ms: entry.untilMs ?? null,
        };
        const row = await db
          .insertInto("entries")
          .values({ list, subject, ...values })
          .onConflict((conflict) => conflict.columns(["list", "subject"]).doUpdateSet(values))
          .returningAll()
          .executeTakeFirstOrThrow();
        return entryOf(row);
      }),
    remove: (list, subject) =>
      write(async (db) => {
        const row = await db
          .deleteFrom("entries")
          .where("list", "=", list)
          .where("subject", "=", subject)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? undefined : entryOf(row);
      }),
    all: () =>
      read(async (db) => (await db.selectFrom("entries").selectAll().orderBy("id").execute()).map(entryOf)),
    removeEnded: (nowMs) =>
      write(async (db) => {
        const rows = await db.deleteFrom("entries").where("until_ms", "<=", nowMs).returning("id").execute();
        return rows.map(({ id }) => id);
      }),
  };
}

function entryOf(row: Selectable<EntryTable>): KeptEntry {
  const { id, list, kind, subject, origin, reason, created_at_ms: createdAtMs, until_ms: untilMs } = row;
  return { id, list, kind, subject, origin, reason, createdAtMs, untilMs: untilMs ?? undefined };
}

/** Rows per statement: five values each, and SQLite binds at most 32,766. */
const QUOTAS_PER_INSERT = 1000;

function quotaRepository({ read, write }: Access): QuotaRepository {
  return {
    replace: (quotas) =>
      write(async (db) => {
        await db.deleteFrom("quotas").execute();
        for (let from = 0; from < quotas.length; from += QUOTAS_PER_INSERT) {
          const rows = quotas.slice(from, from + QUOTAS_PER_INSERT).map(quotaRow);
          await db.insertInto("quotas").values(rows).execute();
        }
      }),
    all: () => read(async (db) => (await db.selectFrom("quotas").selectAll().execute()).map(quotaOf)),
  };
}

function quotaRow({ key: [key_high, key_low], tag, count, endMs }: KeptQuota): QuotaTable {
  return { key_high, key_low, tag, count, end_ms: endMs ?? null };
}

function quotaOf({ key_high, key_low, tag, count, end_ms }: QuotaTable): KeptQuota {
  return { key: [key_high, key_low], tag, count, endMs: end_ms ?? undefined };
}

function generationRepository({ read, write }: Access): GenerationRepository {
  const recent = async (db: Kysely<Tables>, limit: number): Promise<KeptGeneration[]> => {
    const rows = await db
      .selectFrom("generations")
      .selectAll()
      .orderBy("generation", "desc")
      .limit(limit)
      .execute();
    return rows.map(generationOf);
  };
  return {
    append: ({ generation, acceptedAtMs, origin, hash, text }) =>
      write(async (db) => {
        await db
          .insertInto("generations")
          .values({ generation, accepted_at_ms: acceptedAtMs, origin, hash, text })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const newest = db.selectFrom("generations").select(sql<number>`max(generation)`.as("newest"));
        await db
          .deleteFrom("generations")
          .where("generation", "<=", sql<number>`(${newest}) - ${KEPT_GENERATIONS}`)
          .execute();
      }),
    last: () => read(async (db) => (await recent(db, 1))[0]),
    recent: (limit) => read((db) => recent(db, limit)),
  };
}

function generationOf({ accepted_at_ms: acceptedAtMs, ...rest }: GenerationTable): KeptGeneration {
  return { ...rest, acceptedAtMs };
}

function settingRepository({ read, write }: Access): SettingRepository {
  return {
    get: (name) =>
      read(async (db) => {
        const row = await db
          .selectFrom("settings")
          .select("value")
          .where("name", "=", name)
          .executeTakeFirst();
        return row?.value;
      }),
    set: (name, value) =>
      write(async (db) => {
        await db
          .insertInto("settings")
          .values({ name, value })
          .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
          .execute();
      }),
  };
}
