// Step 1: client lists, quotas, generations, settings.

import type { Migration } from "./migration-table.ts";

export const firstTables: Migration = {
  number: 1,
  name: "first-tables",
  sqlite: [
    `create table entries (
      id integer primary key autoincrement,
      list text not null check (list in ('bans', 'allowed')),
      kind text not null check (kind in ('prefix', 'key')),
      subject text not null,
      origin text not null,
      reason text not null,
      created_at_ms integer not null,
      until_ms integer,
      unique (list, subject)
    ) strict`,
    "create index entries_by_end on entries (until_ms) where until_ms is not null",
    `create table quotas (
      key_high integer not null,
      key_low integer not null,
      tag integer not null,
      count integer not null,
      end_ms integer,
      primary key (key_high, key_low)
    ) strict, without rowid`,
    `create table generations (
      generation integer primary key,
      accepted_at_ms integer not null,
      origin text not null,
      hash text not null,
      text text not null
    ) strict`,
    "create table settings (name text primary key, value text not null) strict, without rowid",
  ],
};
