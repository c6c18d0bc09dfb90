// Subscriptions in SQLite.

import type { Kysely } from "kysely";
import type { KeptSubscription, SubscriptionRepository } from "../store.ts";
import type { Access } from "./access.ts";
import type { SubscriptionTable, Tables } from "./table.ts";

export function subscriptionRepository({ read, write }: Access): SubscriptionRepository {
  return {
    add: (subscription) =>
      write(async (db) => {
        if (await isTaken(db, subscription)) return false;
        await db.insertInto("subscriptions").values(rowOf(subscription)).execute();
        return true;
      }),
    replace: (subscription) =>
      write(async (db) => {
        const { id, ...values } = rowOf(subscription);
        const done = await db
          .updateTable("subscriptions")
          .set(values)
          .where("id", "=", id)
          .executeTakeFirst();
        return done.numUpdatedRows > 0n;
      }),
    remove: (id) =>
      write(async (db) => {
        const done = await db.deleteFrom("subscriptions").where("id", "=", id).executeTakeFirst();
        return done.numDeletedRows > 0n;
      }),
    all: () =>
      read(async (db) => {
        const rows = await db.selectFrom("subscriptions").selectAll().orderBy("id").execute();
        return rows.map(subscriptionOf);
      }),
  };
}

/** Its id, or one of its keys. */
async function isTaken(db: Kysely<Tables>, { id, keys }: KeptSubscription): Promise<boolean> {
  const digests = [keys.primary.digest, keys.secondary.digest];
  const row = await db
    .selectFrom("subscriptions")
    .select("id")
    .where((is) =>
      is.or([is("id", "=", id), is("primary_digest", "in", digests), is("secondary_digest", "in", digests)]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

function rowOf({ keys, ...subscription }: KeptSubscription): SubscriptionTable {
  const { id, name, scopeKind, scopeName, state, owner, allowsTracing } = subscription;
  return {
    id,
    name,
    scope_kind: scopeKind,
    scope_name: scopeName,
    state,
    owner,
    created_at_ms: subscription.createdAtMs,
    starts_at_ms: subscription.startsAtMs ?? null,
    ends_at_ms: subscription.endsAtMs ?? null,
    allows_tracing: allowsTracing ? 1 : 0,
    primary_digest: keys.primary.digest,
    primary_sealed: keys.primary.sealed,
    secondary_digest: keys.secondary.digest,
    secondary_sealed: keys.secondary.sealed,
  };
}

function subscriptionOf(row: SubscriptionTable): KeptSubscription {
  return {
    id: row.id,
    name: row.name,
    scopeKind: row.scope_kind,
    scopeName: row.scope_name,
    state: row.state,
    owner: row.owner,
    createdAtMs: row.created_at_ms,
    startsAtMs: row.starts_at_ms ?? undefined,
    endsAtMs: row.ends_at_ms ?? undefined,
    allowsTracing: row.allows_tracing === 1,
    keys: {
      primary: { digest: row.primary_digest, sealed: row.primary_sealed },
      secondary: { digest: row.secondary_digest, sealed: row.secondary_sealed },
    },
  };
}
