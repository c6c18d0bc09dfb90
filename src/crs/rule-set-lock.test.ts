import assert from "node:assert/strict";
import { test } from "node:test";
import { LOCK_FILE, makeLock, verifyRuleSet } from "./rule-set-lock.ts";

const original = new Map([
  ["rules/REQUEST-901-INITIALIZATION.conf", "SecMarker A\n"],
  ["rules/words.data", "word\n"],
  ["crs-setup.conf.example", "# settings\n"],
]);
const lock = makeLock(original, {
  version: "4.1.0",
  source: "a folder",
  installedAt: "2026-01-01T00:00:00Z",
});

function verdict(changed: Readonly<Record<string, string | undefined>>, lockText = JSON.stringify(lock)) {
  const files: Record<string, string | undefined> = {
    ...Object.fromEntries(original),
    [LOCK_FILE]: lockText,
    ...changed,
  };
  return verifyRuleSet("crs", {
    readFile: (path) => files[path.slice("crs/".length)],
    glob: (pattern) => {
      const extension = pattern.slice(pattern.lastIndexOf("."));
      const found = Object.keys(files).filter(
        (path) => path.startsWith("rules/") && path.endsWith(extension),
      );
      return found.filter((path) => files[path] !== undefined).map((path) => `crs/${path}`);
    },
  });
}

test("files as they were installed are verified", () => {
  assert.equal(verdict({}).kind, "verified");
});

test("a changed, a missing and a further file are told by name", () => {
  const found = verdict({
    "rules/REQUEST-901-INITIALIZATION.conf": "SecMarker B\n",
    "rules/words.data": undefined,
    "rules/REQUEST-999-MINE.conf": "",
  });
  assert.deepEqual(found.kind === "changed" && found.changes, [
    "rules/REQUEST-901-INITIALIZATION.conf is changed",
    "rules/words.data is missing",
    "rules/REQUEST-999-MINE.conf is not of the rule set",
  ]);
});

test("the files that a rule set leaves to its user may come", () => {
  const own = { "rules/REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf": "# mine\n" };
  assert.equal(verdict(own).kind, "verified");
});

test("a folder without a lock file is the administrator's own", () => {
  assert.equal(verdict({ [LOCK_FILE]: undefined }).kind, "unlocked");
});

test("a lock file that was written by hand is not believed", () => {
  const forged = { ...lock, files: { ...lock.files, "rules/words.data": "0".repeat(64) } };
  assert.equal(verdict({}, JSON.stringify(forged)).kind, "unreadable");
  assert.equal(verdict({}, "{").kind, "unreadable");
  assert.equal(verdict({}, "null").kind, "unreadable");
});
