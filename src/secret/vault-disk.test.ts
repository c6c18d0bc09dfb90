import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { changeVault, ensureKeyFile, loadVault } from "./vault-disk.ts";
import { addVersion, openSecret, VaultError } from "./vault-file.ts";
import type { ReadText } from "./vault-key.ts";

const key = randomBytes(32);
const source = { place: "a test", read: () => key };

const readText: ReadText = (path) => {
  try {
    return { kind: "text", text: readFileSync(path, "utf8") };
  } catch {
    return { kind: "failure", why: "there is no such file" };
  }
};

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-vault-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const set = (path: string, value: string): void =>
  changeVault(path, source, readText, (vault) =>
    addVersion(vault, key, { name: "crm", value, nowMs: 0, keep: 5 }),
  );

test("a change replaces the file whole, and one that fails leaves it and nothing beside it", (t) => {
  const path = join(folderOf(t), "data/secrets.vault");
  set(path, "first");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const before = readFileSync(path, "utf8");
  assert.throws(() =>
    changeVault(path, source, readText, () => {
      throw new VaultError("unknown", "no");
    }),
  );
  assert.equal(readFileSync(path, "utf8"), before);
  assert.deepEqual(readdirSync(join(path, "..")), ["secrets.vault"]);
  set(path, "second");
  const { vault } = loadVault(path, source, readText);
  assert.equal(openSecret(vault, key, "crm", 1), "first");
});

test("while another command writes, nothing is changed", (t) => {
  const path = join(folderOf(t), "secrets.vault");
  writeFileSync(`${path}.new`, "half of it");
  assert.throws(
    () => set(path, "x"),
    (error) => error instanceof VaultError && error.reason === "busy",
  );
  assert.equal(readFileSync(`${path}.new`, "utf8"), "half of it");
});

test("a key is made once, and is no other's to read", (t) => {
  const path = join(folderOf(t), "secrets.key");
  assert.equal(ensureKeyFile(path), true);
  const made = readFileSync(path, "utf8");
  assert.equal(ensureKeyFile(path), false);
  assert.equal(readFileSync(path, "utf8"), made);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

const root = { skip: process.getuid?.() !== 0 && "needs root" };

test("what root writes belongs to whom the folder belongs to", root, (t) => {
  const folder = folderOf(t);
  const [vault, keyFile] = [join(folder, "secrets.vault"), join(folder, "secrets.key")];
  chownSync(folder, 65_534, 65_534);
  ensureKeyFile(keyFile);
  set(vault, "first");
  set(vault, "second");
  assert.deepEqual([statSync(vault).uid, statSync(keyFile).uid], [65_534, 65_534]);
});
