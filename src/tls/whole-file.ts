// Files with keys and certificates, written whole or not at all.

import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";

/** Durable, and never half of it: a power cut leaves the file before. Throws the system's error. */
export function writeWhole(path: string, text: string, mode: number): void {
  const file = openSync(`${path}.new`, "w", mode);
  try {
    fchmodSync(file, mode); // a file left behind by a crash keeps the mode it had
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
