// The SQLite driver passes the suite that every driver of the store port passes, and survives what files do.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { SqliteStore } from "#store/sqlite-store.ts";
import { type KeptEntry, type Store, StoreError } from "#store/store.ts";
import { StoreClient, type StoreHealth } from "#store/store-client.ts";
import { testFolder } from "../../harness/program.ts";
import type { StoreDriver } from "./store-driver.ts";
import { storeSuite } from "./store-suite.ts";

function driver(name: string, open: (path: string) => Promise<Store>): StoreDriver {
  return {
    name,
    make: async () => {
      const cleanups: (() => unknown)[] = [];
      const folder = testFolder({ after: (callback) => cleanups.push(callback) });
      return {
        open: () => open(join(folder, "deeper", "store.sqlite")),
        remove: async () => {
          for (const cleanup of cleanups) cleanup();
        },
      };
    },
  };
}

const entry = new URL("../../../src/main.ts", import.meta.url);

async function openOnThread(path: string): Promise<Store> {
  const health = Promise.withResolvers<StoreHealth>();
  const client = new StoreClient({ entry, path, onHealth: health.resolve });
  client.open();
  assert.deepEqual(await health.promise, { kind: "open", renewal: undefined });
  return client;
}

storeSuite(driver("sqlite", async (path) => new SqliteStore(path)));
storeSuite(driver("sqlite on a thread of its own", openOnThread));

const ban = (subject: string): Omit<KeptEntry, "id"> => ({
  list: "bans",
  kind: "prefix",
  subject,
  origin: "test",
  reason: "a reason of some length, that a page holds a few rows only",
  createdAtMs: 1,
  untilMs: undefined,
});

function isFailure(failure: string): (error: unknown) => boolean {
  return (error) => error instanceof StoreError && error.failure === failure;
}

test("a file that is damaged is moved aside, told of, and what can be read of it is taken over", async (t) => {
  const path = join(testFolder(t), "store.sqlite");
  const first = new SqliteStore(path);
  for (let i = 0; i < 400; i++) await first.entries.put(ban(`10.0.${i >> 8}.${i & 255}/32`));
  await first.settings.set("seed", "kept");
  await first.close();
  const page = statSync(path).size;
  const file = openSync(path, "r+");
  // A page among the later entries, overwritten as a failing disk would.
  writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, Math.floor((page / 4096) * 0.75) * 4096);
  closeSync(file);
  const second = new SqliteStore(path);
  assert.match(second.renewal?.why ?? "", /damaged|malformed/);
  const movedTo = second.renewal?.movedTo ?? "";
  assert.match(movedTo, /store\.sqlite\.corrupt-20/);
  assert.ok(statSync(movedTo).size > 0);
  assert.equal(await second.settings.get("seed"), "kept");
  const rescued = (await second.entries.all()).length;
  assert.ok(rescued > 0 && rescued <= 400, `${rescued} entries`);
  await second.entries.put(ban("192.0.2.1/32"));
  await second.close();
  const third = new SqliteStore(path);
  assert.equal(third.renewal, undefined);
  assert.equal((await third.entries.all()).length, rescued + 1);
  await third.close();
});

test("a file that is no database at all is moved aside", async (t) => {
  const folder = testFolder(t);
  const path = join(folder, "store.sqlite");
  writeFileSync(path, "this is not a database, but it is longer than a header of a hundred bytes ".repeat(9));
  const store = new SqliteStore(path);
  assert.equal(store.renewal?.rescued, 0);
  assert.deepEqual(await store.entries.all(), []);
  await store.close();
  const moved = readdirSync(folder).find((name) => name.includes(".corrupt-") && !name.endsWith("-wal"));
  assert.match(readFileSync(join(folder, moved ?? ""), "utf8"), /^this is not a database/);
});

test("a store that another program holds refuses the write, and takes the next", async (t) => {
  const path = join(testFolder(t), "store.sqlite");
  const store = new SqliteStore(path);
  const other = new DatabaseSync(path);
  other.exec("begin immediate");
  await assert.rejects(store.entries.put(ban("10.0.0.1/32")), isFailure("locked"));
  assert.deepEqual(await store.entries.all(), []);
  other.exec("rollback");
  other.close();
  await store.entries.put(ban("10.0.0.2/32"));
  assert.equal((await store.entries.all()).length, 1);
  await store.close();
});

const HOLDER = `
  const { SqliteStore } = await import(process.argv[1]);
  globalThis.store = new SqliteStore(process.argv[2]);
  console.log("open");
  setInterval(() => {}, 1000);
`;

test("a store that another node has is refused by the name of its process, and taken over after kill -9", async (t) => {
  const path = join(testFolder(t), "store.sqlite");
  const program = new URL("../../../src/store/sqlite-store.ts", import.meta.url).href;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", HOLDER, program, path]);
  t.after(() => holder.kill("SIGKILL"));
  await once(holder.stdout, "data");
  const told = `another node, process ${holder.pid}, has the store ${path}`;
  const isRefusal = (error: unknown): boolean =>
    error instanceof StoreError && error.failure === "locked" && error.message.startsWith(told);
  assert.throws(() => new SqliteStore(path), isRefusal);
  assert.throws(() => new SqliteStore(path), isRefusal, "asking does not take the lock away");
  holder.kill("SIGKILL");
  await once(holder, "close");
  const store = new SqliteStore(path);
  await store.entries.put(ban("10.0.0.1/32"));
  assert.throws(() => new SqliteStore(path), isFailure("locked"));
  await store.close();
  await new SqliteStore(path).close();
});

test("a lock file that is none is told of, and left to the operator", (t) => {
  const path = join(testFolder(t), "store.sqlite");
  writeFileSync(`${path}-lock`, "something else ".repeat(100));
  assert.throws(() => new SqliteStore(path), /store\.sqlite-lock is not the lock of a store/);
});

test("a store that is full refuses the write, keeps what it has acknowledged, and goes on with room", async (t) => {
  const path = join(testFolder(t), "store.sqlite");
  const store = new SqliteStore(path, { maxPages: 40 });
  let kept = 0;
  const failure = await (async () => {
    for (;;) {
      await store.entries.put(ban(`10.${kept >> 16}.${(kept >> 8) & 255}.${kept & 255}/32`));
      kept++;
    }
  })().catch((error: unknown) => error);
  assert.ok(isFailure("full")(failure), String(failure));
  assert.ok(kept > 20, `${kept} entries`);
  assert.equal((await store.entries.all()).length, kept);
  await store.entries.remove("bans", "10.0.0.0/32");
  await store.close();
  const reopened = new SqliteStore(path);
  await reopened.entries.put(ban("192.0.2.1/32"));
  assert.equal((await reopened.entries.all()).length, kept);
  await reopened.close();
});

test("a store of a newer version, or with another schema, is refused and left as it is", async (t) => {
  const path = join(testFolder(t), "store.sqlite");
  await new SqliteStore(path).close();
  copyFileSync(path, `${path}.other`);
  const newer = new DatabaseSync(path);
  newer.exec("insert into migrations select max(number) + 1, 'from-the-future', 'ff' from migrations");
  newer.close();
  assert.throws(() => new SqliteStore(path), isFailure("schema"));
  const other = new DatabaseSync(`${path}.other`);
  other.exec("update migrations set hash = 'ff'");
  other.close();
  assert.throws(() => new SqliteStore(`${path}.other`), isFailure("schema"));
  assert.equal(
    readdirSync(join(path, "..")).some((name) => name.includes("corrupt")),
    false,
  );
});

test("a place that cannot be written is told as such", (t) => {
  const folder = testFolder(t);
  writeFileSync(join(folder, "file"), "");
  assert.throws(() => new SqliteStore(join(folder, "file", "store.sqlite")), isFailure("unavailable"));
  assert.throws(() => new SqliteStore(folder), isFailure("unavailable"));
});

test("only its user can read the file", async (t) => {
  const folder = join(testFolder(t), "data");
  const store = new SqliteStore(join(folder, "store.sqlite"));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  await store.close();
});

test("a thread that could not open its store says why, and opens it when it can", async (t) => {
  const folder = testFolder(t);
  const path = join(folder, "data", "store.sqlite");
  writeFileSync(join(folder, "data"), "in the way");
  const heard: StoreHealth[] = [];
  let tell = (): void => undefined;
  const client = new StoreClient({
    entry,
    path,
    onHealth: (health) => {
      heard.push(health);
      tell();
    },
  });
  const next = () => new Promise<void>((resolve) => (tell = resolve));
  let told = next();
  client.open();
  await told;
  assert.ok(heard[0]?.kind === "failed" && heard[0].error.failure === "unavailable");
  await assert.rejects(client.entries.all(), isFailure("unavailable"));
  rmSync(join(folder, "data"));
  told = next();
  client.open();
  await told;
  assert.equal(heard[1]?.kind, "open");
  assert.deepEqual(await client.entries.all(), []);
  await client.close();
  await assert.rejects(client.entries.all(), isFailure("unavailable"));
});
