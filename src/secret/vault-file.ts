// The form of the local vault: named secrets with their versions, each sealed by AES-256-GCM. Name, version,
// format and vault are bound to each seal, so that no entry stands in for another; a code over everything
// that is not sealed tells whether a version was taken out or a date changed. What it cannot tell is that the
// whole file was replaced by an older one of its own. Bytes in, bytes out: no disk here.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { isObject, jsonOrUndefined } from "#kernel/json-object.ts";

export type SecretVersion = {
  readonly version: number;
  /** Ms since the epoch. */
  readonly createdAtMs: number;
  /** Nonce, tag and text in base64. */
  readonly sealed: string;
};

export type SecretEntry = {
  readonly createdAtMs: number;
  /** When the newest version was made. */
  readonly rotatedAtMs: number;
  /** How old a version may become; undefined where nothing was said. */
  readonly rotateEveryMs: number | undefined;
  readonly expiresAtMs: number | undefined;
  /** The highest number that a version ever had: none is given twice. */
  readonly lastVersion: number;
  /** The oldest first; never empty. */
  readonly versions: readonly SecretVersion[];
};

export type Vault = {
  /** Random: the salt of the keys, and what a seal of another vault does not have. */
  readonly id: string;
  readonly secrets: ReadonlyMap<string, SecretEntry>;
  /** Of secrets that were removed whole, the highest number that a version had: one made again goes on. */
  readonly retired: ReadonlyMap<string, number>;
};

/** For the operator; names no value. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly reason: "unreadable" | "locked" | "unknown" | "busy";

  constructor(reason: VaultError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

const FORMAT = "portcullis-vault/1";
const KEY_BYTES = 32;
/** NIST SP 800-38D §8.2.2: random, and far from the 2^32 seals that one key is good for. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const MAX_VALUE_BYTES = 65_536;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,126}$/;

export const isSecretName = (name: string): boolean => NAME.test(name);

export const newVault = (): Vault => ({
  id: randomBytes(16).toString("base64url"),
  secrets: new Map(),
  retired: new Map(),
});

/** The two keys that a vault's key becomes. */
type Keys = { readonly seal: Buffer; readonly code: Buffer };

function keysOf(key: Uint8Array, id: string): Keys {
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", key, id, `${FORMAT} ${use}`, KEY_BYTES));
  return { seal: derive("seal"), code: derive("code") };
}

const boundTo = (id: string, name: string, version: number): Buffer =>
  Buffer.from(JSON.stringify([FORMAT, id, name, version]));

/** The vault with one version more of this secret, of which the newest `keep` are left. */
export function addVersion(
  vault: Vault,
  key: Uint8Array,
  added: {
    readonly name: string;
    readonly value: string;
    readonly nowMs: number;
    readonly keep: number;
    /** Left as they are where undefined; null takes one away. */
    readonly rotateEveryMs?: number | null | undefined;
    readonly expiresAtMs?: number | null | undefined;
  },
): Vault {
  const { name, nowMs, keep } = added;
  const before = vault.secrets.get(name);
  const version = (before?.lastVersion ?? vault.retired.get(name) ?? 0) + 1;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keysOf(key, vault.id).seal, nonce);
  cipher.setAAD(boundTo(vault.id, name, version));
  const text = Buffer.concat([cipher.update(added.value, "utf8"), cipher.final()]);
  const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
  const versions = [...(before?.versions ?? []), { version, createdAtMs: nowMs, sealed }].slice(-keep);
  const entry: SecretEntry = {
    createdAtMs: before?.createdAtMs ?? nowMs,
    rotatedAtMs: nowMs,
    rotateEveryMs: chosen(added.rotateEveryMs, before?.rotateEveryMs),
    expiresAtMs: chosen(added.expiresAtMs, before?.expiresAtMs),
    lastVersion: version,
    versions,
  };
  const retired = new Map(vault.retired);
  retired.delete(name);
  return { ...vault, secrets: new Map(vault.secrets).set(name, entry), retired };
}

const chosen = (wanted: number | null | undefined, before: number | undefined): number | undefined =>
  wanted === null ? undefined : (wanted ?? before);

/** Without the secret, or without one version of it. Throws a `VaultError` where there is none. */
export function removeSecret(vault: Vault, name: string, version: number | undefined): Vault {
  const entry = entryOf(vault, name);
  const secrets = new Map(vault.secrets);
  if (version !== undefined) versionOf(entry, name, version);
  const versions = version === undefined ? [] : entry.versions.filter((each) => each.version !== version);
  const newest = versions.at(-1);
  if (newest === undefined) {
    secrets.delete(name);
    return { ...vault, secrets, retired: new Map(vault.retired).set(name, entry.lastVersion) };
  }
  secrets.set(name, { ...entry, versions, rotatedAtMs: newest.createdAtMs });
  return { ...vault, secrets };
}

/** The value of the newest version, or of this one. Throws a `VaultError`. */
export function openSecret(vault: Vault, key: Uint8Array, name: string, version?: number): string {
  const { sealed, version: found } = versionOf(entryOf(vault, name), name, version);
  const bytes = Buffer.from(sealed, "base64");
  const options = { authTagLength: TAG_BYTES };
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", keysOf(key, vault.id).seal, nonce, options);
    decipher.setAAD(boundTo(vault.id, name, found));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
    return Buffer.concat(text).toString("utf8");
  } catch (error) {
    throw new VaultError("unreadable", `version ${found} of ${name} was changed since it was sealed`, {
      cause: error,
    });
  }
}

export function entryOf(vault: Vault, name: string): SecretEntry {
  const entry = vault.secrets.get(name);
  if (entry === undefined) throw new VaultError("unknown", `there is no secret ${name}`);
  return entry;
}

function versionOf({ versions }: SecretEntry, name: string, version: number | undefined): SecretVersion {
  const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
  if (found !== undefined) return found;
  const all = versions.map((each) => each.version).join(", ");
  throw new VaultError("unknown", `the secret ${name} has no version ${version ?? ""}; there are ${all}`);
}

// ── the file ──

export function printVault(vault: Vault, key: Uint8Array): string {
  const retired = vault.retired.size === 0 ? {} : { retired: Object.fromEntries(vault.retired) };
  const body = { format: FORMAT, id: vault.id, secrets: Object.fromEntries(vault.secrets), ...retired };
  return `${JSON.stringify({ ...body, code: codeOf(body, key, vault.id) }, undefined, 1)}\n`;
}

const codeOf = (body: object, key: Uint8Array, id: string): string =>
  createHmac("sha256", keysOf(key, id).code).update(JSON.stringify(body)).digest("base64url");

/** Throws a `VaultError`: the file is none, or was made under another key, or changed since. */
export function readVault(text: string, key: Uint8Array): Vault {
  const file = parseFile(text);
  if (file === undefined) throw new VaultError("unreadable", "it is damaged, or no vault of Portcullis");
  const { code, ...body } = file;
  const expected = Buffer.from(codeOf(body, key, body.id));
  const given = Buffer.from(code);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new VaultError("locked", "the key does not open it: it is another one's, or the file was changed");
  }
  const entries = Object.entries(body.secrets).map(([name, entry]) => {
    const { rotateEveryMs, expiresAtMs } = entry;
    return [name, { ...entry, rotateEveryMs, expiresAtMs }] as const;
  });
  return { id: body.id, secrets: new Map(entries), retired: new Map(Object.entries(body.retired ?? {})) };
}

type WrittenFile = {
  readonly format: string;
  readonly id: string;
  readonly secrets: Readonly<Record<string, SecretEntry>>;
  readonly retired?: Readonly<Record<string, number>>;
  readonly code: string;
};

/** Only as far as the code can be worked out: what carries a right code was written by `printVault`. */
function parseFile(text: string): WrittenFile | undefined {
  const file = jsonOrUndefined(text);
  if (!isObject(file)) return undefined;
  const { format, id, secrets, code } = file;
  if (format !== FORMAT || typeof id !== "string" || typeof code !== "string") return undefined;
  if (!isObject(secrets)) return undefined;
  // Nothing of it is used before the code over all of it was found right.
  return file as WrittenFile;
}
