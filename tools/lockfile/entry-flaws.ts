// What a package that we ship must not be: without a hash in the lock file, or with an install script. Tools
// of development may: they stay on the machines of those who ask for them.

import type { LockEntry, LockPackages } from "./platform-entries.ts";

/** One line for each flaw; empty where the file is in order. */
export function entryFlaws(packages: LockPackages): string[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    isShipped(path, entry) ? flawsOf(path, entry) : [],
  );
}

function isShipped(path: string, entry: LockEntry): boolean {
  return path.includes("node_modules/") && entry.dev !== true && entry.link !== true;
}

function flawsOf(path: string, entry: LockEntry): string[] {
  const flaws: string[] = [];
  if (entry.integrity === undefined)
    flaws.push(`${path} has no integrity: nobody could tell if it was replaced`);
  if (entry.hasInstallScript === true)
    flaws.push(`${path} has an install script: it cannot work without running it`);
  return flaws;
}
