// A vault on disk: read whole, and replaced whole or not at all. Only the user who made it can read it. The
// new file is also the lock: whoever finds one beside the vault does not write.

import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { newVault, printVault, readVault, type Vault, VaultError } from "./vault-file.ts";
import { newVaultKey, type ReadText, type VaultKeySource } from "./vault-key.ts";

/** Throws a `VaultError`. */
export function loadVault(
  path: string,
  keySource: VaultKeySource,
  readText: ReadText,
): { readonly vault: Vault; readonly key: Buffer } {
  const content = readText(path);
  if (content.kind === "failure")
    throw new VaultError("unreadable", `the vault ${path} cannot be used: ${content.why}`);
  try {
    const key = keySource.read();
    return { vault: readVault(content.text, key), key };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new VaultError(error.reason, `the vault ${path} cannot be used: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * Changes a vault, and makes it where there is none. Throws a `VaultError` or the system's error; the file is
 * then as it was.
 */
export function changeVault(
  path: string,
  keySource: VaultKeySource,
  readText: ReadText,
  change: (vault: Vault, key: Buffer) => Vault,
): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.new`;
  const file = lock(next);
  try {
    const { vault, key } = existsSync(path)
      ? loadVault(path, keySource, readText)
      : { vault: newVault(), key: keySource.read() };
    writeFileSync(file, printVault(change(vault, key), key));
    fsyncSync(file);
    giveToOwner(file, existsSync(path) ? path : dirname(path));
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * What root writes belongs to whom the vault or its folder belongs to: the node's user has to read it. By the
 * open file and not by its path, which that user could lead elsewhere.
 */
function giveToOwner(file: number, like: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(like);
  fchownSync(file, uid, gid);
}

function lock(path: string): number {
  try {
    const file = openSync(path, "wx", 0o600);
    fchmodSync(file, 0o600); // whatever the mask of the process
    return file;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const why = `${path} is there: another command is changing the vault, or one was cut off; remove it then`;
    throw new VaultError("busy", why, { cause: error });
  }
}

/** Writes a new key where there is none. False where there is one already. Throws the system's error. */
export function ensureKeyFile(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file: number | undefined;
  try {
    file = openSync(path, "wx", 0o600);
    writeFileSync(file, `${newVaultKey()}\n`);
    giveToOwner(file, dirname(path));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
