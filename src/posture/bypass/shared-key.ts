// TLS by a key that both sides have (RFC 4279, RFC 5489): each proves to the other that it has it, without
// certificates. The audit and its probe agents speak to each other so, and in no other way.

import { createHash } from "node:crypto";
import type { ConnectionOptions, TlsOptions } from "node:tls";

/** With a Diffie-Hellman exchange: who learns the key later cannot read what was said before. */
const COMMON = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const;
const IDENTITY = "portcullis-probe";

/** The shortest key that is taken. */
const MIN_KEY_CHARS = 32;

/** The text of a key file → the key; undefined where it is too short. */
export function sharedKey(text: string): Buffer | undefined {
  const key = text.trim();
  return key.length < MIN_KEY_CHARS ? undefined : createHash("sha256").update(key, "utf8").digest();
}

export const listenerTls = (key: Buffer): TlsOptions => ({
  ...COMMON,
  pskIdentityHint: IDENTITY,
  pskCallback: (_socket, identity) => (identity === IDENTITY ? key : null),
});

export const agentTls = (key: Buffer): ConnectionOptions => ({
  ...COMMON,
  pskCallback: () => ({ psk: key, identity: IDENTITY }),
  // There is no certificate: the key speaks for the other side.
  checkServerIdentity: () => undefined,
});
