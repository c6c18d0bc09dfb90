// Where the node's vault and its key lie.

import { dirname, join } from "node:path";
import { keyFromFile, keyFromVariable, type ReadText, type VaultKeySource } from "#secret/vault-key.ts";
import type { Config } from "./config.ts";
import type { Places } from "./places.ts";
import { besideFile } from "./source.ts";

/** Plain data. */
export type VaultPlace = {
  readonly path: string;
  /** Exactly one of the two is there. */
  readonly keyFile: string | undefined;
  readonly keyVariable: string | undefined;
  /** The configuration says nothing of the key. */
  readonly isKeyDefault: boolean;
};

type Parts = Partial<Pick<Config, "store" | "secrets">>;

/** Undefined where the configuration does not say, for a mistake in it. */
export function vaultPlaceOf({ store, secrets }: Parts, places: Places): VaultPlace | undefined {
  if (store === undefined || secrets === undefined) return undefined;
  const { vault } = secrets;
  const storePath = besideFile(places.value(store, "path"), store.path);
  const written = (key: "path" | "keyFile", fallback: string): string =>
    vault[key] === undefined ? fallback : besideFile(places.value(vault, key), vault[key]);
  const path = written("path", join(dirname(storePath), "secrets.vault"));
  const { keyVariable } = vault;
  if (keyVariable !== undefined) return { path, keyFile: undefined, keyVariable, isKeyDefault: false };
  const keyFile = written("keyFile", join(dirname(path), "secrets.key"));
  return { path, keyFile, keyVariable: undefined, isKeyDefault: vault.keyFile === undefined };
}

export function vaultKeyOf(
  { keyFile, keyVariable }: VaultPlace,
  readText: ReadText,
  env: Readonly<Record<string, string | undefined>>,
): VaultKeySource {
  return keyFile === undefined
    ? keyFromVariable(keyVariable ?? "", (name) => env[name])
    : keyFromFile(keyFile, readText);
}
