// What SQLite's errors mean for a store.

import { StoreError, type StoreFailure } from "../store.ts";

/** Primary result codes (sqlite.org/rescode.html); bits above the first eight only tell more of the same. */
const failures: ReadonlyMap<number, StoreFailure> = new Map([
  [5, "locked"],
  [6, "locked"],
  [8, "unavailable"],
  [10, "unavailable"],
  [11, "corrupt"],
  [13, "full"],
  [14, "unavailable"],
  [23, "unavailable"],
  [26, "corrupt"],
]);

const meanings: Readonly<Record<StoreFailure, string>> = {
  full: "there is no space left for the store",
  locked: "another program holds the store",
  corrupt: "the store is damaged",
  unavailable: "the store's file cannot be used",
  schema: "the store is of another version",
  defect: "the store failed",
};

const NO_SPACE = ["ENOSPC", "EDQUOT"];
const FILE_ERRORS = [
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOTDIR",
  "EISDIR",
  "EEXIST",
  "ENOENT",
  "EIO",
  "ELOOP",
  "EMFILE",
];

export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const failure = failureOf(error);
  const told = error instanceof Error ? error.message : String(error);
  return new StoreError(failure, `${meanings[failure]}: ${told}`, { cause: error });
}

function failureOf(error: unknown): StoreFailure {
  if (!(error instanceof Error)) return "defect";
  if ("errcode" in error && typeof error.errcode === "number")
    return failures.get(error.errcode & 0xff) ?? "defect";
  const code = "code" in error ? String(error.code) : "";
  if (NO_SPACE.includes(code)) return "full";
  return FILE_ERRORS.includes(code) ? "unavailable" : "defect";
}
