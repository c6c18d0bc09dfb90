// Holds a body against the digest that was signed, while it is read: who reads it hears of an error in place
// of its end where it is another.

import { createHash, type Hash } from "node:crypto";
import type { Readable } from "node:stream";

/** The body that came is not the one that was signed. */
class DigestError extends Error {
  override readonly name = "DigestError";

  constructor() {
    super("the body is not the one that the gateway signed");
  }
}

/**
 * Watches what the server puts into the request's stream. To be called before the first byte of it: in the
 * listener that the request comes to.
 * @param digest as in `Content-Digest`: `sha-256=:…:`
 * @param failed called once, where the body is another: true to end the stream with an error
 */
export function checkDigest(body: Readable, digest: string, failed: () => boolean): void {
  const sum: Hash = createHash("sha256");
  const push = body.push.bind(body);
  let isOver = false;
  body.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk !== null) {
      // Servers put in what they read: bytes.
      if (chunk instanceof Uint8Array) sum.update(chunk);
      return push(chunk, encoding);
    }
    // HTTP/2 says the end once more when the stream closes.
    if (isOver) return push(null);
    isOver = true;
    if (`sha-256=:${sum.digest("base64")}:` === digest || !failed()) return push(null);
    // An error that nobody listens for would end the process: such a body has no end, then.
    if (body.listenerCount("error") > 0) body.destroy(new DigestError());
    else body.destroy();
    return false;
  };
}
