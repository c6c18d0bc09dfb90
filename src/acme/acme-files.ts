// What is kept of ACME, in a folder beside the store: keys of accounts, and certificates with their keys.
// Only the node's user can read it.

import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readServerCertificate, type ServerCertificate } from "#tls/certificate.ts";
import { keyPem, newKey } from "#tls/certificate-request.ts";
import type { IssuedCertificate } from "./order-certificate.ts";

/** The key of the account at this authority, made where there is none. Throws the system's error. */
export function accountKey(folder: string, directory: string): KeyObject {
  const id = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  const path = join(folder, `account-${id}.key`);
  if (existsSync(path)) return createPrivateKey(readFileSync(path));
  const key = newKey("ecdsa-p256");
  writeWhole(path, keyPem(key));
  return key;
}

/** Key and chain in one file: neither is ever without the other. Throws the system's error. */
export function keepCertificate(folder: string, name: string, { chain, key }: IssuedCertificate): void {
  writeWhole(fileOf(folder, name), `${key.trimEnd()}\n${chain.trimEnd()}\n`);
}

/** Undefined where none was issued, or its file is damaged. */
export function keptCertificate(folder: string, name: string): ServerCertificate | undefined {
  try {
    const text = readFileSync(fileOf(folder, name), "utf8");
    const read = readServerCertificate(text, text);
    return "code" in read ? undefined : read;
  } catch {
    return undefined; // then another one is ordered
  }
}

const fileOf = (folder: string, name: string): string => join(folder, `${name}.pem`);

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600); // a file left behind by a crash keeps the mode it had
  renameSync(`${path}.new`, path);
}
