// Opens the file of a SQLite store: private to its user, checked, and its tables made. A damaged file is
// moved aside, never deleted, and what can still be read of it is taken over into a new one. Leaves out who
// else may have it open.

import { existsSync, renameSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { hashOf, migrations } from "../migration/migration-table.ts";
import { type Renewal, StoreError } from "../store.ts";
import { makePrivate } from "./private-file.ts";
import { storeError } from "./sqlite-error.ts";

export type OpenedDatabase = { readonly database: DatabaseSync; readonly renewal: Renewal | undefined };

/** How long a write waits for another program that holds the file. */
const BUSY_TIMEOUT_MS = 2000;
/** What belongs to a database beside its file. */
const SUFFIXES = ["", "-wal", "-shm"] as const;
const RESCUED_TABLES = ["settings", "subscriptions", "entries", "quotas", "generations"] as const;

/** Throws a `StoreError` where there is no way to use the file. */
export function openDatabase(path: string): OpenedDatabase {
  try {
    makePrivate(path);
    return { database: openChecked(path), renewal: undefined };
  } catch (error) {
    const failure = storeError(error);
    if (failure.failure !== "corrupt") throw failure;
    return renew(path, failure);
  }
}

function openChecked(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // FULL: a commit returns when it is on the disk, not when the system has heard of it.
    database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off");
    const damage = database.prepare("pragma quick_check(1)").get()?.["quick_check"];
    if (damage !== "ok") throw new StoreError("corrupt", `the database is damaged: ${String(damage)}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** All steps that are missing, in one transaction. */
function migrate(database: DatabaseSync): void {
  database.exec("begin immediate");
  try {
    database.exec(
      "create table if not exists migrations (number integer primary key, name text not null, hash text not null) strict",
    );
    const done = database.prepare("select number, hash from migrations order by number").all();
    checkDone(done);
    const insert = database.prepare("insert into migrations (number, name, hash) values (?, ?, ?)");
    for (const migration of migrations.slice(done.length)) {
      for (const statement of migration.sqlite) database.exec(statement);
      insert.run(migration.number, migration.name, hashOf(migration));
    }
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function checkDone(done: readonly Readonly<Record<string, unknown>>[]): void {
  if (done.length > migrations.length) {
    throw new StoreError(
      "schema",
      `the store was written by a newer version: its schema is ${done.length}, this version knows ${migrations.length}`,
    );
  }
  for (const [i, row] of done.entries()) {
    const known = migrations[i];
    if (known !== undefined && row["number"] === known.number && row["hash"] === hashOf(known)) continue;
    throw new StoreError("schema", `step ${i + 1} of the store's schema is not the one of this version`);
  }
}

function renew(path: string, cause: StoreError): OpenedDatabase {
  const movedTo = `${path}.corrupt-${new Date().toISOString().replaceAll(":", "-")}`;
  try {
    for (const suffix of SUFFIXES) if (existsSync(path + suffix)) renameSync(path + suffix, movedTo + suffix);
    makePrivate(path);
    const database = openChecked(path);
    return { database, renewal: { movedTo, why: cause.message, rescued: rescue(movedTo, database) } };
  } catch (error) {
    throw storeError(error);
  }
}

/** Row by row, as far as each table can be read. */
function rescue(from: string, to: DatabaseSync): number {
  let rescued = 0;
  try {
    using damaged = new DatabaseSync(from, { readOnly: true });
    for (const table of RESCUED_TABLES) rescued += rescueTable(damaged, to, table);
  } catch {
    // What cannot be opened has nothing to give; the file stays for those who know more.
  }
  return rescued;
}

function rescueTable(from: DatabaseSync, to: DatabaseSync, table: (typeof RESCUED_TABLES)[number]): number {
  let rescued = 0;
  try {
    for (const row of from.prepare(`select * from ${table}`).iterate()) {
      const names = Object.keys(row);
      const marks = names.map(() => "?").join(", ");
      to.prepare(`insert or ignore into ${table} (${names.join(", ")}) values (${marks})`).run(
        ...Object.values(row),
      );
      rescued++;
    }
  } catch {
    // The damage begins here: what came before it is kept.
  }
  return rescued;
}
