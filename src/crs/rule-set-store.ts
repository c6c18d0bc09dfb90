// The folder in which rule sets lie side by side, one folder for each version, and the link `current` that
// policies follow. A version is complete before its name exists, and the link is replaced in one step.

import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { LOCK_FILE, type LockVerdict, makeLock, type RuleSetLock, verifyRuleSet } from "./rule-set-lock.ts";

const CURRENT = "current";
const VERSION = /^[0-9][0-9A-Za-z.-]{0,40}$/;

export type InstalledVersion = {
  readonly version: string;
  readonly folder: string;
  readonly isCurrent: boolean;
  readonly verdict: LockVerdict;
};

const readers = {
  readFile: (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, "latin1") : undefined,
  glob: (pattern: string): readonly string[] => globSync(pattern),
};

/** In the order of their versions. */
export function installedVersions(dir: string): readonly InstalledVersion[] {
  if (!existsSync(dir)) return [];
  const current = currentVersion(dir);
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && VERSION.test(entry.name))
    .map(({ name }) => name)
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((version) => {
      const folder = join(dir, version);
      return { version, folder, isCurrent: version === current, verdict: verifyRuleSet(folder, readers) };
    });
}

/** What the link leads to; undefined where there is no link. */
function currentVersion(dir: string): string | undefined {
  try {
    return readlinkSync(join(dir, CURRENT));
  } catch {
    return undefined; // no link, or a folder of that name: the caller says what follows
  }
}

/** Makes a version current. False where it is not installed. Throws where `current` is no link of ours. */
export function useVersion(dir: string, version: string): boolean {
  if (!VERSION.test(version) || !existsSync(join(dir, version))) return false;
  const current = join(dir, CURRENT);
  if (existsSync(current) && currentVersion(dir) === undefined) {
    throw new Error(`${current} is a folder, and not the link that versions are switched by: move it away`);
  }
  const link = join(dir, `.${CURRENT}-${process.pid}`);
  rmSync(link, { force: true });
  symlinkSync(version, link);
  renameSync(link, current);
  return true;
}

/**
 * Writes a version with its lock file; one that is there already is replaced.
 * @param files path below the folder → content, latin1
 */
export function storeVersion(
  dir: string,
  files: ReadonlyMap<string, string>,
  origin: { readonly version: string; readonly source: string; readonly installedAt: string },
): RuleSetLock {
  if (!VERSION.test(origin.version)) throw new TypeError(`${JSON.stringify(origin.version)} is no version`);
  const lock = makeLock(files, origin);
  const staging = join(dir, `.staging-${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  for (const [path, content] of files) writeInto(staging, path, Buffer.from(content, "latin1"));
  writeInto(staging, LOCK_FILE, Buffer.from(`${JSON.stringify(lock, undefined, 2)}\n`));
  const folder = join(dir, origin.version);
  const old = join(dir, `.old-${process.pid}`);
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(staging, folder);
  rmSync(old, { recursive: true, force: true });
  return lock;
}

function writeInto(folder: string, path: string, content: Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
