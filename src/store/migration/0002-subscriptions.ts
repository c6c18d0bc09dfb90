// Step 2: subscriptions. Keys are sealed, and found by their digests; both under a secret that is not here.

import type { Migration } from "./migration-table.ts";

export const subscriptions: Migration = {
  number: 2,
  name: "subscriptions",
  sqlite: [
    `create table subscriptions (
      id text primary key,
      name text not null,
      scope_kind text not null check (scope_kind in ('product', 'api', 'all-apis')),
      scope_name text not null,
      state text not null
        check (state in ('active', 'suspended', 'submitted', 'rejected', 'cancelled', 'expired')),
      owner text not null,
      created_at_ms integer not null,
      starts_at_ms integer,
      ends_at_ms integer,
      allows_tracing integer not null check (allows_tracing in (0, 1)),
      primary_digest text not null unique,
      primary_sealed text not null,
      secondary_digest text not null unique,
      secondary_sealed text not null
    ) strict, without rowid`,
  ],
};
