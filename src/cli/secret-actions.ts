// What the commands of `portcullis secret` do. Loaded when one of them runs.

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Files } from "#config/files.ts";
import { nodePorts } from "#config/node-ports.ts";
import { readVaultPlace } from "#config/vault-parts.ts";
import { type VaultPlace, vaultKeyOf } from "#config/vault-place.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { dueAtMs, dueKind, dueText } from "#secret/rotation.ts";
import { readSecretReference } from "#secret/secret-reference.ts";
import { changeVault, ensureKeyFile, loadVault } from "#secret/vault-disk.ts";
import {
  addVersion,
  entryOf,
  isSecretName,
  MAX_VALUE_BYTES,
  openSecret,
  removeSecret,
  type SecretEntry,
  VaultError,
} from "#secret/vault-file.ts";
import { exitCode } from "./exit-code.ts";
import type { SecretOptions, ValueOptions } from "./secret-command.ts";

/** Its message is for the person at the terminal. */
class Refusal extends Error {}

export async function writeSecret(how: "set" | "rotate", name: string, options: ValueOptions): Promise<void> {
  await tell(async () => {
    if (!isSecretName(name)) throw new Refusal(NAME_HINT);
    const place = placeOf(options);
    const value = await readValue(options);
    if (how === "set" && place.keyFile !== undefined && place.isKeyDefault && !existsSync(place.path)) {
      if (ensureKeyFile(place.keyFile))
        console.error(`made a key: ${place.keyFile}; keep a copy of it elsewhere`);
    }
    const { keep, rotateEvery, expires } = options;
    let newest = 0;
    changeVault(place.path, keyOf(place), readText, (vault, key) => {
      if (how === "rotate") entryOf(vault, name);
      const dates = { rotateEveryMs: orNull(rotateEvery), expiresAtMs: orNull(expires) };
      const changed = addVersion(vault, key, { name, value, nowMs: Date.now(), keep, ...dates });
      const ended = dueText(entryOf(changed, name), Date.now());
      if (ended !== undefined) console.error(`${name} ${ended}: write --expires, with a date or never`);
      newest = entryOf(changed, name).versions.at(-1)?.version ?? 0;
      return changed;
    });
    console.log(`${name}@${newest}`);
  });
}

const NAME_HINT =
  "a secret's name has letters, digits, _ . and -, starts with a letter or _, and has at most 127 characters";

const orNull = (value: number | "never" | undefined): number | null | undefined =>
  value === "never" ? null : value;

export function listSecrets({ json, ...options }: SecretOptions & { readonly json?: true }): void {
  void tell(() => {
    const { vault } = open(placeOf(options));
    const secrets = [...vault.secrets].toSorted(([a], [b]) => (a < b ? -1 : 1));
    if (json === true) {
      const all = secrets.map(([name, entry]) => described(name, entry));
      console.log(JSON.stringify({ secrets: all }, undefined, 2));
      return;
    }
    for (const [name, entry] of secrets) {
      const due = dueText(entry, Date.now());
      const version = `version ${entry.versions.at(-1)?.version}`;
      const rotated = `of ${dateText(entry.rotatedAtMs)}`;
      console.log([name.padEnd(24), version, rotated, due ?? nextText(entry)].join("  ").trimEnd());
    }
  });
}

function described(name: string, entry: SecretEntry): object {
  const { createdAtMs, rotatedAtMs, rotateEveryMs, expiresAtMs, versions } = entry;
  return {
    name,
    version: versions.at(-1)?.version,
    versions: versions.map(({ version }) => version),
    created: new Date(createdAtMs).toISOString(),
    rotated: new Date(rotatedAtMs).toISOString(),
    rotateEverySeconds: rotateEveryMs === undefined ? null : rotateEveryMs / 1000,
    expires: expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString(),
    finding: dueKind(entry, Date.now()) ?? null,
  };
}

function nextText(entry: SecretEntry): string {
  const due = dueAtMs(entry);
  return due === undefined ? "" : `due ${dateText(due)}`;
}

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export function listVersions(
  name: string,
  { json, ...options }: SecretOptions & { readonly json?: true },
): void {
  void tell(() => {
    const { versions } = entryOf(open(placeOf(options)).vault, name);
    const all = versions.map(({ version, createdAtMs }) => ({
      version,
      created: new Date(createdAtMs).toISOString(),
    }));
    if (json === true) console.log(JSON.stringify({ name, versions: all }, undefined, 2));
    else for (const { version, created } of all) console.log(`${name}@${version}  ${created}`);
  });
}

export function printSecret(text: string, options: SecretOptions & { readonly showValue?: true }): void {
  void tell(() => {
    const { name, version } = referred(text);
    if (options.showValue !== true)
      throw new Refusal("this prints the value where others may see it: add --show-value");
    const { vault, key } = open(placeOf(options));
    console.log(openSecret(vault, key, name, version));
  });
}

export function deleteSecret(text: string, options: SecretOptions): void {
  void tell(() => {
    const { name, version } = referred(text);
    const place = placeOf(options);
    if (!existsSync(place.path)) throw new VaultError("unknown", `there is no vault ${place.path}`);
    changeVault(place.path, keyOf(place), readText, (vault) => removeSecret(vault, name, version));
  });
}

function referred(text: string): { readonly name: string; readonly version: number | undefined } {
  const reference = readSecretReference(text);
  if (reference === undefined || reference.provider !== undefined) throw new Refusal(NAME_HINT);
  const { name, version } = reference;
  return { name, version: version === undefined ? undefined : Number(version) };
}

const files = new Files(nodePorts());
const readText = (path: string) => files.text(path);

function placeOf({ config }: SecretOptions): VaultPlace {
  const place = readVaultPlace(config, files);
  if ("path" in place) return place;
  throw new Refusal(place.map(formatDiagnostic).join("\n"));
}

const keyOf = (place: VaultPlace) => vaultKeyOf(place, readText, process.env);

const open = (place: VaultPlace) => loadVault(place.path, keyOf(place), readText);

async function readValue({ file, generate }: ValueOptions): Promise<string> {
  if (generate === true) return randomBytes(32).toString("base64url");
  if (file === undefined && process.stdin.isTTY)
    console.error("the value, ended by a line break and Ctrl-D (what you type is shown):");
  const bytes = file === undefined ? await standardInput() : readFileSync(file);
  if (bytes.length > MAX_VALUE_BYTES) throw new Refusal(`a value has at most ${MAX_VALUE_BYTES} bytes`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch (error) {
    throw new Refusal("the value is not UTF-8 text: encode it, in base64 for instance", { cause: error });
  }
  if (text === "") throw new Refusal("there is no value: give it by standard input or --file");
  return text;
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    // Without an encoding a stream of bytes gives buffers.
    const bytes: unknown = chunk;
    if (!(bytes instanceof Buffer)) continue;
    length += bytes.length;
    chunks.push(bytes);
    if (length > MAX_VALUE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

async function tell(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isSystems = error instanceof Error && "syscall" in error;
    if (!(error instanceof VaultError || error instanceof Refusal || isSystems)) throw error;
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCode("findings");
  }
}
