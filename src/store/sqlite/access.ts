// How repositories get at the database: reads as they come, writes through the queue.

import type { Kysely } from "kysely";
import type { Tables } from "./table.ts";

export type Access = {
  readonly write: <T>(run: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;
  readonly read: <T>(run: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;
};
