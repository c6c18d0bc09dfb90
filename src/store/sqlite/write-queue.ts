// Writes that come while another is on its way to the disk share the next commit. Each has a savepoint of its
// own, so that one that fails takes no other with it; and none is answered before the commit that holds it.

import { type Kysely, sql } from "kysely";
import { storeError } from "./sqlite-error.ts";

type Job<Tables> = {
  readonly run: (db: Kysely<Tables>) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

const MAX_BATCH = 256;

export class WriteQueue<Tables> {
  readonly #db: Kysely<Tables>;
  #waiting: Job<Tables>[] = [];
  #flushing: Promise<void> | undefined;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Rejects with a `StoreError` where the write was not done. */
  add<T>(run: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The job is answered with what its own `run` gave.
      this.#waiting.push({ run, resolve: (value) => resolve(value as T), reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Resolves when every write that was added so far is answered. */
  async settled(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    // What is added in the same turn goes into the same commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      await this.#db.connection().execute((db) => commit(db, batch));
    }
    this.#flushing = undefined;
  }
}

async function commit<Tables>(db: Kysely<Tables>, batch: readonly Job<Tables>[]): Promise<void> {
  const answers: (() => void)[] = [];
  try {
    await sql`begin immediate`.execute(db);
    for (const job of batch) answers.push(await runInSavepoint(db, job));
    await sql`commit`.execute(db);
  } catch (error) {
    // Some failures have ended the transaction by themselves, and then there is nothing to roll back.
    await sql`rollback`.execute(db).catch(() => undefined);
    for (const { reject } of batch) reject(storeError(error));
    return;
  }
  for (const answer of answers) answer();
}

async function runInSavepoint<Tables>(db: Kysely<Tables>, job: Job<Tables>): Promise<() => void> {
  await sql`savepoint write`.execute(db);
  try {
    const value = await job.run(db);
    await sql`release write`.execute(db);
    return () => job.resolve(value);
  } catch (error) {
    const failure = storeError(error);
    // Of the others only what concerns this write alone, a constraint say, leaves the commit to them.
    if (failure.failure !== "defect") throw failure;
    await sql`rollback to write`.execute(db);
    await sql`release write`.execute(db);
    return () => job.reject(failure);
  }
}
