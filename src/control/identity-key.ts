// The key that signs what the node says of itself to guards: a file beside the store that only the node's
// user can read. Guards know it by its thumbprint (RFC 7638), so it lives as long as the data folder does.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { thumbprintOf } from "#guard/gateway-document.ts";

export type IdentityKey = {
  readonly key: KeyObject;
  /** The public one, as in a JWK. */
  readonly x: string;
  readonly thumbprint: string;
};

/** The key of this data folder, made where there is none. Throws an error with a message for people. */
export function ensureIdentityKey(storePath: string): IdentityKey {
  const file = join(dirname(storePath), "identity-key.pem");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(file, pem, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = readKey(readFileSync(file, "utf8"));
  if (key?.asymmetricKeyType !== "ed25519")
    throw new Error(`${file} holds no key of Ed25519: put back the one that was there`);
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return { key, x, thumbprint: thumbprintOf(x) };
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
