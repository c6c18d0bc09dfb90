// The form of golden files: one or more files as input, a line of dashes, and what comes of it.
// UPDATE_GOLDEN=1 writes the outcome anew.

import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

const DASHES = /^-{5,}\n/m;
const HEADER = /^-- (.+) --\n/m;

/** One test for each file of a folder beside this one. `title` makes its name a sentence. */
export function testGoldenFiles(
  folder: string,
  title: (name: string) => string,
  outcome: (input: string) => string,
): void {
  const path = join(import.meta.dirname, folder);
  for (const file of globSync("*.txt", { cwd: path }).toSorted()) {
    test(title(basename(file, ".txt")), () => checkFile(join(path, file), outcome));
  }
}

function checkFile(path: string, outcome: (input: string) => string): void {
  const whole = readFileSync(path, "utf8");
  const [input = "", expected = ""] = whole.split(DASHES);
  const actual = outcome(input);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, `${input}----------\n${actual}`);
  else assert.equal(actual, expected);
}

/** `-- name --` starts a file; without any header the whole is the main file. */
export function filesOf(input: string, main: string): Record<string, string> {
  const parts = input.split(HEADER);
  const files: Record<string, string> = parts[0] === "" ? {} : { [main]: parts[0] ?? "" };
  for (let i = 1; i < parts.length; i += 2) files[parts[i] ?? ""] = parts[i + 1] ?? "";
  return files;
}
