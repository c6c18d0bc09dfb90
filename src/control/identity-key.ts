// The key that signs what the node says of itself to guards: a file beside the store that only the node's
// user can read. Guards know it by its thumbprint (RFC 7638), so it lives as long as the data folder does.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { thumbprintOf } from "#guard/gateway-document.ts";
import { ensureOwnFile, ownFileOf } from "./own-file.ts";

export type IdentityKey = {
  readonly key: KeyObject;
  /** The public one, as in a JWK. */
  readonly x: string;
  readonly thumbprint: string;
};

/** The key of this data folder, made where there is none. Throws an error with a message for people. */
export function ensureIdentityKey(storePath: string): IdentityKey {
  const name = "identity-key.pem";
  const make = () => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const key = readKey(ensureOwnFile(storePath, name, make));
  if (key?.asymmetricKeyType !== "ed25519")
    throw new Error(`${ownFileOf(storePath, name)} holds no key of Ed25519: put back the one that was there`);
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
