// The secret that a caller of the admin API must show: a file in the data folder that only the node's user
// can read. So whoever may read the store may change it, and no web page or other user of the machine can.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { ensureOwnFile, ownFileOf } from "./own-file.ts";

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const FILE = "admin-token";

/** The token of this data folder, made where there is none. Throws the system's error. */
export function ensureToken(storePath: string): string {
  ensureOwnFile(storePath, FILE, () => `${randomBytes(TOKEN_BYTES).toString("base64url")}\n`);
  return readToken(storePath);
}

/** Throws the system's error, or one that says that the file holds no token. */
export function readToken(storePath: string): string {
  const file = ownFileOf(storePath, FILE);
  const token = readFileSync(file, "utf8").trim();
  if (!TOKEN.test(token)) throw new Error(`${file} holds no token; remove it and start the node anew`);
  return token;
}

/** Compares in a time that does not depend on where they differ. */
export function isBearerOf(token: string, authorization: string | undefined): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${token}`));
}
