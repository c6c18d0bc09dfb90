// Base64url as tokens have it (RFC 7515 §2): no padding, no white space, and one text only for some bytes.

const ALPHABET = /^[A-Za-z0-9_-]*$/;

/**
 * Undefined for what no encoder writes. Node's own decoder passes over foreign characters and over bits
 * behind the last byte: a token could then be changed without its signature noticing.
 */
export function decodeBase64Url(text: string): Buffer | undefined {
  if (!ALPHABET.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
