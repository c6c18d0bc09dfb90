// What is inside an encrypted token, by the keys of a rule (RFC 7516).

import { compactDecrypt, errors } from "jose";
import type { DecryptionKey } from "../decryption-key.ts";
import { malformed, type TokenRefusal } from "../token-verdict.ts";
import type { CompactToken } from "./compact-token.ts";

const contentBits: ReadonlyMap<unknown, number> = new Map([
  ["A128CBC-HS256", 256],
  ["A192CBC-HS384", 384],
  ["A256CBC-HS512", 512],
  ["A128GCM", 128],
  ["A192GCM", 192],
  ["A256GCM", 256],
]);

/** One answer for everything that can be wrong: which of it, an attacker must not be told. */
const unreadable = malformed("The token cannot be decrypted.");

/** Its content; each key that fits is tried. */
export async function decryptToken(
  token: CompactToken,
  keys: readonly DecryptionKey[],
): Promise<Uint8Array | TokenRefusal> {
  for (const { key, algorithms } of keysFor(token, keys)) {
    try {
      const { plaintext } = await compactDecrypt(token.text, key, {
        keyManagementAlgorithms: [...algorithms],
        contentEncryptionAlgorithms: [...contentBits.keys()].map(String),
        maxDecompressedLength: 0,
      });
      return plaintext;
    } catch (error) {
      // A part of a wrong length is a TypeError there.
      if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error;
    }
  }
  return unreadable;
}

function keysFor(token: CompactToken, keys: readonly DecryptionKey[]): readonly DecryptionKey[] {
  const bits = contentBits.get(token.header.enc);
  if (bits === undefined) return [];
  return keys.filter(
    (key) =>
      key.algorithms.has(token.algorithm) &&
      (token.algorithm !== "dir" || key.bits === bits) &&
      (key.id === undefined || token.keyId === undefined || key.id === token.keyId),
  );
}
