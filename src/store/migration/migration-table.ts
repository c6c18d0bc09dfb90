// The steps that make a store's tables, in their order. A step that was released is never changed: a store
// remembers the hash of each, and one that differs is refused. There is no way back: a newer store is refused
// by an older program.

import { createHash } from "node:crypto";
import { firstTables } from "./0001-first-tables.ts";
import { subscriptions } from "./0002-subscriptions.ts";

export type Migration = {
  /** Rising by one from 1. */
  readonly number: number;
  readonly name: string;
  /** One statement each. */
  readonly sqlite: readonly string[];
};

export const migrations: readonly Migration[] = [firstTables, subscriptions];

export const hashOf = ({ sqlite }: Migration): string =>
  createHash("sha256").update(sqlite.join(";\n")).digest("hex");
