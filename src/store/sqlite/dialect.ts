// Kysely's SQLite dialect over node:sqlite, whose statements lack only a way to ask whether they give rows.

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { type Dialect, SqliteDialect } from "kysely";

export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  return new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare: (sql) => {
        const statement = database.prepare(sql);
        // The parameters are those that sqlite-store.ts gave: numbers, texts and null.
        const values = (given: readonly unknown[]) => given as SQLInputValue[];
        return {
          reader: statement.columns().length > 0,
          all: (given) => statement.all(...values(given)),
          run: (given) => statement.run(...values(given)),
          iterate: (given) => statement.iterate(...values(given)),
        };
      },
    },
  });
}
