// The columns of the tables that the migrations make.

import type { Generated } from "kysely";

export type EntryTable = {
  readonly id: Generated<number>;
  readonly list: "bans" | "allowed";
  readonly kind: "prefix" | "key";
  readonly subject: string;
  readonly origin: string;
  readonly reason: string;
  readonly created_at_ms: number;
  readonly until_ms: number | null;
};

export type QuotaTable = {
  readonly key_high: number;
  readonly key_low: number;
  readonly tag: number;
  readonly count: number;
  readonly end_ms: number | null;
};

export type GenerationTable = {
  readonly generation: number;
  readonly accepted_at_ms: number;
  readonly origin: string;
  readonly hash: string;
  readonly text: string;
};

export type SettingTable = { readonly name: string; readonly value: string };

export type SubscriptionTable = {
  readonly id: string;
  readonly name: string;
  readonly scope_kind: "product" | "api" | "all-apis";
  readonly scope_name: string;
  readonly state: "active" | "suspended" | "submitted" | "rejected" | "cancelled" | "expired";
  readonly owner: string;
  readonly created_at_ms: number;
  readonly starts_at_ms: number | null;
  readonly ends_at_ms: number | null;
  readonly allows_tracing: number;
  readonly primary_digest: string;
  readonly primary_sealed: string;
  readonly secondary_digest: string;
  readonly secondary_sealed: string;
};

export type Tables = {
  readonly entries: EntryTable;
  readonly quotas: QuotaTable;
  readonly generations: GenerationTable;
  readonly settings: SettingTable;
  readonly subscriptions: SubscriptionTable;
};
