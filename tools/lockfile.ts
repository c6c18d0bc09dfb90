// Keeps package-lock.json fit for `npm ci`: puts in the optional packages that npm left out, or only says
// what is wrong with the file (`--check`). Run it after every `npm install`.

import { readFileSync, writeFileSync } from "node:fs";
import { entryFlaws } from "./lockfile/entry-flaws.ts";
import {
  type LockEntry,
  type LockPackages,
  missingEntries,
  withEntries,
} from "./lockfile/platform-entries.ts";

const FILE = new URL("../package-lock.json", import.meta.url);

type Lockfile = { readonly packages: LockPackages };

// npm's own file, written by npm; what we read of it has had this shape since lockfileVersion 2.
const lockfile = JSON.parse(readFileSync(FILE, "utf8")) as Lockfile;
const missing: Record<string, LockEntry> = missingEntries(lockfile.packages);

if (process.argv.includes("--check")) check();
else complete();

function check(): void {
  const flaws = [
    ...entryFlaws(lockfile.packages),
    ...Object.keys(missing).map((path) => `${path} is missing: run \`sh bin/node tools/lockfile.ts\``),
  ];
  for (const flaw of flaws) console.log(`package-lock.json:1:1: ${flaw}`);
  process.exitCode = flaws.length > 0 ? 1 : 0;
}

function complete(): void {
  const count = Object.keys(missing).length;
  if (count === 0) return;
  const packages = withEntries(lockfile.packages, missing);
  writeFileSync(FILE, `${JSON.stringify({ ...lockfile, packages }, undefined, 2)}\n`);
  console.log(`package-lock.json: added ${count} optional packages of other platforms`);
}
