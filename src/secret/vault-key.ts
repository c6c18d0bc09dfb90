// Where the key of a vault comes from. Drivers are a file and an environment variable; a key service is
// another implementation of the port, which has the key unwrapped before it is asked.

import { randomBytes } from "node:crypto";
import { VaultError } from "./vault-file.ts";

export interface VaultKeySource {
  /** For messages: `the file /run/vault.key`. */
  readonly place: string;
  /** 32 bytes. Throws a `VaultError`. */
  read(): Buffer;
}

const KEY = /^[A-Za-z0-9_-]{43}$/;
const HEX_KEY = /^[0-9a-fA-F]{64}$/;

/** As it is written into a file or a variable. */
export const newVaultKey = (): string => randomBytes(32).toString("base64url");

/** What a file says, or why it says nothing. */
export type ReadText = (
  path: string,
) => { readonly kind: "text"; readonly text: string } | { readonly kind: "failure"; readonly why: string };

export function keyFromFile(path: string, readText: ReadText): VaultKeySource {
  const place = `the file ${path}`;
  const read = (): Buffer => {
    const content = readText(path);
    if (content.kind === "text") return keyOf(content.text, place);
    throw new VaultError("locked", `its key is missing: ${place}: ${content.why}`);
  };
  return { place, read };
}

export function keyFromVariable(name: string, env: (name: string) => string | undefined): VaultKeySource {
  const place = `the environment variable ${name}`;
  const read = (): Buffer => {
    const text = env(name);
    if (text !== undefined) return keyOf(text, place);
    throw new VaultError("locked", `its key is missing: ${place} is not set`);
  };
  return { place, read };
}

function keyOf(text: string, place: string): Buffer {
  const trimmed = text.trim();
  if (KEY.test(trimmed)) return Buffer.from(trimmed, "base64url");
  if (HEX_KEY.test(trimmed)) return Buffer.from(trimmed, "hex");
  throw new VaultError(
    "locked",
    `${place} holds no key: 32 random bytes in base64url or hex, as \`portcullis secret key\` prints them`,
  );
}
