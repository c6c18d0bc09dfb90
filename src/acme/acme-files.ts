// What is kept of ACME, in a folder beside the store: keys of accounts, and certificates with their keys.
// Only the node's user can read it.

import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isObject, jsonOrUndefined } from "#kernel/json-object.ts";
import { readServerCertificate, type ServerCertificate } from "#tls/certificate.ts";
import { keyPem, newKey } from "#tls/certificate-request.ts";
import { writeWhole } from "#tls/whole-file.ts";
import type { AcmeSpec } from "./acme-spec.ts";
import type { IssuedCertificate } from "./order-certificate.ts";

/** The key of the account at this authority, made where there is none. Throws the system's error. */
export function accountKey(folder: string, directory: string): KeyObject {
  const path = join(folder, `account-${digestOf(directory)}.key`);
  if (existsSync(path)) return createPrivateKey(readFileSync(path));
  const key = newKey("ecdsa-p256");
  keep(path, keyPem(key));
  return key;
}

/** Which certificate it is: one of another authority, or with another kind of key, is another one. */
export type KeptName = Pick<AcmeSpec, "name" | "directory" | "keyType">;

/** Key and chain in one file: neither is ever without the other. Throws the system's error. */
export function keepCertificate(folder: string, name: KeptName, { chain, key }: IssuedCertificate): void {
  keep(fileOf(folder, name), `${key.trimEnd()}\n${chain.trimEnd()}\n`);
}

/**
 * Throws the system's error where nothing could be kept: better before an authority is asked than after it
 * has issued what is lost then.
 */
export function checkKeeping(folder: string): void {
  const path = join(folder, "try");
  keep(path, "x".repeat(16_384));
  rmSync(path);
}

/** Undefined where none was issued, or its file is damaged. */
export function keptCertificate(folder: string, name: KeptName): ServerCertificate | undefined {
  try {
    const text = readFileSync(fileOf(folder, name), "utf8");
    const read = readServerCertificate(text, text);
    return "code" in read ? undefined : read;
  } catch {
    return undefined; // then another one is ordered
  }
}

/** What came of the tries since the last one that gave a certificate. */
export type FailedTries = {
  readonly failures: number;
  readonly failure: string;
  /** Ms since the epoch. */
  readonly triedAtMs: number;
  /** When the next one is due. */
  readonly nextMs: number;
  /** Before this the authority itself wants none. */
  readonly notBeforeMs: number;
};

/** A program that is started again and again asks no more often for it. Throws the system's error. */
export function keepTries(folder: string, spec: AcmeSpec, tries: FailedTries): void {
  keep(triesFile(folder, spec), JSON.stringify({ of: orderId(spec), ...tries }));
}

/** Undefined where the last try gave a certificate, another order was tried, or the file is damaged. */
export function keptTries(folder: string, spec: AcmeSpec): FailedTries | undefined {
  const tries = jsonOrUndefined(readOrEmpty(triesFile(folder, spec)));
  if (!isObject(tries) || tries["of"] !== orderId(spec)) return undefined;
  const { failures, failure, triedAtMs, nextMs, notBeforeMs } = tries;
  if (typeof failures !== "number" || typeof failure !== "string" || typeof triedAtMs !== "number")
    return undefined;
  if (typeof nextMs !== "number" || typeof notBeforeMs !== "number") return undefined;
  return { failures, failure, triedAtMs, nextMs, notBeforeMs };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // then it is tried at once
  }
}

export function forgetTries(folder: string, spec: AcmeSpec): void {
  rmSync(triesFile(folder, spec), { force: true });
}

const triesFile = (folder: string, spec: AcmeSpec): string => `${fileOf(folder, spec)}.tries`;

/** An order that was changed since may be right now. */
const orderId = (spec: AcmeSpec): string => digestOf(JSON.stringify(spec));

function fileOf(folder: string, { name, directory, keyType }: KeptName): string {
  return join(folder, `${name}-${digestOf(`${directory}\n${keyType}`)}.pem`);
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

function keep(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeWhole(path, text, 0o600);
}
