// One node at a time has a store: a lock beside its file, held as long as the store is open. The system lets
// go of it when its holder dies, however that dies; nothing is left over, and no process id is believed.

import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store.ts";
import { makePrivate } from "./private-file.ts";
import { storeError } from "./sqlite-error.ts";

/** A thread that was replaced lets go at once; another node does not. */
const WAIT_MS = 500;

const lockFileOf = (path: string): string => `${path}-lock`;

/** Holds the lock until it is closed. Throws a `StoreError` that names the holder where there is one. */
export function lockStore(path: string): { close(): void } {
  const lock = openLock(lockFileOf(path));
  try {
    // In memory: the page is overwritten in place, so that a full disk does not keep a node from its store.
    lock.exec("pragma journal_mode = memory; begin immediate");
    lock.exec(`pragma user_version = ${process.pid}; commit`);
    // Nothing is written under it any more, and so others can read who holds it.
    lock.exec("begin immediate");
    return lock;
  } catch (error) {
    const refusal = refusalOf(lock, path, storeError(error));
    lock.close();
    throw refusal;
  }
}

function openLock(file: string): DatabaseSync {
  try {
    makePrivate(file);
    return new DatabaseSync(file, { timeout: WAIT_MS });
  } catch (error) {
    throw storeError(error);
  }
}

function refusalOf(lock: DatabaseSync, path: string, cause: StoreError): StoreError {
  if (cause.failure === "corrupt") {
    const message = `${lockFileOf(path)} is not the lock of a store; with no node running, remove it`;
    return new StoreError("unavailable", message, { cause });
  }
  if (cause.failure !== "locked") return cause;
  const holder = `another node, process ${holderOf(lock)}, has the store ${path}`;
  return new StoreError("locked", `${holder}; give each node a store.path of its own`, { cause });
}

function holderOf(lock: DatabaseSync): string {
  try {
    return String(lock.prepare("pragma user_version").get()?.["user_version"] ?? "unknown");
  } catch {
    return "unknown"; // It is just being written: asked again with the next try to open.
  }
}
