// Secrets that a node makes for itself: a file each in its data folder, beside the store, which only the
// node's user can read.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const ownFileOf = (storePath: string, name: string): string => join(dirname(storePath), name);

/** What the file holds, which is made where there is none. Throws the system's error. */
export function ensureOwnFile(storePath: string, name: string, make: () => string | Buffer): string {
  const file = ownFileOf(storePath, name);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, make(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(file, "utf8");
}
