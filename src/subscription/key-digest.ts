// What is kept of a subscription key where it must be found again: its HMAC. Without the node's digest key
// neither can a key be guessed from it, nor a digest be aimed at.

import { createHmac } from "node:crypto";

/** HMAC-SHA-256 of the key's UTF-8 bytes, in base64. */
export function digestOf(key: string, digestKey: Uint8Array): string {
  return createHmac("sha256", digestKey).update(key, "utf8").digest("base64");
}
