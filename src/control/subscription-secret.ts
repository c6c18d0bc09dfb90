// The secret under which keys of subscriptions are kept: a file beside the store that only the node's user
// can read. Whoever has the store's file alone has no key, and cannot tell which key it belongs to.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { KeptKey } from "#store/store.ts";
import { digestOf } from "#subscription/key-digest.ts";
import { ensureOwnFile, ownFileOf } from "./own-file.ts";

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** NIST SP 800-38D §8.2.2: random, and far from the 2^32 seals that one key is good for. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class SubscriptionSecret {
  /** 32 bytes. */
  readonly digestKey: Buffer;
  readonly #sealKey: Buffer;

  private constructor(secret: Buffer) {
    const derive = (use: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", use, SECRET_BYTES));
    this.digestKey = derive("portcullis subscription key digest");
    this.#sealKey = derive("portcullis subscription key seal");
  }

  /** The secret of this data folder, made where there is none. Throws the system's error. */
  static ensure(storePath: string): SubscriptionSecret {
    const name = "subscription-secret";
    const make = (): string => `${randomBytes(SECRET_BYTES).toString("base64url")}\n`;
    const text = ensureOwnFile(storePath, name, make).trim();
    if (!SECRET.test(text))
      throw new Error(`${ownFileOf(storePath, name)} holds no secret: put back the one that was there`);
    return new SubscriptionSecret(Buffer.from(text, "base64url"));
  }

  /** AES-256-GCM. @param place whose key it is: a seal counts nowhere else */
  seal(key: string, place: string): KeptKey {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#sealKey, nonce).setAAD(Buffer.from(place));
    const text = Buffer.concat([cipher.update(key, "utf8"), cipher.final()]);
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
    return { digest: digestOf(key, this.digestKey), sealed };
  }

  /** Undefined where it was sealed under another secret, for another place, or changed since. */
  open({ sealed }: KeptKey, place: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64");
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv("aes-256-gcm", this.#sealKey, nonce, options);
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const text = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
      return Buffer.concat(text).toString("utf8");
    } catch {
      return undefined;
    }
  }
}
