import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  addVersion,
  newVault,
  openSecret,
  printVault,
  readVault,
  removeSecret,
  VaultError,
} from "./vault-file.ts";

const key = randomBytes(32);
const add = (vault: ReturnType<typeof newVault>, name: string, value: string, nowMs = 0, keep = 5) =>
  addVersion(vault, key, { name, value, nowMs, keep });

const two = add(add(add(newVault(), "crm", "first"), "crm", "second", 1000), "other", "else");

const refused = (reason: VaultError["reason"]) => (error: unknown) =>
  error instanceof VaultError && error.reason === reason;

type Raw = {
  secrets: Record<string, { versions: { version: number; sealed: string }[]; rotateEveryMs?: number }>;
};

test("values come back by name and by version, and stand in the file in no readable form", () => {
  const text = printVault(two, key);
  const read = readVault(text, key);
  assert.equal(openSecret(read, key, "crm"), "second");
  assert.equal(openSecret(read, key, "crm", 1), "first");
  assert.equal(openSecret(read, key, "other"), "else");
  assert.doesNotMatch(text, /first|second|else/);
  assert.equal(printVault(read, key), text);
});

test("another key opens nothing", () => {
  assert.throws(() => readVault(printVault(two, key), randomBytes(32)), refused("locked"));
  assert.throws(() => openSecret(two, randomBytes(32), "crm"), refused("unreadable"));
});

const changes: readonly (readonly [string, (raw: Raw) => void])[] = [
  ["a newest version taken out, so that an older one counts", (raw) => raw.secrets.crm?.versions.pop()],
  ["a date changed", (raw) => Object.assign(raw.secrets.crm ?? {}, { rotateEveryMs: 1 })],
  ["a secret deleted", (raw) => delete raw.secrets.other],
  ["a secret under another name", (raw) => Object.assign(raw.secrets, { third: raw.secrets.other })],
];

for (const [name, change] of changes) {
  test(`a vault is not opened with ${name}`, () => {
    const raw = JSON.parse(printVault(two, key));
    change(raw);
    assert.throws(() => readVault(JSON.stringify(raw), key), refused("locked"));
  });
}

test("a seal counts for its name, its version and its vault alone", () => {
  const entryOf = (name: string) => two.secrets.get(name) ?? assert.fail(name);
  const swapped = { ...two, secrets: new Map([["crm", entryOf("other")]]) };
  assert.throws(() => openSecret(swapped, key, "crm"), refused("unreadable"));
  const [first] = entryOf("crm").versions;
  const versions = first === undefined ? [] : [{ ...first, version: 2 }];
  const older = { ...two, secrets: new Map([["crm", { ...entryOf("crm"), versions }]]) };
  assert.throws(() => openSecret(older, key, "crm"), refused("unreadable"));
  assert.throws(() => openSecret({ ...two, id: newVault().id }, key, "crm"), refused("unreadable"));
});

for (const text of ["", "{", "[]", '{"format":"portcullis-vault/1"}', '{"format":"portcullis-vault/2"}']) {
  test(`what is no vault is said to be none: ${JSON.stringify(text)}`, () => {
    assert.throws(() => readVault(text, key), refused("unreadable"));
  });
}

test("the newest versions are kept, and their numbers are not given again", () => {
  let vault = newVault();
  for (let i = 1; i <= 4; i++) vault = add(vault, "crm", `v${i}`, i, 2);
  assert.deepEqual(
    vault.secrets.get("crm")?.versions.map(({ version }) => version),
    [3, 4],
  );
  assert.throws(() => openSecret(vault, key, "crm", 1), refused("unknown"));
  assert.equal(openSecret(removeSecret(vault, "crm", 4), key, "crm"), "v3");
  const after = add(removeSecret(vault, "crm", 4), "crm", "v5", 5, 2);
  assert.deepEqual(
    after.secrets.get("crm")?.versions.map(({ version }) => version),
    [3, 5],
  );
  assert.equal(removeSecret(removeSecret(vault, "crm", 4), "crm", 3).secrets.size, 0);
  assert.throws(() => removeSecret(vault, "none", undefined), refused("unknown"));
});

test("dates are kept until others are said", () => {
  const dated = addVersion(newVault(), key, { name: "a", value: "1", nowMs: 5, keep: 5, rotateEveryMs: 10 });
  const again = add(dated, "a", "2", 7);
  assert.deepEqual(
    [
      again.secrets.get("a")?.rotateEveryMs,
      again.secrets.get("a")?.createdAtMs,
      again.secrets.get("a")?.rotatedAtMs,
    ],
    [10, 5, 7],
  );
  const without = addVersion(again, key, { name: "a", value: "3", nowMs: 8, keep: 5, rotateEveryMs: null });
  assert.equal(without.secrets.get("a")?.rotateEveryMs, undefined);
});

test("a secret that is made again after it was removed goes on with its numbers", () => {
  const without = removeSecret(two, "crm", undefined);
  const read = readVault(printVault(without, key), key);
  const again = add(read, "crm", "new");
  assert.deepEqual(
    again.secrets.get("crm")?.versions.map(({ version }) => version),
    [3],
  );
  assert.throws(() => openSecret(again, key, "crm", 1), refused("unknown"));
  assert.deepEqual([...again.retired], []);
  const last = removeSecret(removeSecret(two, "crm", 1), "crm", 2);
  assert.deepEqual([...last.retired], [["crm", 2]]);
});
