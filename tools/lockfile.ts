// Keeps package-lock.json fit for `npm ci`: puts in the optional packages that npm left out, or only says
// which are missing (`--check`). Run it after every `npm install`.

import { readFileSync, writeFileSync } from "node:fs";
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
const count = Object.keys(missing).length;

if (process.argv.includes("--check")) {
  for (const path of Object.keys(missing)) console.log(`package-lock.json:1:1: ${path} is missing`);
  if (count > 0)
    console.log("run `sh bin/node tools/lockfile.ts` to put them in: npm ci would refuse the file");
  process.exitCode = count > 0 ? 1 : 0;
} else if (count > 0) {
  const packages = withEntries(lockfile.packages, missing);
  writeFileSync(FILE, `${JSON.stringify({ ...lockfile, packages }, undefined, 2)}\n`);
  console.log(`package-lock.json: added ${count} optional packages of other platforms`);
}
