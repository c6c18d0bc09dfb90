// The compact form of a token (RFC 7515 §7.1, RFC 7516 §7.1), taken apart and checked as far as that goes
// without a key. What its header says of keys (`jwk`, `jku`, `x5u`, `x5c`) nobody here ever looks at.

import { defaultLimits } from "#kernel/limits.ts";
import { type JsonObject, malformed, type TokenRefusal } from "../token-verdict.ts";
import { decodeBase64Url } from "./base64url.ts";
import { parseJsonObject } from "./json-object.ts";

export type CompactToken = {
  readonly kind: "signed" | "encrypted";
  readonly text: string;
  readonly header: JsonObject;
  readonly algorithm: string;
  readonly keyId: string | undefined;
  /** As they stand in the text, the header's part included. */
  readonly parts: readonly string[];
};

const SIGNED_PARTS = 3;
const ENCRYPTED_PARTS = 5;
const MAX_KEY_ID = 1024;

export function readCompactToken(text: string): CompactToken | TokenRefusal {
  if (text.length > defaultLimits.identity.tokenBytes) return malformed("The token is too large.");
  const parts = text.split(".", ENCRYPTED_PARTS + 1);
  if (parts.length !== SIGNED_PARTS && parts.length !== ENCRYPTED_PARTS)
    return malformed("The token is not in compact form.");
  const [first, ...others] = parts.map(decodeBase64Url);
  if (first === undefined || others.includes(undefined))
    return malformed("The token has a part that is not Base64url.");
  const header = parseJsonObject(first);
  if (header === undefined) return malformed("The header of the token is not a JSON object.");
  const flaw = headerFlaw(header);
  if (flaw !== undefined) return malformed(flaw);
  return {
    kind: parts.length === SIGNED_PARTS ? "signed" : "encrypted",
    text,
    header,
    algorithm: String(header.alg),
    keyId: typeof header.kid === "string" ? header.kid : undefined,
    parts,
  };
}

function headerFlaw(header: JsonObject): string | undefined {
  const { alg, kid } = header;
  if (typeof alg !== "string" || alg === "") return "The header of the token names no algorithm.";
  if (kid !== undefined && (typeof kid !== "string" || kid.length > MAX_KEY_ID))
    return "The key id of the token is not a short text.";
  // RFC 7515 §4.1.11: what must be understood and is not, refuses. We understand no extension.
  if (header.crit !== undefined) return "The token demands an extension that is not understood.";
  // RFC 7797 §7: a payload that is not encoded is no JWT.
  if (header.b64 !== undefined) return "The payload of the token is not encoded as that of a JWT.";
  // Some bytes of a compressed token can become any number of them.
  if (header.zip !== undefined) return "The token is compressed.";
  return undefined;
}
