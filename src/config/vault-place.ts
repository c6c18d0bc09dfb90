// Where the node's vault and its key lie.

import { dirname, join } from "node:path";
import { keyFromFile, keyFromVariable, type ReadText, type VaultKeySource } from "#secret/vault-key.ts";
import type { EarlyParts } from "./early-parts.ts";
import { besideFile } from "./source.ts";

export type VaultPlace = {
  readonly path: string;
  readonly key: VaultKeySource;
  /** Undefined where the key is in a variable. */
  readonly keyFile: string | undefined;
  readonly keyIsDefault: boolean;
};

type VaultPorts = { readonly readText: ReadText; readonly env: (name: string) => string | undefined };

/** Undefined where the configuration does not say, for a mistake in it. */
export function vaultPlaceOf(
  { parts, places }: Pick<EarlyParts, "parts" | "places">,
  { readText, env }: VaultPorts,
): VaultPlace | undefined {
  const { store, secrets } = parts;
  if (store === undefined || secrets === undefined) return undefined;
  const { vault } = secrets;
  const folder = dirname(besideFile(places.value(store, "path"), store.path));
  const path =
    vault.path === undefined
      ? join(folder, "secrets.vault")
      : besideFile(places.value(vault, "path"), vault.path);
  if (vault.keyVariable !== undefined) {
    const key = keyFromVariable(vault.keyVariable, env);
    return { path, key, keyFile: undefined, keyIsDefault: false };
  }
  const keyFile =
    vault.keyFile === undefined
      ? join(dirname(path), "secrets.key")
      : besideFile(places.value(vault, "keyFile"), vault.keyFile);
  return { path, key: keyFromFile(keyFile, readText), keyFile, keyIsDefault: vault.keyFile === undefined };
}
