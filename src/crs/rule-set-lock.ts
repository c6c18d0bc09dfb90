// The lock file of an installed rule set: which version it is, where it came from, and the SHA-256 of every
// file. What a node loads is compared with it, so that a rule that somebody changed does not go unnoticed.

import { createHash } from "node:crypto";

export const LOCK_FILE = "crs.lock.json";

export type RuleSetLock = {
  readonly version: string;
  /** `debian 3.3.7-1`, `release v4.28.0`, or a path. */
  readonly source: string;
  readonly installedAt: string;
  /** Over the paths and hashes of all files. */
  readonly sha256: string;
  /** Path below the folder → SHA-256 in hex. */
  readonly files: Readonly<Record<string, string>>;
};

export type LockReaders = {
  /** Latin1; undefined where there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly glob: (pattern: string) => readonly string[];
};

export type LockVerdict =
  /** No lock file: a folder of the administrator's own. */
  | { readonly kind: "unlocked" }
  | { readonly kind: "verified"; readonly lock: RuleSetLock }
  | { readonly kind: "unreadable" }
  | { readonly kind: "changed"; readonly lock: RuleSetLock; readonly changes: readonly string[] };

/** Files that the rule set leaves to the administrator: they may come, and are no change. */
const OWN_FILES = /^rules\/(?:REQUEST-900-EXCLUSION|RESPONSE-999-EXCLUSION)[^/]*\.conf$/;

export function verifyRuleSet(folder: string, readers: LockReaders): LockVerdict {
  const text = readers.readFile(`${folder}/${LOCK_FILE}`);
  if (text === undefined) return { kind: "unlocked" };
  const lock = parseLock(text);
  if (lock === undefined) return { kind: "unreadable" };
  const changes = Object.entries(lock.files).flatMap(([path, hash]) => {
    const content = readers.readFile(`${folder}/${path}`);
    if (content === undefined) return [`${path} is missing`];
    return hashOf(content) === hash ? [] : [`${path} is changed`];
  });
  const present = [...readers.glob(`${folder}/rules/*.conf`), ...readers.glob(`${folder}/rules/*.data`)];
  for (const file of present.toSorted()) {
    const path = file.slice(file.lastIndexOf("rules/"));
    if (!Object.hasOwn(lock.files, path) && !OWN_FILES.test(path))
      changes.push(`${path} is not of the rule set`);
  }
  return changes.length === 0 ? { kind: "verified", lock } : { kind: "changed", lock, changes };
}

/** @param files path below the folder → latin1 content */
export function makeLock(
  files: ReadonlyMap<string, string>,
  origin: Pick<RuleSetLock, "version" | "source" | "installedAt">,
): RuleSetLock {
  const hashes = [...files].map(([path, content]) => [path, hashOf(content)] as const);
  const sorted = hashes.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...origin, sha256: totalOf(sorted), files: Object.fromEntries(sorted) };
}

const hashOf = (content: string): string =>
  createHash("sha256").update(Buffer.from(content, "latin1")).digest("hex");

const totalOf = (hashes: readonly (readonly [string, string])[]): string =>
  hashOf(hashes.map(([path, hash]) => `${hash}  ${path}\n`).join(""));

function parseLock(text: string): RuleSetLock | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isLock(parsed) ? parsed : undefined;
  } catch {
    return undefined; // what cannot be read is told by the caller
  }
}

function isLock(value: unknown): value is RuleSetLock {
  if (typeof value !== "object" || value === null) return false;
  const { version, source, installedAt, sha256, files } = value as Partial<
    Record<keyof RuleSetLock, unknown>
  >; // any of them may be missing
  const areTexts = [version, source, installedAt, sha256].every((each) => typeof each === "string");
  if (!areTexts || typeof files !== "object" || files === null) return false;
  const hashes: readonly (readonly [string, unknown])[] = Object.entries(files);
  return (
    hashes.every(([, hash]) => typeof hash === "string") &&
    totalOf(hashes.map(([path, hash]) => [path, String(hash)])) === sha256
  );
}
